"""What several forms ask for: a password, typed twice and never drawn again, and what is accepted with it."""

from typing import Any, Protocol, TypeVar

from core.forms import field, wrong_at


class Twice(Protocol):
    """A form with a password that is typed twice."""

    @property
    def password(self) -> str: ...

    @property
    def again(self) -> str: ...


T = TypeVar("T", bound=Twice)


def new_password(label: str) -> Any:
    """Make the box for the new password."""
    return field(
        label, kind="password", autocomplete="new-password", missing=f"Enter a {label.lower()}", width="full"
    )


def new_password_again(label: str) -> Any:
    """Make the box for the same password once more."""
    missing = "Enter the password a second time"
    return field(label, kind="password", autocomplete="new-password", missing=missing)


def accepted(text: str) -> Any:
    """Make the box that says that a text of the site was read and is accepted."""
    missing = f"Select the box to accept the {text}"
    return field(f"I have read and accept the {text}", kind="checkbox", missing=missing)


def versions_read() -> Any:
    """Make the hidden field that says which versions of these texts the page led to."""
    return field("Versions", kind="hidden", optional=True, max_length=200)


def same_twice(answers: T) -> T:
    """Require the same password twice; for pydantic: `_same = model_validator(mode="after")(same_twice)`."""
    if answers.password != answers.again:
        raise wrong_at(again="The two passwords aren’t the same. Type both again")
    return answers

"""What the viewer asks: whether it knows the person already, so that nobody has two accounts there."""

from typing import Literal

from pydantic import BaseModel

from core.forms import Choice, field

_KNOWN = (
    Choice("no", "No"),
    Choice("yes", "Yes, from another {practice} or a hospital"),
)


class Known(BaseModel):
    """No account in the viewer yet, or the name of the one there is."""

    has_account: Literal["no", "yes"] = field(
        "Has an account in the viewer already",
        kind="radios",
        choices=_KNOWN,
        missing="Choose whether there is an account in the viewer already",
    )
    account_name: str = field(
        "Account name in the viewer",
        hint="The name with which the person signs in to the viewer.",
        missing="Enter the account name in the viewer",
        max_length=60,
        shown_when=("has_account", "yes"),
    )

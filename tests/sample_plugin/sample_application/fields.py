"""What the viewer asks: what it will be used for."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, field_validator

from core.forms import Choice, field

_PURPOSES = (Choice("care", "Direct patient care"), Choice("research", "Research or quality improvement"))


class Purpose(BaseModel):
    """Only direct patient care is accepted."""

    purpose: Literal["care", "research"] = field(
        "What the viewer will be used for",
        kind="radios",
        choices=_PURPOSES,
        missing="Choose what it will be used for",
    )

    @field_validator("purpose")
    @classmethod
    def _care_only(cls, purpose: str) -> str:
        if purpose != "care":
            raise ValueError("The viewer is for direct patient care only")
        return purpose


def answers_of_before(_: int, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """Answers are as they always were: only what is kept of a practice has another version."""
    return answers

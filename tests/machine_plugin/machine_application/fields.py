"""What the boards ask: the wards to show."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from core.forms import Choice, field

_WARDS = (Choice("east", "East ward"), Choice("west", "West ward"))


class Wards(BaseModel):
    """At least one ward."""

    wards: tuple[str, ...] = field(
        "Wards to show",
        kind="checkboxes",
        choices=_WARDS,
        hint="Select each ward that you send patients to.",
        missing="Choose at least one ward",
    )


def answers_of_before(version: int, answers: Mapping[str, Any]) -> Mapping[str, Any]:
    """In the first version it was one ward."""
    return {"wards": [answers["ward"]]} if version == 1 else answers

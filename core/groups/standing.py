"""How somebody stands in a practice, in the three words that administrators know."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from core.groups.rights import KNOWN

Standing = Literal["Enabled", "Disabled", "Requesting"]


def stands_as(state: str, person_state: str, access: Collection[str]) -> Standing:
    """Say it of a member, from the states of everything they have that is not over.

    Who is away or has left is disabled, and so is who has nothing but suspended access, or was added and
    has nothing. Requesting is who was added and is not set up yet.
    """
    if state != "active":
        return "Disabled"
    if access and all(each == "suspended" for each in access):
        return "Disabled"
    if person_state in KNOWN:
        return "Enabled"
    return "Requesting" if access or person_state in {"asked", "unclear"} else "Disabled"

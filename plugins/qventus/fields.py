"""What Qventus asks: the person's part in scheduling, and where."""

from typing import Literal

from pydantic import BaseModel

from core.forms import Choice, field

_ROLES = (
    Choice("scheduler", "Schedules cases for surgeons"),
    Choice("surgeon", "Surgeon who schedules their own cases"),
    Choice("other", "Something else"),
)


class Scheduling(BaseModel):
    """A role and at least one facility."""

    role: Literal["scheduler", "surgeon", "other"] = field(
        "Role in Qventus", kind="radios", choices=_ROLES, missing="Choose the role in Qventus"
    )
    other_role: str = field(
        "What the person will do in Qventus",
        hint="For example, plans the week for all surgeons.",
        missing="Say what the person will do in Qventus",
        max_length=100,
        shown_when=("role", "other"),
    )
    facilities: tuple[str, ...] = field(
        "Facilities where surgery is scheduled",
        kind="checkboxes",
        hint="Only these facilities schedule in Qventus.",
        missing="Choose at least one facility where they schedule surgery",
        choices="facilities",
        scope="practice",
    )

"""What is asked before the access of somebody in a practice changes: one small form for each question."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel

from core.forms import Choice, field


class EndAccess(BaseModel):
    """When all access of somebody ends, and why."""

    when: Literal["now", "day"] = field(
        "When does it end?",
        kind="radios",
        choices=(Choice("now", "Now"), Choice("day", "At the end of their last day")),
        missing="Choose when it ends",
    )
    day: date | None = field(
        "Last day", kind="date", missing="Enter the last day", width="10", shown_when=("when", "day")
    )
    reason: str = field(
        "Reason",
        max_length=300,
        missing="Say why it ends",
        hint="Such as: new position elsewhere. It is in the emails and on the receipt.",
    )


class Leave(BaseModel):
    """When a leave begins and ends, and why."""

    when: Literal["now", "day"] = field(
        "When does the leave begin?",
        kind="radios",
        choices=(Choice("now", "Now"), Choice("day", "On a day")),
        missing="Choose when the leave begins",
    )
    first: date | None = field(
        "First day of the leave",
        kind="date",
        width="10",
        missing="Enter the first day",
        shown_when=("when", "day"),
    )
    last: date | None = field(
        "Last day of the leave",
        kind="date",
        width="10",
        optional=True,
        hint="Their access comes back by itself the day after. Leave it empty if nobody knows yet.",
    )
    reason: str = field("Reason", max_length=300, missing="Say why", hint="This person can read it.")


class Nothing(BaseModel):
    """A question that is answered by its button alone."""


class ForThem(BaseModel):
    """Why support does something that a practice can do itself."""

    reason: str = field(
        "Reason",
        max_length=500,
        missing="Say who asked for it and how you knew them",
        hint="Whoever manages these people gets it in an email.",
    )


class BackOn(BaseModel):
    """The last day of a leave."""

    last: date | None = field(
        "Last day of the leave", kind="date", width="10", optional=True, hint="Leave it empty for no end."
    )


class BackOnForThem(ForThem, BackOn):
    """The last day of a leave, and why support sets it."""


class Suspicion(BaseModel):
    """What somebody is suspected of."""

    reason: str = field(
        "What happened?",
        kind="textarea",
        max_length=500,
        missing="Say what happened",
        hint="Support reads it. Don’t name any patient.",
    )


class LastDay(BaseModel):
    """The last day of one access."""

    day: date | None = field(
        "Last day", kind="date", width="10", optional=True, hint="Leave it empty for no end."
    )


class LastDayForThem(ForThem, LastDay):
    """The last day of one access, and why support sets it."""

"""What a site administrator is asked about every change: from when, and why."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, create_model

from core import clock
from core.errors import Invalid
from core.forms import field
from core.portal import Portal
from core.running.changing import LONGEST_REASON


class WhyAndWhen(BaseModel):
    """From when a change holds, and why it is made."""

    begins: date | None = field(
        "From", kind="date", optional=True, width="10", hint="Leave it empty for right now."
    )
    reason: str = field(
        "Reason",
        kind="textarea",
        max_length=LONGEST_REASON,
        hint="It stands in the history and in the trail.",
        missing="Enter the reason",
    )


class WhyUndone(BaseModel):
    """Why a change is undone."""

    reason: str = field("Reason", kind="textarea", max_length=LONGEST_REASON, missing="Enter the reason")


@lru_cache(maxsize=64)
def with_why_and_when(model: type[BaseModel]) -> type[Any]:
    """Return the form of a thing, and after it from when and why."""
    asked = WhyAndWhen.model_fields
    return create_model(
        model.__name__,
        __base__=model,
        __doc__=model.__doc__,
        begins=(date | None, asked["begins"]),
        reason=(str, asked["reason"]),
    )


def moment(portal: Portal, day: date | None) -> datetime | None:
    """Return when a day begins here; None for today and without a day, Invalid for the past."""
    today = clock.now().astimezone(portal.site.zone).date()
    if day is None or day == today:
        return None
    if day < today:
        raise Invalid({"begins": "This day is over. Enter a day from today on."})
    return portal.site.dates.begins(day)

"""Expected days: how many business days an application is planned to take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from core.forms import field
from core.portal import Portal
from core.running.referring import expected_otherwise
from web.pages.console.area_words import moved_days
from web.pages.console.areas import Area, Entry, Settings


class ExpectedDaysForm(BaseModel):
    """How long one application is planned to take."""

    days: int = field(
        "Business days from the {login} to working access",
        width="4",
        inputmode="numeric",
        max_length=3,
        missing="Enter the business days",
    )


def _entries(portal: Portal) -> Sequence[Entry]:
    return [
        Entry(each.slug, each.name, f"{each.expected_days} business days")
        for each in portal.applications.values()
    ]


def _values(portal: Portal, key: str) -> Mapping[str, Any]:
    return {"days": str(portal.applications[key].expected_days)}


def _settings(_: Portal, key: str, given: ExpectedDaysForm) -> Settings:
    return {("expected_days", key): given.days}


async def _consequences(before: Portal, after: Portal, _: str) -> Sequence[str]:
    measured = "Where enough was measured, people read the measured number of days instead."
    return [*moved_days(before, *await expected_otherwise(before, after)), measured]


EXPECTED_DAYS = Area(
    "expected-days",
    "Expected days",
    "How long each application takes, as people read it before the portal has measured it.",
    ExpectedDaysForm,
    _entries,
    _values,
    _settings,
    consequences=_consequences,
)

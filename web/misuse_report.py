"""The report of misuse: what is asked, read and drawn alike for a practice and for support."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as dt_time
from typing import Any, Literal
from uuid import UUID

from litestar import Response
from pydantic import BaseModel

from core import clock
from core.errors import Invalid, TooMany
from core.forms import Choice, Form, at_site, draw, field, phone_in_words, read
from core.groups.records import MemberFacts
from core.misuse.reporting import Report, report
from core.misuse.states import SEEN
from core.portal import Portal
from core.site import SiteProfile
from web.forms import see_other, submitted
from web.rendering import render
from web.visit import Visit

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap]\.?m\.?)?", re.IGNORECASE)
TIME = "Enter the time in hours and minutes"


class _Suspicion(BaseModel):
    """What every report says."""

    noticed_on: date = field(
        "Day you noticed it", kind="date", missing="Enter the day you noticed it", width="10"
    )
    noticed_at: str = field(
        "Time you noticed it", missing=TIME, max_length=20, width="10", hint="Hours and minutes."
    )
    what: str = field(
        "What happened?",
        kind="textarea",
        max_length=4000,
        missing="Say what happened",
        hint="Don’t name any patient. Only those who look into misuse read this.",
    )
    seen: Literal["yes", "no", "unknown"] = field(
        "Did they see patient data that they had no reason to see?",
        kind="radios",
        choices=tuple(Choice(value, words) for value, words in SEEN.items()),
        missing="Choose whether they saw patient data",
    )


class MemberReport(_Suspicion):
    """What somebody reports who manages nobody."""

    name: str = field(
        "Who is it about?",
        max_length=200,
        optional=True,
        hint="First and last name. Leave it empty if you don’t know.",
    )


class ManagerReport(_Suspicion):
    """What whoever administers the practice reports."""

    about: str = field("Who is it about?", kind="select", choices="people", optional=True)
    suspend: bool = field("Suspend all their access now", kind="checkbox", optional=True)


class CallersReport(ManagerReport):
    """What support writes down for somebody who calls."""

    caller: str = field("Who is calling?", max_length=200, missing="Enter the name of the caller")


@dataclass(frozen=True, slots=True)
class ReportShown:
    """What the page of a report shows beside its form."""

    practice: str
    phone: str
    hours: int


@dataclass(frozen=True, slots=True)
class Asking:
    """One report that is asked for: about a practice, with these people to choose from."""

    model: type[_Suspicion]
    group: UUID
    people: Sequence[MemberFacts] = ()
    about: str = ""


def shown(portal: Portal, practice: str) -> ReportShown:
    """Return what stands around the form: the help desk's number first."""
    return ReportShown(practice, help_desk(portal.site), portal.site.misuse_report_hours)


def help_desk(site: SiteProfile) -> str:
    """Return the number to call, with what to press; empty where the site has none."""
    for each in site.support:
        if each.phone:
            option = f", option {each.phone_option}" if each.phone_option else ""
            return f"{phone_in_words(each.phone)}{option}"
    return ""


def drawn(visit: Visit, asking: Asking) -> Form:
    """Draw the form with the moment that it is now, and whom it is about if that is known."""
    site = visit.portal.site
    now = clock.now().astimezone(site.zone)
    values = {"noticed_on": now.date().isoformat(), "noticed_at": site.dates.time(now), "about": asking.about}
    known = {name: value for name, value in values.items() if name in asking.model.model_fields}
    return draw(_model(visit, asking), known, choices=_choices(asking))


async def taken(visit: Visit, asking: Asking, page: Any, then: str) -> Response[Any]:
    """Store what was reported and go on, or show the page again with words at what is wrong."""
    reading = read(_model(visit, asking), await submitted(visit.request), choices=_choices(asking))
    if reading.answers is None:
        return render(visit.request, page(reading.form), status=422)
    try:
        await report(visit.portal, _report(visit, asking, reading.answers), by=visit.actor)
    except Invalid as wrong:
        return render(visit.request, page(reading.refused(wrong.errors)), status=422)
    except TooMany as refusal:
        words = {"": "You sent many reports today. Call the help desk with this one."}
        headers = {"Retry-After": str(refusal.retry_after)}
        return render(visit.request, page(reading.refused(words)), status=429, headers=headers)
    return see_other(then)


def _report(visit: Visit, asking: Asking, given: Any) -> Report:
    at = _moment(visit, given.noticed_on, given.noticed_at)
    about = getattr(given, "about", "")
    return Report(
        group=asking.group,
        member=UUID(about) if about else None,
        name=getattr(given, "name", ""),
        what=given.what,
        seen=given.seen,
        noticed_at=at,
        caller=getattr(given, "caller", ""),
        suspend=bool(getattr(given, "suspend", False) and about),
    )


def _moment(visit: Visit, day: date, typed: str) -> datetime:
    """The moment in the zone of the site; Invalid at the time, in words."""
    found = _TIME.fullmatch(typed.strip())
    if not found:
        raise Invalid({"noticed_at": TIME})
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        raise Invalid({"noticed_at": TIME})
    hour = hour % 12 + (12 if half == "p" else 0) if half else hour
    if hour > 23 or minute > 59:
        raise Invalid({"noticed_at": TIME})
    return datetime.combine(day, dt_time(hour, minute), visit.portal.site.zone)


def _model(visit: Visit, asking: Asking) -> type[_Suspicion]:
    site = visit.portal.site
    return at_site(site.asking, asking.model)


def _choices(asking: Asking) -> dict[str, list[Choice]]:
    people = [Choice(str(each.id), each.name) for each in asking.people]
    return {"people": [Choice("", "I don’t know, or someone else"), *people]}

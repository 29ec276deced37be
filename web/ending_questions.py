"""What is asked before the access of somebody in a practice changes, and what will happen then.

The practice and support are asked the same; each draws it on a page of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel

from core.access.suspending import side_of
from core.actor import Actor
from core.errors import Invalid, Stale
from core.forms import Choice, field
from core.office import acts
from core.office.possible import possible
from core.office.queries.people import OfficeAccess, OfficePerson
from core.portal import Portal

WORKING = frozenset({"active", "provisioning", "suspended"})
OVER = frozenset({"denied", "revoked", "expired"})
# Parts that somebody always has to play, with what to do about it.
KEPT = ("administrator", "sponsor")


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


class Reason(BaseModel):
    """Why access is taken away for a while."""

    reason: str = field("Reason", max_length=300, missing="Say why", hint="This person can read it.")


class Suspicion(BaseModel):
    """What somebody is suspected of."""

    reason: str = field(
        "What happened?",
        kind="textarea",
        max_length=500,
        missing="Say what happened",
        hint="Support reads it. Don’t name any patient.",
    )


class Nothing(BaseModel):
    """A question that is answered by its button alone."""


class LastDay(BaseModel):
    """The last day of one access."""

    day: date | None = field(
        "Last day", kind="date", width="10", optional=True, hint="Leave it empty for no end."
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about somebody: what will happen, what is asked, and the act that follows the answer."""

    heading: str
    lines: Sequence[str]
    button: str
    model: type[BaseModel]
    act: Callable[[Any], Awaitable[None]]
    warn: bool = False
    effect: str = ""
    values: Mapping[str, str] | None = None


def question(name: str, portal: Portal, person: OfficePerson, by: Actor) -> Asked | None:
    """Return the question of this name about somebody; None for a name that is none, or not possible now."""
    make = _QUESTIONS.get(name)
    return make(portal, person, by) if make and name in possible_acts(person, by) else None


def possible_acts(person: OfficePerson, by: Actor) -> tuple[str, ...]:
    """List the acts about somebody that are possible as they stand."""
    return possible(side_of(by), person.member.state, person.member.until, person.access)


def one_access(portal: Portal, person: OfficePerson, access: OfficeAccess, by: Actor) -> Asked:
    """Ask for the last day of one access."""

    async def act(given: LastDay) -> None:
        await acts.date_access(portal, access.id, given.day, by=by)

    lines = [
        f"The access ends by itself when that day is over, at midnight in {portal.site.timezone}.",
        f"Everything else of {person.member.name} stays as it is.",
    ]
    day = {"day": access.ends_on.isoformat()} if access.ends_on else None
    heading = f"Set the last day of {access.name} for {person.member.name}"
    return Asked(heading, lines, "Save the last day", LastDay, act, values=day)


def has_ended(access: OfficeAccess) -> bool:
    """Tell whether an access is over."""
    return access.state in OVER


def _end(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    terms, name = portal.site.terms, person.member.name
    kept = [part for part in KEPT if part in person.parts]
    if kept:
        called = {"administrator": terms.administrator, "sponsor": terms.sponsor}[kept[0]]
        how = f"select “Change the {called}” on the page of the {terms.practice}"
        effect = (
            f"{name} is the {called}, and a {terms.practice} always has one. Name who follows first: "
            f"{how}. Until then their access can’t end. You can suspend it at once."
        )
        return Asked(f"{name} can’t leave yet", (), "", Nothing, never, effect=effect)

    async def act(given: EndAccess) -> None:
        day = given.day if given.when == "day" else None
        await _placed(acts.end_access(portal, person.member.id, day, given.reason, by=by))

    lines = [
        *_access_lines(person),
        f"They are signed out at once, unless they belong to another {terms.practice}.",
        "They get no alerts any more, and nothing comes of requests that are still open.",
        f"{name}, the {terms.administrator} and the {terms.sponsor} get one email each.",
        f"A day ends at midnight in {portal.site.timezone}.",
    ]
    return Asked(f"End all access of {name}", lines, "End all access", EndAccess, act, warn=True)


def _keep(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(_: Nothing) -> None:
        await acts.keep_access(portal, person.member.id, by=by)

    day = portal.site.dates.day(person.member.until) if person.member.until else ""
    lines = [f"Nothing ends after {day}.", "An end date of a single application stays as it is."]
    return Asked(f"Cancel the last day of {person.member.name}", lines, "Cancel the last day", Nothing, act)


def _leave(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(given: Reason) -> None:
        await acts.begin_leave(portal, person.member.id, given.reason, by=by)

    lines = [
        *_access_lines(person),
        "They stay in your list, as on leave, and keep their login.",
        "When they are back, select “End the leave”. What they had comes back then.",
    ]
    name = person.member.name
    return Asked(f"Begin a leave of absence for {name}", lines, "Begin the leave", Reason, act, warn=True)


def _return(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(_: Nothing) -> None:
        await acts.end_leave(portal, person.member.id, by=by)

    back = [each.name for each in person.access if each.state == "suspended" and not each.suspended_by]
    lines = [
        f"This comes back: {', '.join(back)}." if back else "Nothing has to come back.",
        "We check each application as we did the first time.",
    ]
    return Asked(f"End the leave of {person.member.name}", lines, "End the leave", Nothing, act)


def _suspend(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(given: Suspicion) -> None:
        await acts.suspend_all(portal, person.member.id, given.reason, by=by)

    practice = side_of(by) == "practice"
    lines = [
        *_access_lines(person),
        "Support gets an email at once." if practice else "The suspension holds until support ends it.",
        f"Only {'your ' + portal.site.terms.practice if practice else 'support'} can end this suspension.",
    ]
    name = person.member.name
    return Asked(f"Suspend all access of {name}", lines, "Suspend all access", Suspicion, act, warn=True)


def _resume(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(_: Nothing) -> None:
        await acts.resume_all(portal, person.member.id, by=by)

    side = side_of(by)
    back = [each.name for each in person.access if side in each.suspended_by]
    lines = [
        f"Your suspension ends for {', '.join(back)}.",
        "Their access comes back where nobody else suspended it and nothing is against it.",
    ]
    return Asked(f"End the suspension of {person.member.name}", lines, "End the suspension", Nothing, act)


def _access_lines(person: OfficePerson) -> list[str]:
    """What they lose: what works or is being set up, and what was only requested."""
    working = [each.name for each in person.access if each.state in WORKING]
    coming = [each.name for each in person.access if each.state in {"requested", "approved", "failed"}]
    return [
        f"This access ends: {', '.join(working)}." if working else "They have no application now.",
        *([f"Nothing comes of these requests: {', '.join(coming)}."] if coming else []),
    ]


async def _placed(call: Awaitable[None]) -> None:
    """Say on the page itself that something changed meanwhile."""
    try:
        await call
    except Stale as problem:
        raise Invalid({"": str(problem)}) from problem


async def never(_: BaseModel) -> None:
    """Refuse what nobody is asked."""
    raise Stale("Someone always has to play this part. Name who follows first.")


_QUESTIONS: Mapping[str, Callable[[Portal, OfficePerson, Actor], Asked]] = {
    "end": _end,
    "keep": _keep,
    "leave": _leave,
    "return": _return,
    "suspend": _suspend,
    "resume": _resume,
}

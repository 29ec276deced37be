"""What is asked before the access of somebody in a practice changes, and what will happen then.

The practice and support are asked the same; each draws it on a page of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from core import clock
from core.access.suspending import side_of
from core.actor import Actor
from core.errors import Invalid, Stale
from core.misuse.reporting import end_suspension, suspend_on_suspicion
from core.office import acts
from core.office.own_agreements import ask_to_sign
from core.office.possible import TO_SIGN, possible
from core.office.queries.people import OfficeAccess, OfficePerson
from core.portal import Portal
from web.ending_answers import (
    BackOn,
    BackOnForThem,
    EndAccess,
    ForThem,
    LastDay,
    LastDayForThem,
    Leave,
    Nothing,
    Suspicion,
)

WORKING = frozenset({"active", "provisioning", "suspended"})
OVER = frozenset({"denied", "revoked", "expired"})
# Parts that somebody always has to play, with what to do about it.
KEPT = ("administrator", "sponsor")


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
    who = person.member
    asked = (TO_SIGN,) if person.signs and person.signs.may_be_asked else ()
    return (*possible(side_of(by), who.state, who.until, person.access, who.away_from, who.held_by), *asked)


def one_access(portal: Portal, person: OfficePerson, access: OfficeAccess, by: Actor) -> Asked:
    """Ask for the last day of one access."""

    async def act(given: LastDay) -> None:
        await acts.date_access(portal, access.id, given.day, _why(given), by=by)

    lines = [
        f"The access ends by itself when that day is over, at midnight, {portal.site.dates.zone_in_words}.",
        f"Everything else of {person.member.name} stays as it is.",
    ]
    day = {"day": access.ends_on.isoformat()} if access.ends_on else None
    heading = f"Set the last day of {access.name} for {person.member.name}"
    return Asked(heading, lines, "Save the last day", _asked(by, LastDay, LastDayForThem), act, values=day)


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
        f"{portal.site.with_the_sponsor(name, f'the {terms.administrator}')} get one email each.",
        f"A day ends at midnight, {portal.site.dates.zone_in_words}.",
    ]
    return Asked(f"End all access of {name}", lines, "End all access", EndAccess, act, warn=True)


def _keep(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(given: BaseModel) -> None:
        await acts.keep_access(portal, person.member.id, _why(given), by=by)

    day = portal.site.dates.day(person.member.until) if person.member.until else ""
    lines = [f"Nothing ends after {day}.", "An end date of a single application stays as it is."]
    model = _asked(by, Nothing, ForThem)
    return Asked(f"Cancel the last day of {person.member.name}", lines, "Cancel the last day", model, act)


def _leave(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(given: Leave) -> None:
        if given.when == "now" and given.last is None:
            await acts.begin_leave(portal, person.member.id, given.reason, by=by)
            return
        today = clock.now().astimezone(portal.site.zone).date()
        first = given.first if given.when == "day" and given.first else today
        await acts.plan_leave(portal, person.member.id, first, given.last, given.reason, by=by)

    lines = [
        *_access_lines(person),
        "They stay in your list, as on leave, and keep their login.",
        "When they are back, select “End the leave”, unless you enter a last day. What they had comes back.",
        f"Days begin and end at midnight, {portal.site.dates.zone_in_words}.",
    ]
    name = person.member.name
    return Asked(f"Begin a leave of absence for {name}", lines, "Save the leave", Leave, act, warn=True)


def _return(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(given: BaseModel) -> None:
        await acts.end_leave(portal, person.member.id, _why(given), by=by)

    back = [each.name for each in person.access if each.state == "suspended" and not each.suspended_by]
    lines = [
        f"This comes back: {', '.join(back)}." if back else "Nothing has to come back.",
        "We check each application as we did the first time.",
    ]
    model = _asked(by, Nothing, ForThem)
    return Asked(f"End the leave of {person.member.name}", lines, "End the leave", model, act)


def _stay(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(given: BaseModel) -> None:
        await acts.call_leave_off(portal, person.member.id, _why(given), by=by)

    day = portal.site.dates.day(person.member.away_from) if person.member.away_from else ""
    lines = [f"No leave begins on {day}.", "Everything stays as it is."]
    model = _asked(by, Nothing, ForThem)
    return Asked(f"Cancel the leave of {person.member.name}", lines, "Cancel the leave", model, act)


def _back_on(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(given: BackOn) -> None:
        await acts.set_return(portal, person.member.id, given.last, _why(given), by=by)

    lines = [
        f"The leave ends by itself when that day is over, at midnight, {portal.site.dates.zone_in_words}.",
        "What they had comes back then, as far as they can still have it.",
    ]
    day = {"last": person.member.away_until.isoformat()} if person.member.away_until else None
    heading = f"Set the last day of the leave of {person.member.name}"
    return Asked(heading, lines, "Save the last day", _asked(by, BackOn, BackOnForThem), act, values=day)


def _bring_back(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(given: BaseModel) -> None:
        await _placed(acts.bring_back(portal, person.member.id, _why(given), by=by))

    back, kept = _coming_back(portal, person, by)
    lines = [
        f"This comes back: {', '.join(back)}." if back else "Nothing has to come back.",
        *(f"{name} stays suspended: {why}" for name, why in kept),
        "We check each application as we did the first time.",
        "If they use nothing again, it is suspended again after the same time.",
    ]
    model = _asked(by, Nothing, ForThem)
    return Asked(f"Bring back the access of {person.member.name}", lines, "Bring it back", model, act)


def _coming_back(portal: Portal, person: OfficePerson, by: Actor) -> tuple[list[str], list[tuple[str, str]]]:
    """Which access a return brings back, and what stays suspended and why."""
    away = [each for each in person.access if each.state == "suspended"]
    sides = {
        "practice": f"{'the' if by.kind == 'staff' else 'your'} {portal.site.terms.practice} suspended it.",
        "support": "support suspended it.",
    }
    kept = [(each.name, sides[side]) for each in away for side in each.suspended_by[:1]]
    return [each.name for each in away if not each.suspended_by], kept


def _suspend(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(given: Suspicion) -> None:
        await suspend_on_suspicion(portal, person.member.id, given.reason, by=by)

    practice = side_of(by) == "practice"
    lines = [
        *_access_lines(person),
        "Support gets an email at once." if practice else "It holds until a privacy officer ends it.",
        f"Only {'your ' + portal.site.terms.practice if practice else 'another person'} can end it.",
        f"Your written report is due within {portal.site.misuse_report_hours} hours. Select “Report misuse”.",
    ]
    name = person.member.name
    return Asked(f"Suspend all access of {name}", lines, "Suspend all access", Suspicion, act, warn=True)


def _resume(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(_: Nothing) -> None:
        await end_suspension(portal, person.member.id, by=by)

    side = side_of(by)
    back = [each.name for each in person.access if side in each.suspended_by]
    lines = [
        f"Your suspension ends for {', '.join(back)}.",
        "Their access comes back where nobody else suspended it and nothing is against it.",
    ]
    return Asked(f"End the suspension of {person.member.name}", lines, "End the suspension", Nothing, act)


def _ask_to_sign(portal: Portal, person: OfficePerson, by: Actor) -> Asked:
    async def act(given: BaseModel) -> None:
        await _placed(ask_to_sign(portal, person.member.id, _why(given), by=by))

    name, what = person.member.name, person.signs.name if person.signs else ""
    lines = [
        f"{name} gets an email with a link. It is for them alone: nobody else can sign in their place.",
        "Until they have signed, we set up nothing more for them.",
    ]
    return Asked(f"Ask {name} to sign the {what}", lines, "Send the email", _asked(by, Nothing, ForThem), act)


def _asked(by: Actor, own: type[BaseModel], for_them: type[BaseModel]) -> type[BaseModel]:
    """Return what the practice is asked, or support, which says why as well."""
    return for_them if side_of(by) == "support" else own


def _why(given: BaseModel) -> str:
    """Return why support does it; empty where the practice does, which isn’t asked."""
    return given.reason if isinstance(given, ForThem) else ""


def _access_lines(person: OfficePerson) -> list[str]:
    """What they lose: what works or is being set up, and what was only requested."""
    working = [each.name for each in person.access if each.state in WORKING]
    coming = [each.name for each in person.access if each.state in {"requested", "approved", "failed"}]
    return [
        f"This access ends: {', '.join(working)}." if working else "They have no application now.",
        *([f"Nothing comes of these requests: {', '.join(coming)}."] if coming else []),
        *affected_lines(person),
    ]


def affected_lines(person: OfficePerson) -> list[str]:
    """Say whose access is suspended with it, for whom nobody else answers."""
    return [
        f"Only they answer for {each.member.name}. This is suspended too: "
        f"{', '.join(each.applications) or 'nothing, for nothing works yet'}."
        for each in person.affected
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
    "stay": _stay,
    "return": _return,
    "back-on": _back_on,
    "bring-back": _bring_back,
    "suspend": _suspend,
    "resume": _resume,
    TO_SIGN: _ask_to_sign,
}

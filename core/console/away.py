"""Work of somebody who is away goes to a colleague or back to everybody, at once and until their day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.access.request_moves import look_after
from core.actor import SYSTEM, Actor
from core.audit import change, changes, note
from core.console.notes import colleague, colleagues
from core.console.queries.away import (
    Absence,
    HeldWork,
    absence_of,
    absences,
    away_now,
    requests_held,
    work_held,
)
from core.console.queries.work import may_work, work_item
from core.console.tables import Away, HandedOn
from core.due.actions import schedule
from core.errors import Invalid, NotFound, Stale
from core.identity.roles import StaffRoles
from core.identity.staff import StaffMember
from core.moves import NotNow
from core.portal import Portal
from core.provisioning import people
from core.requests.cases import case

AWAY = "staff-away"
LONGEST = timedelta(days=366)
# Work that comes to somebody who is away by another way than being given is found so soon.
SWEEP = timedelta(hours=1)


async def go_away(portal: Portal, account: UUID, day: date, to: UUID | None, *, by: Actor) -> None:
    """Have somebody away until a day, and hand their work on; Invalid at `day` and `to`, NotFound.

    With nobody named, and where whoever is named cannot do it or is away as well, it goes back to everybody.
    """
    until, whom = _until(portal, day), await colleague(account)
    takes = await _named(account, to)
    told = {"until": day.isoformat(), "day": portal.site.dates.day(day), "to": takes.name if takes else ""}
    async with change("staff.away", by=by, subject=("account", account), **told):
        row = Away(id=account, name=whom.name[:200], until=until, to=to, by_name=by.name[:200])
        row.to_name = takes.name[:200] if takes else ""
        values: list[Any] = [each for each in Away._meta.columns if each._meta.name != "id"]
        await Away.insert(row).on_conflict(target=Away.id, action="DO UPDATE", values=values)
        await schedule(AWAY, account, clock.now())
    await hand_on_all(account)


async def be_back(who: UUID, *, by: Actor) -> None:
    """End somebody's absence; what was handed on stays where it is. Stale when they are not away."""
    async with change("staff.back", by=by, subject=("account", who)):
        if not await Away.delete().where(Away.id == who).returning(Away.id):
            raise Stale("Nobody is away here any more.")
        await HandedOn.delete().where(HandedOn.away == who)
        await schedule(AWAY, who, None)


def ending_absences() -> dict[str, Callable[[UUID], Awaitable[datetime | None]]]:
    """Return what is done while somebody is away, and when their day has come."""

    async def attend(account: UUID) -> datetime | None:
        absence = await absence_of(account)
        if absence is None:
            return None
        if absence.over:
            await be_back(account, by=SYSTEM)
            return None
        await hand_on_all(account)
        return min(absence.until, clock.now() + SWEEP)

    return {AWAY: attend}


async def hand_on_all(account: UUID) -> None:
    """Hand on everything that somebody has who is away; each in a change of its own."""
    # What cannot be handed on, as work that has ended just now, is not asked for again and again.
    seen: set[UUID | str] = set()
    while work := [each for each in await work_held(account) if each.id not in seen]:
        for each in work:
            seen.add(each.id)
            await hand_work_on(each, account)
    while numbers := [each for each in await requests_held(account) if each not in seen]:
        for number in numbers:
            seen.add(number)
            await hand_request_on(number, account)


async def hand_work_on(work: HeldWork, account: UUID | None) -> None:
    """Hand one piece of work on, if whoever has it is away."""
    absence = await away_now(account)
    if absence is None:
        return
    takes = await _takes(absence, lambda roles: may_work(roles, work.application))
    with suppress(NotNow):
        async with changes():
            name = takes.name if takes else ""
            await people.assign(
                work.id, takes.account if takes else None, name, seen_with=absence.account, by=SYSTEM
            )
            await _note(("work", work.id), absence, takes)


async def hand_item_on(item: UUID, account: UUID | None) -> None:
    """Hand work on that was just given to somebody, if they are away."""
    if await away_now(account):
        await hand_work_on(HeldWork(item, (await work_item(item)).line.slug), account)


async def hand_request_on(number: str, account: UUID | None) -> None:
    """Hand one request on, if whoever has it is away."""
    absence = await away_now(account)
    if absence is None:
        return
    takes = await _takes(absence, lambda roles: roles.sees_cases)
    async with changes():
        request = await case(number, lock=True)
        if request.assignee == account:
            await look_after(request.id, takes.account if takes else None, takes.name if takes else "")
            await _note(("request", request.id), absence, takes)


async def _takes(absence: Absence, fits: Callable[[StaffRoles], bool]) -> StaffMember | None:
    """Who gets work of somebody who is away; None for everybody."""
    account, away = absence.to, await absences()
    if account is None or away.get(account):
        return None
    found = next((each for each in await colleagues() if each.account == account), None)
    return found if found and fits(found.roles) else None


async def _note(subject: tuple[str, UUID], absence: Absence, takes: StaffMember | None) -> None:
    told = {"name": absence.name, "to": takes.name if takes else ""}
    await note(f"{subject[0]}.handed-on", by=SYSTEM, subject=subject, **told)
    row = HandedOn(id=subject[1], away=absence.account, to=takes.account if takes else None)
    values: list[Any] = [HandedOn.away, HandedOn.to]
    await HandedOn.insert(row).on_conflict(target=HandedOn.id, action="DO UPDATE", values=values)


async def _named(whom: UUID, to: UUID | None) -> StaffMember | None:
    if to is None:
        return None
    if to == whom:
        raise Invalid({"to": "Choose a colleague, or give the work back to everybody"})
    if to in await absences():
        raise Invalid({"to": "This colleague is away as well. Choose another one"})
    try:
        return await colleague(to)
    except NotFound as problem:
        raise Invalid({"to": "Choose a colleague from the list"}) from problem


def _until(portal: Portal, day: date) -> datetime:
    """The moment at which the day begins where the site is."""
    today = clock.now().astimezone(portal.site.zone).date()
    if not today < day <= today + LONGEST:
        last = portal.site.dates.day(today + LONGEST)
        raise Invalid({"day": f"Enter a day from tomorrow to {last}"})
    return portal.site.dates.begins(day)

"""Staff leave a request or a piece of work alone until a date, with a reason; nobody outside learns of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.access.states import REFUSED
from core.actor import Actor
from core.audit import change
from core.console.queries.work import work_item
from core.console.tables import PutOff
from core.console.working import StaffActor, allowed
from core.errors import Invalid, Stale
from core.portal import Portal
from core.requests.cases import case, not_ones_own

LONGEST = timedelta(days=180)
OVER = "This doesn’t wait for anybody any more."
TAKEN_AWAY = "Access that is to be taken away doesn’t wait."


async def wait_with_request(portal: Portal, number: str, day: date, reason: str, *, by: Actor) -> None:
    """Leave a request out of the lists until a day; Invalid at `day` and `reason`, Stale when it is over."""
    until, said = _until(portal, day, reason), _said(portal, day, reason)
    async with change("request.put-off", by=by) as event:
        request = await case(number, lock=True)
        event.subject, event.details = ("request", request.id), said
        await not_ones_own(request, by)
        if request.state in REFUSED or request.state == "done":
            raise Stale(OVER)
        await _store(request.id, request.state, until, reason, by)


async def wait_with_work(portal: Portal, item: UUID, day: date, reason: str, hand: StaffActor) -> None:
    """Leave a piece of work out of the lists until a day; Invalid and Stale as with a request.

    What takes access away never waits.
    """
    until, said = _until(portal, day, reason), _said(portal, day, reason)
    async with change("work.put-off", by=hand.by, subject=("work", item)) as event:
        event.details = said
        await allowed(item, hand)
        line = (await work_item(item)).line
        if line.kind == "revoke":
            raise Stale(TAKEN_AWAY)
        if line.state != "people":
            raise Stale(OVER)
        await _store(item, line.state, until, reason, hand.by)


async def request_waits_no_more(number: str, *, by: Actor) -> None:
    """Bring a request back into the lists before its day."""
    async with change("request.brought-back", by=by) as event:
        request = await case(number)
        event.subject = ("request", request.id)
        await not_ones_own(request, by)
        await _forget(request.id)


async def work_waits_no_more(item: UUID, hand: StaffActor) -> None:
    """Bring a piece of work back into the lists before its day."""
    async with change("work.brought-back", by=hand.by, subject=("work", item)):
        await allowed(item, hand)
        await _forget(item)


async def _forget(key: UUID) -> None:
    if not await PutOff.delete().where(PutOff.id == key).returning(PutOff.id):
        raise Stale("This is back already.")


def _until(portal: Portal, day: date, reason: str) -> datetime:
    """The moment at which the day begins where the site is."""
    today = clock.now().astimezone(portal.site.zone).date()
    errors = {} if reason.strip() else {"reason": "Say what you are waiting for"}
    if not today < day <= today + LONGEST:
        errors["day"] = f"Enter a day from tomorrow to {portal.site.dates.day(today + LONGEST)}"
    if errors:
        raise Invalid(errors)
    return portal.site.dates.begins(day)


def _said(portal: Portal, day: date, reason: str) -> dict[str, Any]:
    """What the trail keeps, with the day as the history shows it."""
    return {"until": day.isoformat(), "day": portal.site.dates.day(day), "reason": reason.strip()[:500]}


async def _store(key: UUID, state: str, until: datetime, reason: str, by: Actor) -> None:
    row = PutOff(id=key, state=state, until=until, reason=reason.strip()[:500], by_name=by.name[:200])
    row.at = clock.now()
    values: list[Any] = [each for each in PutOff._meta.columns if each._meta.name != "id"]
    await PutOff.insert(row).on_conflict(target=PutOff.id, action="DO UPDATE", values=values)

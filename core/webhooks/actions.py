"""Writing down how far each endpoint was told, with an event where somebody has to know."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from core import clock
from core.actor import SYSTEM, Actor
from core.audit import change
from core.database import locked
from core.database.leases import Lease, pause
from core.errors import NotFound
from core.moves import NotNow
from core.webhooks.delivering import HookAnswer
from core.webhooks.queries import known_names
from core.webhooks.tables import WebhookPlace

# Seconds until the first failure is tried again, and the most that lie between two tries.
FIRST_PAUSE, LONGEST_PAUSE = 5, 3600
# Who takes nothing for so long is told nothing more until somebody resumes it.
GIVEN_UP_AFTER = timedelta(days=5)

log = structlog.get_logger(__name__)


class NotOurs(Exception):
    """The lease ran out, and somebody else is at it: whoever was changes nothing."""


@dataclass(frozen=True, slots=True)
class HookPlace:
    """Where an endpoint stands while a worker has it: after which event, and since when it takes nothing."""

    lease: Lease
    number: int
    attempts: int
    failing_since: datetime | None

    @classmethod
    def of(cls, lease: Lease) -> HookPlace:
        """Return the place at which a worker begins."""
        row = lease.row
        return cls(lease, row["number"], row["attempts"], row["failing_since"])


async def begin(names: Collection[str], newest: int) -> None:
    """Have new endpoints told of what happens from now on; those that were told before go on."""
    known = await known_names()
    if new := [WebhookPlace(name=name, number=newest) for name in names if name not in known]:
        await WebhookPlace.insert(*new).on_conflict(target=WebhookPlace.name, action="DO NOTHING")


async def wake(names: Collection[str], newest: int) -> None:
    """Have those of these endpoints told who don’t know of everything yet, and were not paused."""
    behind = (WebhookPlace.number < newest) & WebhookPlace.due.is_null() & WebhookPlace.paused_at.is_null()
    behind &= WebhookPlace.name.is_in(list(names))
    if await WebhookPlace.exists().where(behind):
        await WebhookPlace.update({WebhookPlace.due: clock.now()}).where(behind)


async def sent(place: HookPlace, number: int, answer: HookAnswer) -> HookPlace | None:
    """Note that an event was taken; None when the place is another one by now, and the worker has to stop."""
    values: dict[Any, Any] = {
        WebhookPlace.number: number,
        WebhookPlace.attempts: 0,
        WebhookPlace.answer: answer.words,
        WebhookPlace.answered_at: clock.now(),
        WebhookPlace.failing_since: None,
    }
    if not await WebhookPlace.update(values).where(_still(place)).returning(WebhookPlace.id):
        return None
    return replace(place, number=number, attempts=1, failing_since=None)


async def let_go(place: HookPlace, number: int, *, more: bool) -> None:
    """Note up to which event nothing is left to tell; with `more`, or sent back, it goes on."""
    free: dict[Any, Any] = {WebhookPlace.lease: None, WebhookPlace.due: clock.now() if more else None}
    values = free | {WebhookPlace.number: number, WebhookPlace.attempts: 0}
    if not await WebhookPlace.update(values).where(_still(place)).returning(WebhookPlace.id):
        await place.lease.settle({}, again_at=clock.now())


async def not_sent(place: HookPlace, answer: HookAnswer, *, by: Actor = SYSTEM) -> None:
    """Note that an endpoint did not take an event: it is tried again, or paused when it is of no use."""
    now, name = clock.now(), place.lease.row["name"]
    since = place.failing_since or now
    values: dict[Any, Any] = {
        WebhookPlace.attempts: place.attempts,
        WebhookPlace.answer: answer.words,
        WebhookPlace.answered_at: now,
        WebhookPlace.failing_since: since,
    }
    log.warning("webhook.not-taken", webhook=name, answer=answer.words, attempts=place.attempts)
    if not answer.gone and now - since < GIVEN_UP_AFTER:
        asked = timedelta(seconds=min(answer.wait, LONGEST_PAUSE))
        wait = max(pause(place.attempts, first=FIRST_PAUSE, most=LONGEST_PAUSE), asked)
        await place.lease.settle(values, again_at=now + wait)
        return
    about = {"answer": answer.words, "number": place.number}
    with suppress(NotOurs):
        async with change("webhook.paused", by=by, subject=("webhook", name), **about):
            if not await place.lease.settle(values | {WebhookPlace.paused_at: now}):
                raise NotOurs
        log.error("webhook.paused", webhook=name, answer=answer.words)


async def resume_hook(name: str, *, by: Actor) -> None:
    """Have a paused endpoint told on from its place. NotFound, and NotNow for one that is not paused."""
    async with change("webhook.resumed", by=by, subject=("webhook", name)) as event:
        row = await _held(name)
        if row["paused_at"] is None:
            todo = "Use “portal webhook list” to see its last answer."
            raise NotNow(f"{name} is live and gets what happens. {todo}")
        event.details["number"] = row["number"]
        values: dict[Any, Any] = {
            WebhookPlace.paused_at: None,
            WebhookPlace.failing_since: None,
            WebhookPlace.attempts: 0,
            WebhookPlace.due: clock.now(),
        }
        await WebhookPlace.update(values).where(WebhookPlace.name == name)


async def replay(name: str, first: int, *, by: Actor) -> None:
    """Have everything from an event on told once more, in order, and then what is new.

    The place only ever goes back, so that nothing is left out. NotFound, and NotNow for what is still to be
    told anyway. One that is paused is told once it is resumed.
    """
    async with change("webhook.replayed", by=by, subject=("webhook", name)) as event:
        row = await _held(name)
        if row["number"] < first:
            raise NotNow(f"{name} still waits for event {first}, and gets it without this.")
        event.details.update(first=first, number=row["number"])
        # Whoever is sending now notes nothing any more, and begins anew from here.
        await WebhookPlace.update({WebhookPlace.number: first - 1}).where(WebhookPlace.name == name)
        idle = WebhookPlace.due.is_null() & WebhookPlace.paused_at.is_null()
        await WebhookPlace.update({WebhookPlace.due: clock.now()}).where(WebhookPlace.name == name, idle)


async def _held(name: str) -> dict[str, Any]:
    columns = (WebhookPlace.number, WebhookPlace.paused_at)
    rows = await locked(WebhookPlace.select(*columns).where(WebhookPlace.name == name))
    if not rows:
        raise NotFound
    return dict(rows[0])


def _still(place: HookPlace) -> Any:
    """The row while it is this worker's, and nobody has sent it back meanwhile."""
    mine = (WebhookPlace.id == place.lease.row["id"]) & (WebhookPlace.lease == place.lease.token)
    return mine & (WebhookPlace.number == place.number)

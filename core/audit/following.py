"""Who wants to know that something changed: the end of the trail is looked at, and what it names is told.

Every change of the product ends with an event, so one row read by its key tells any number of processes, on
either database, that there is something new; nothing has to be sent between them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import structlog

from core.audit.reading import in_trail
from core.audit.tables import AuditEvent, AuditHead
from core.tasks import beside

# Who is further behind than this is told that something changed, whatever it was.
FURTHEST_BACK = 500
# While the database is away it is asked more and more seldom, up to so many seconds.
LONGEST_PAUSE = 5

log = structlog.get_logger(__name__)
Events = list[tuple[int, str]]


@dataclass(slots=True, eq=False)
class Watch:
    """The things somebody watches, by their keys, and the newest event that was looked at for them.

    `changed` collects the keys of what changed.
    """

    keys: frozenset[str]
    number: int
    changed: set[str] = field(default_factory=set)
    stirred: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self) -> frozenset[str]:
        """Return what changed since the last time."""
        taken = frozenset(self.changed)
        self.changed.clear()
        self.stirred.clear()
        return taken

    def tell(self, events: Events, newest: int) -> None:
        """Take in these events: everything up to the event `newest` is known now."""
        if self.number < newest - FURTHEST_BACK:
            self.changed |= self.keys
        else:
            self.changed |= {key for number, key in events if number > self.number and key in self.keys}
        self.number = newest
        if self.changed:
            self.stirred.set()


@dataclass(slots=True)
class Follower:
    """Looks at the end of the trail every `every` seconds while anybody watches; one for a process."""

    every: float = 0.5
    _watches: set[Watch] = field(default_factory=set)
    _begun: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def watching(self, keys: frozenset[str], number: int) -> Iterator[Watch]:
        """Be told of every change to these things after the event `number`, while the block runs."""
        watch = Watch(keys, number)
        self._watches.add(watch)
        self._begun.set()
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    def running(self) -> AbstractAsyncContextManager[None]:
        """Follow while the block runs."""
        return beside(self._run(), "follower")

    async def look(self) -> None:
        """Tell everybody who watches what they do not know yet; one statement when nothing is new."""
        newest = await newest_number()
        behind = [watch for watch in self._watches if watch.number < newest]
        if behind:
            oldest = min(watch.number for watch in behind)
            events = await _events(max(oldest, newest - FURTHEST_BACK), newest)
            for watch in behind:
                watch.tell(events, newest)

    async def _run(self) -> None:
        failures = 0
        while True:
            if not self._watches:
                self._begun.clear()
                await self._begun.wait()
            try:
                await self.look()
                failures = 0
            except Exception as problem:
                # A database that is down now may answer the next time.
                failures += 1
                if failures == 1:
                    log.error("follower.failed", problem=type(problem).__name__)
            await asyncio.sleep(min(self.every * 2 ** min(failures, 5), max(self.every, LONGEST_PAUSE)))


async def newest_number() -> int:
    """Return the number of the newest event."""
    row = await AuditHead.select(AuditHead.number).where(AuditHead.id == 1).first()
    return int(row["number"]) if row else 0


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """An event that somebody is told of, as the trail has it."""

    number: int
    action: str
    at: datetime
    subject: str
    details: Mapping[str, Any]


async def events_behind(number: int, newest: int, kinds: Collection[str], *, most: int) -> list[TrailEvent]:
    """List the next events of these kinds, in their order."""
    between = (AuditEvent.number > number) & (AuditEvent.number <= newest)
    query = AuditEvent.select(*(getattr(AuditEvent, name) for name in TrailEvent.__dataclass_fields__))
    query = query.where(between, AuditEvent.action.is_in(list(kinds)), in_trail())
    rows = await query.order_by(AuditEvent.number).limit(most).output(load_json=True)
    return [TrailEvent(**row) for row in rows]


async def _events(after: int, until: int) -> Events:
    between = (AuditEvent.number > after) & (AuditEvent.number <= until) & AuditEvent.subject.is_not_null()
    rows = await AuditEvent.select(AuditEvent.number, AuditEvent.subject).where(between, in_trail())
    return [(row["number"], row["subject"]) for row in rows]

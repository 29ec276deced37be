"""Writing to the trail: the only way in which anything changes."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from piccolo.columns import Column

from core import clock
from core.actor import Actor
from core.audit import figures
from core.audit.canonical import SALT_BYTES, as_json, canonical, leaf_of, plain_text
from core.audit.figures import Counting
from core.audit.subtrees import stored_part
from core.audit.tables import AuditEvent, AuditHead, AuditSubtree
from core.database import locked, transaction
from core.database.rows import insert_all
from core.tlog.tree import Frontier

Subject = tuple[str, UUID | str]


@dataclass(slots=True)
class Event:
    """The event being written; its subject and details may be filled in until the change ends."""

    action: str
    by: Actor
    subject: Subject | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class _Open:
    """The outermost change of this task: the events it will write as it ends, and whether it still may."""

    events: list[Event] = field(default_factory=list)
    failed: bool = False
    counted: Counter[Counting] = field(default_factory=Counter)


_outermost: ContextVar[_Open | None] = ContextVar("change", default=None)


@asynccontextmanager
async def change(
    action: str, *, by: Actor, subject: Subject | None = None, **details: Any
) -> AsyncIterator[Event]:
    """Make the block one transaction with its event: when the block raises, neither is stored.

    `action` reads `thing.what-happened`; `subject` is the kind and key of what changed. Details are JSON.
    A change inside another joins its transaction and has its own event; when the inner one raises, the outer
    one cannot be stored either, even if the error is caught (RuntimeError).
    """
    event = Event(action, by, subject, dict(details))
    if (outer := _outermost.get()) is None:
        async with _outermost_change() as opened:
            yield event
            opened.events.append(event)
        return
    try:
        yield event
    except BaseException:
        outer.failed = True
        raise
    outer.events.append(event)


def is_changing() -> bool:
    """Tell whether a change is going on, with which everything is undone that it does."""
    return _outermost.get() is not None


async def note(action: str, *, by: Actor, subject: Subject | None = None, **details: Any) -> None:
    """Record something that happened, or that somebody saw, and that changed no table of ours."""
    async with change(action, by=by, subject=subject, **details):
        pass


async def refused(action: str, *, by: Actor, subject: Subject | None = None, **details: Any) -> None:
    """Record that something was asked for and not allowed."""
    await note(action, by=by, subject=subject, **details)


@asynccontextmanager
async def changes() -> AsyncIterator[None]:
    """Make the block one transaction with the events of the changes inside it, of which there must be one."""
    if (outer := _outermost.get()) is None:
        async with _outermost_change():
            yield
        return
    try:
        yield
    except BaseException:
        outer.failed = True
        raise


def note_each(events: Iterable[Event]) -> None:
    """Add events to the change that is going on, for what it does to many things with few statements."""
    if (opened := _outermost.get()) is None:
        raise RuntimeError("an event is written inside the change that causes it")
    opened.events.extend(events)


def count(changed: Mapping[Counting, int]) -> None:
    """Add to counts as the change ends that is going on; part of it, as its events are."""
    if (opened := _outermost.get()) is None:
        raise RuntimeError("what is counted changes inside a change")
    for what, number in changed.items():
        opened.counted[what] += number


@asynccontextmanager
async def _outermost_change() -> AsyncIterator[_Open]:
    """The events are written at the very end, because whoever writes holds up every other writer."""
    opened = _Open()
    token = _outermost.set(opened)
    try:
        async with transaction():
            yield opened
            if opened.failed:
                raise RuntimeError("a change inside this one failed, so this one is not stored either")
            if not opened.events:
                raise RuntimeError("nothing is changed without an event")
            await _append(opened.events)
            await figures.write_counts(opened.counted)
    finally:
        _outermost.reset(token)


async def _append(events: list[Event]) -> None:
    """Add the events to the end of the trail; whoever holds the row of the head writes next."""
    (head,) = await locked(AuditHead.select(AuditHead.number, AuditHead.frontier).where(AuditHead.id == 1))
    frontier = Frontier.read(head["number"], head["frontier"])
    rows, subtrees = [], []
    for event in events:
        row, salt = _row(event, frontier.size + 1), secrets.token_hex(SALT_BYTES)
        leaf = leaf_of(row, salt)
        subtrees += [stored for part in frontier.add(leaf) if (stored := stored_part(*part))]
        rows.append(AuditEvent(**row | {"details": canonical(row["details"])}, salt=salt, leaf=leaf.hex()))
    columns: dict[Column | str, Any] = {
        AuditHead.number: frontier.size,
        AuditHead.frontier: frontier.text,
    }
    await insert_all(AuditEvent, rows)
    await insert_all(AuditSubtree, subtrees)
    await AuditHead.update(columns).where(AuditHead.id == 1)


def _allowed(by: Actor) -> dict[str, str]:
    """For whom somebody acted and what allowed it, as far as that is known."""
    known = {"on_behalf_of": by.on_behalf_of, "authority": by.authority}
    return {name: value for name, value in known.items() if value}


def _row(event: Event, number: int) -> dict[str, Any]:
    kind, key = event.subject or (None, None)
    return {
        "number": number,
        "at": clock.now(),
        "action": event.action,
        "actor_kind": event.by.kind,
        "actor_account": event.by.account,
        "actor_name": plain_text(event.by.name)[:200],
        "address": plain_text(event.by.address)[:64],
        "agent": plain_text(event.by.agent)[:400],
        "subject_kind": kind,
        "subject": None if key is None else str(key),
        "details": as_json(_allowed(event.by) | event.details),
    }

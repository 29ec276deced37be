"""The queue of work at the applications: what is put into it, noted of it, and taken out by workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from core import clock
from core.access.lines import Line, login_of
from core.access.places import person_key
from core.access.records import WorkFacts
from core.access.tables import Grant, WorkItem
from core.database.rows import by_key, insert_all, load_one
from core.database.worker import Handle, LeaseWorker
from core.names import sort_key

Kind = Literal["grant", "update", "revoke", "check"]
# They belong to the time in which they are made, and begin no other.
BESIDE = frozenset({"check", "update"})
OPEN = ("waiting", "people", "failed", "dead")
NOT_REFUSED = ("waiting", "people", "dead")


async def queue(line: Line, kind: Kind, *, over: Sequence[str] = OPEN) -> UUID:
    """Queue something to do for a grant that is locked; whatever was to be done for it before is over.

    `over` are the states of such work. A check leaves other work alone.
    """
    (item,) = await queue_each([line], kind, over=over)
    return item


async def queue_each(lines: Sequence[Line], kind: Kind, *, over: Sequence[str] = OPEN) -> list[UUID]:
    """Queue the same for any number of grants, with as many statements as for one."""
    if not lines:
        return []
    if kind != "check":
        grants = [line.id for line in lines]
        later: dict[Any, Any] = {Grant.generation: Grant.generation + 1}
        if kind == "grant":
            later[Grant.person] = by_key(Grant.person, {line.id: line.member.person for line in lines})
        await Grant.update(later).where(Grant.id.is_in(grants))
        await supersede(*grants, states=over)
    items = [_item(line, kind) for line in lines]
    await insert_all(WorkItem, items)
    return [item.id for item in items]


async def queue_update(line: Line, before: Mapping[str, Any]) -> UUID:
    """Queue a change of working access that is locked; `before` is how its application had it.

    Where that is empty, it is given again as it is now. A change that was not made yet is made together with
    it, begins where that one would have, and is late when that one is.
    """
    open_ = (WorkItem.grant == line.id) & (WorkItem.kind == "update") & WorkItem.state.is_in(list(OPEN))
    columns = (WorkItem.before, WorkItem.made_at, WorkItem.alarmed_at)
    rows = await WorkItem.select(*columns).where(open_).order_by(WorkItem.made_at).output(load_json=True)
    await _end(open_)
    item = _item(line, "update")
    item.before = dict(before)
    if rows:
        item.before = next((row["before"] for row in rows if row["before"]), item.before)
        item.made_at, item.alarmed_at = rows[0]["made_at"], rows[0]["alarmed_at"]
    await WorkItem.insert(item)
    return item.id


async def last_update(grant: UUID) -> tuple[str, str, datetime] | None:
    """Tell how the last change of an access stands: state, what was said of it, and since when."""
    theirs = (WorkItem.grant == grant) & (WorkItem.kind == "update") & (WorkItem.state != "over")
    columns = (WorkItem.state, WorkItem.words, WorkItem.made_at)
    row = await WorkItem.select(*columns).where(theirs).order_by(WorkItem.made_at, ascending=False).first()
    return (row["state"], row["words"], row["made_at"]) if row else None


def _late(kind: Kind, since: datetime, states: Sequence[str]) -> Any:
    waiting = WorkItem.state.is_in(list(states)) & WorkItem.alarmed_at.is_null()
    return (WorkItem.kind == kind) & waiting & (WorkItem.made_at <= since)


def _item(line: Line, kind: Kind) -> WorkItem:
    generation = line.grant.generation + (kind not in BESIDE)
    item = WorkItem(
        id=uuid4(),
        grant=line.id,
        application=line.grant.application,
        kind=kind,
        generation=generation,
        turn=turn_of(line, line.member.person if kind == "grant" else login_of(line)),
        due=clock.now(),
        made_at=clock.now(),
        person_key=person_key(line.member),
        practice_key=sort_key(line.group.name),
    )
    item.key = f"{item.id}" if kind in BESIDE else f"{line.id}:{generation}"
    return item


def attending(handle: Handle, **how: Any) -> LeaseWorker:
    """Return a worker over the queue; `handle` does what one piece of work asks, `how` is for the worker."""
    return LeaseWorker(
        "provisioning",
        WorkItem,
        handle,
        failed="work.unsettled",
        about=lambda row: {"item": str(row["id"])},
        **how,
    )


async def work(item: UUID) -> WorkFacts:
    """Find one piece of work; NotFound."""
    return WorkFacts.of(await load_one(WorkItem, item))


async def note_work(item: UUID, **values: Any) -> None:
    """Write columns of a piece of work that nobody has leased; part of a change, with its grant locked."""
    columns: dict[Any, Any] = {getattr(WorkItem, name): value for name, value in values.items()}
    await WorkItem.update(columns).where(WorkItem.id == item)


async def work_is_late(kind: Kind, since: datetime, states: Sequence[str]) -> bool:
    """Tell whether such work, made before `since`, is in one of these states, and nobody was told."""
    return bool(await WorkItem.exists().where(_late(kind, since, states)))


async def mark_late(kind: Kind, since: datetime, states: Sequence[str]) -> list[UUID]:
    """Note of this work that somebody was told, and list it; part of the change that tells."""
    told: dict[Any, Any] = {WorkItem.alarmed_at: clock.now()}
    rows = await WorkItem.update(told).where(_late(kind, since, states)).returning(WorkItem.id)
    return [row["id"] for row in rows]


async def supersede(*grants: UUID, states: Sequence[str] = OPEN) -> None:
    """End work of earlier times; who is at it right now finds the lease gone."""
    await _end(WorkItem.grant.is_in(list(grants)) & WorkItem.state.is_in(list(states)))


async def _end(which: Any) -> None:
    values: dict[Any, Any] = {
        WorkItem.state: "over",
        WorkItem.due: None,
        WorkItem.lease: None,
        WorkItem.ended_at: clock.now(),
    }
    await WorkItem.update(values).where(which)


async def may_be_there(grant: UUID) -> bool:
    """Tell whether something may exist at the application that nobody has taken away.

    That is so after every attempt to give access whose end is not known, and while it is still to be taken
    away, until that has succeeded.
    """
    query = WorkItem.select().where(WorkItem.grant == grant, WorkItem.kind != "check")
    for item in await query.order_by(WorkItem.generation, ascending=False):
        if item["kind"] == "revoke":
            return bool(item["state"] != "done")
        if item["attempts"] and not _only_refused(item):
            return True
    return False


async def work_is_open(grant: UUID) -> bool:
    """Tell whether this access is still to be given or taken away, by whomever."""
    theirs = (WorkItem.grant == grant) & (WorkItem.kind != "check")
    return bool(await WorkItem.exists().where(theirs & WorkItem.state.is_in(list(OPEN))))


def _differing(grant: UUID) -> Any:
    return (WorkItem.grant == grant) & (WorkItem.kind == "check") & WorkItem.state.is_in(list(OPEN))


async def difference_told(grant: UUID) -> str:
    """Say what people were told that differs at the application and is still to be dealt with, if any."""
    row = await WorkItem.select(WorkItem.words).where(_differing(grant)).first()
    return str(row["words"]) if row else ""


async def supersede_checks(grant: UUID) -> None:
    """End what people were told about a difference; part of a change, with the grant locked."""
    values: dict[Any, Any] = {WorkItem.state: "over", WorkItem.ended_at: clock.now()}
    await WorkItem.update(values).where(_differing(grant))


def _only_refused(item: dict[str, Any]) -> bool:
    """Asked once, and told that nothing was done."""
    return bool(item["attempts"] == 1 and not item["failures"] and item["words"])


def turn_of(line: Line, person: UUID | None) -> str:
    """Return person and application as a turn: work with the same turn is done one after the other."""
    return f"{line.grant.application}:{person or line.member.id}"

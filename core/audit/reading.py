"""The trail as it is stored, row after row, in constant memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import datetime
from typing import Any

from piccolo.columns.combination import WhereRaw

from core.audit.canonical import canonical
from core.audit.quick_leaves import NAMES, Texts
from core.audit.subtrees import key_of
from core.audit.tables import AuditCheckpoint, AuditEvent, AuditHead, AuditSubtree
from core.database import current
from core.tlog.tiles import HEIGHT
from core.tlog.tree import Frontier

BATCH = 500
# The rows that are events: whatever else stands in the table was not written by the product.
IN_TRAIL = "number BETWEEN 1 AND (SELECT number FROM audit_head WHERE id = 1)"
_NAMES = [column._meta.name for column in AuditEvent._meta.columns]
# SQLite's driver would smooth over other ways of writing a value, and fail on text that is not UTF-8.
_AS_TEXT = {
    "postgres": ("actor_account", "details"),
    "sqlite": NAMES[1:],
}
_AS_BYTES = ", ".join(f"CAST({name} AS BLOB) AS {name}" for name in _NAMES if name != "number")


def in_trail() -> WhereRaw:
    """Keep a query to the events of the trail; every query for events has this among its conditions."""
    return WhereRaw(IN_TRAIL)


async def stored_rows(until: int, after: int = 0) -> AsyncIterator[dict[str, Any]]:
    """Yield every row behind number `after`, up to `until`, in order."""
    while batch := await _batch(after, until):
        for row in batch:
            yield row | {"at": _moment(row["at"]), "details": details_from_text(row["details"])}
        after = batch[-1]["number"]


async def stored_texts(until: int, after: int = 0) -> Sequence[Texts] | None:
    """Read every row behind number `after`, up to `until`, in order and as text; None if some is no text."""
    engine, numbered = current().engine, current().kind == "postgres"
    as_text = _AS_TEXT[current().kind]
    columns = ", ".join(f"CAST({name} AS TEXT)" if name in as_text else name for name in NAMES)
    between = "number > $1 AND number <= $2" if numbered else "number > ? AND number <= ?"
    statement = f"SELECT {columns} FROM audit_event WHERE {between} ORDER BY number"  # noqa: S608 - constants of ours
    try:
        rows: Sequence[Texts] = await engine.run_rows(statement, [after, until])
    except sqlite3.OperationalError as problem:
        if "decode" in str(problem):
            return None
        raise
    return rows


async def stored_row(number: int) -> dict[str, Any] | None:
    """Return one event; None when there is none of this number."""
    rows = await _batch(number - 1, number)
    if number < 1 or not rows or not await AuditEvent.exists().where(AuditEvent.number == number, in_trail()):
        return None
    return rows[0] | {"at": _moment(rows[0]["at"]), "details": details_from_text(rows[0]["details"])}


async def is_there() -> bool:
    """Tell whether the database has a trail at all."""
    return bool(await AuditEvent.table_exists().run())


async def was_noted(action: str = "", subject: str = "") -> bool:
    """Tell whether such an event was ever written, or with no names any event."""
    found = AuditEvent.exists().where(in_trail())
    if action:
        found = found.where(AuditEvent.action == action, AuditEvent.subject == subject)
    return bool(await found)


async def stored_head() -> dict[str, Any] | None:
    """Return the end of the trail as its own row has it; None when that row is gone."""
    rows = await AuditHead.select(AuditHead.number, AuditHead.frontier).where(AuditHead.id == 1)
    return dict(rows[0]) if rows else None


async def stored_frontier() -> Frontier:
    """Return the end of the trail; ValueError when its row is gone, or is none."""
    head = await stored_head()
    if head is None:
        raise ValueError("the record of the trail's end is missing")
    return Frontier.read(head["number"], head["frontier"])


async def stray_row() -> int | None:
    """Return the number of a row that the recorded end does not know of, below the first or behind the last.

    This is one statement, so that writers cannot come between the two readings.
    """
    stray = f"SELECT min(number) AS number FROM audit_event WHERE NOT ({IN_TRAIL})"  # noqa: S608 - constants of ours
    (row,) = await AuditEvent.raw(stray)
    return row["number"] if row["number"] is None else int(row["number"])


async def stored_subtrees(keys: Iterable[int]) -> dict[int, str]:
    """Return the hashes that are stored under these keys of subtrees, of which there must be one."""
    table = AuditSubtree
    rows = await table.select(table.id, table.digest).where(table.id.is_in([*keys]))
    return {row["id"]: row["digest"] for row in rows}


async def has_subtrees_of_nothing(number: int) -> bool:
    """Tell whether hashes are stored of subtrees that a trail of so many events does not have."""
    of_nothing = (AuditSubtree.id < key_of(1, 0)) | (AuditSubtree.id >= key_of(8, 0))
    for level in range(1, 8):
        first = key_of(level, number >> (HEIGHT * level))
        of_nothing |= (AuditSubtree.id >= first) & (AuditSubtree.id < key_of(level + 1, 0))
    return bool(await AuditSubtree.exists().where(of_nothing))


async def stored_checkpoints(after: int = -1) -> AsyncIterator[tuple[int, str]]:
    """Yield size and note of every checkpoint of more events than `after`, the smallest first."""
    table = AuditCheckpoint
    while (
        batch := await table.select(table.size, table.note)
        .where(table.size > after)
        .order_by(table.size)
        .limit(BATCH)
    ):
        for row in batch:
            yield row["size"], row["note"]
        after = batch[-1]["size"]


async def newest_checkpoint() -> str | None:
    """Return the note of the largest checkpoint; None before the first."""
    table = AuditCheckpoint
    row = await table.select(table.note).order_by(table.size, ascending=False).first()
    return row["note"] if row else None


async def newest_size() -> int:
    """Return how many events the largest checkpoint stands for; 0 before the first."""
    table = AuditCheckpoint
    row = await table.select(table.size).order_by(table.size, ascending=False).first()
    return int(row["size"]) if row else 0


def details_from_text(text: Any) -> Any:
    """Return the details when they are written exactly as we write them, the text itself otherwise."""
    try:
        parsed = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return text
    return parsed if isinstance(parsed, dict) and canonical(parsed) == text else text


async def _batch(after: int, until: int) -> list[dict[str, Any]]:
    if AuditEvent._meta.db.engine_type == "postgres":
        between = (AuditEvent.number > after) & (AuditEvent.number <= until)
        return list(await AuditEvent.select().where(between).order_by(AuditEvent.number).limit(BATCH))
    statement = (
        f"SELECT number, {_AS_BYTES} FROM audit_event"  # noqa: S608 - the names are the table's own
        f" WHERE number > {{}} AND number <= {{}} ORDER BY number LIMIT {BATCH}"
    )
    rows = await AuditEvent.raw(statement, after, until)
    return [{name: _text(value) for name, value in row.items()} for row in rows]


def _text(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _moment(value: Any) -> Any:
    """The time when it is written exactly as SQLite's driver does, something that is no time otherwise."""
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return [value]
    return moment if str(moment) == value and value.endswith("+00:00") else [value]

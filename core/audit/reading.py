"""The trail as it is stored, row after row, in constant memory."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from core.audit.chain import canonical
from core.audit.tables import AuditEvent, AuditHead

BATCH = 500
_NAMES = [column._meta.name for column in AuditEvent._meta.columns]
# SQLite's driver would smooth over other ways of writing a value, and fail on text that is not UTF-8.
_AS_BYTES = ", ".join(f"CAST({name} AS BLOB) AS {name}" for name in _NAMES if name != "number")


async def stored_rows(until: int) -> AsyncIterator[dict[str, Any]]:
    """Yield every row up to number `until`, in order."""
    after = 0
    while batch := await _batch(after, until):
        for row in batch:
            yield row | {"at": _moment(row["at"]), "details": details_from_text(row["details"])}
        after = batch[-1]["number"]


async def is_there() -> bool:
    """Tell whether the database has a trail at all."""
    return bool(await AuditEvent.table_exists().run())


async def was_noted(action: str = "", subject: str = "") -> bool:
    """Tell whether such an event was ever written, or with no names any event."""
    found = AuditEvent.exists()
    if action:
        found = found.where(AuditEvent.action == action, AuditEvent.subject == subject)
    return bool(await found)


async def stored_head() -> dict[str, Any] | None:
    """Return the end of the chain as its own row has it; None when that row is gone."""
    rows = await AuditHead.select(AuditHead.number, AuditHead.digest).where(AuditHead.id == 1)
    return dict(rows[0]) if rows else None


async def row_behind_the_head() -> int | None:
    """Return the number of a row that the recorded end does not know of.

    This is one statement, so that writers cannot come between the two readings.
    """
    behind = "SELECT min(number) AS number FROM audit_event WHERE number > (SELECT number FROM audit_head)"
    (row,) = await AuditEvent.raw(behind)
    return row["number"] if row["number"] is None else int(row["number"])


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

"""What the database holds at one moment, and what is different from the moment before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.audit.canonical import COVERED
from core.audit.verification import Walk
from tests.audit_diff import EXEMPT_COLUMNS, EXEMPT_TABLES, LEASE_COLUMNS

Row = dict[str, Any]
Rows = dict[str, Row]
# Wrong codes are counted, and the refusal is in the trail; so are attempts at an application that is down.
COUNTED = {"agreement_visit": {"tries"}, "mail_proof": {"tries"}, "work_item": {"failures", "words"}}
EXEMPT = EXEMPT_COLUMNS | COUNTED
WORK = {"work_item", "agreement_work", "activation_work", "outbox_mail", "due"}
# Passing: whose turn it is, and which numbers were given. The index is held against its sources elsewhere.
LEFT_OUT = EXEMPT_TABLES | {"migration", "work_turn", "search_entry", "search_word"}
JSON = {"details", "answers", "roles", "content", "applications"}


@dataclass(frozen=True)
class Picture:
    """Every table that counts, by name and key, with the events that were written since the last picture."""

    now: datetime
    tables: dict[str, Rows]
    events: tuple[Row, ...]
    # When each term ends that an event let end earlier, as the trail tells it.
    shortened: dict[str, datetime]
    version: int
    walk: Walk = field(compare=False)

    def all(self, table: str) -> list[Row]:
        """The rows of one table."""
        return list(self.tables[table].values())

    def get(self, table: str, key: str) -> Row:
        """One row by its key."""
        return self.tables[table][key]


def take(
    sql: sqlite3.Connection,
    now: datetime,
    before: Picture | None = None,
    written: Container[str] | None = None,
) -> Picture:
    """The picture of this moment; raises `Broken` when the new events do not continue the trail.

    Where it is known which tables were `written`, the others are as they were.
    """
    version = sql.execute("PRAGMA data_version").fetchone()[0]
    if before is not None and version == before.version:
        return Picture(now, before.tables, (), before.shortened, version, before.walk)
    walk = before.walk if before else Walk()
    events = _events(sql, walk)
    tables = tables_now(sql, before.tables if before else {}, written)
    shortened = (before.shortened if before else {}) | dict(_shortened(events))
    return Picture(now, tables, events, shortened, version, walk)


def tables_now(
    sql: sqlite3.Connection, old: dict[str, Rows], written: Container[str] | None = None
) -> dict[str, Rows]:
    """Every table with its rows; those that are as they were are the same objects."""
    return {
        name: old[name] if old and written is not None and name not in written
        else _rows(sql, name, old.get(name, {}))
        for name in (old or _names(sql))
    }  # fmt: skip


def differences(before: Picture, after: Picture) -> Iterator[str]:
    """What was added, removed and changed, but for leases and counters."""
    for name, new in after.tables.items():
        old = before.tables[name]
        if new is old:
            continue
        out = {""} | EXEMPT.get(name, set()) | (LEASE_COLUMNS if name in WORK else set())
        yield from (f"{name} {key} added" for key in new.keys() - old.keys())
        yield from (f"{name} {key} removed" for key in old.keys() - new.keys())
        for key in old.keys() & new.keys():
            if old[key] is not new[key]:
                found = [each for each in new[key] if each not in out and old[key][each] != new[key][each]]
                if found:
                    yield f"{name} {key} changed: {', '.join(found)}"


def _names(sql: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return [name for (name,) in sql.execute(query) if name not in LEFT_OUT]


def _rows(sql: sqlite3.Connection, name: str, old: Rows) -> Rows:
    """The rows by key; those that stayed the same are the same objects."""
    cursor = sql.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
    columns = [each[0] for each in cursor.description]
    key, found, same = columns.index(_key(columns)), {}, True
    for row in cursor:
        values = tuple(row)
        earlier = old.get(values[key])
        if earlier is not None and earlier[""] == values:
            found[values[key]] = earlier
        else:
            found[values[key]], same = _loaded(columns, values), False
    return old if same and len(found) == len(old) else found


def _key(columns: list[str]) -> str:
    return "id" if "id" in columns else "key" if "key" in columns else columns[0]


def _loaded(columns: list[str], values: tuple[Any, ...]) -> Row:
    """A row as the product loads it, with the stored values under the empty name."""
    row = dict(zip(columns, values, strict=True))
    for name in JSON & row.keys():
        row[name] = json.loads(row[name])
    return row | {"": values}


def _shortened(events: Iterable[Row]) -> Iterator[tuple[str, datetime]]:
    """No term is made to end in the past."""
    for event in events:
        if event["action"] == "agreement.term-shortened":
            yield event["subject"], max(datetime.fromisoformat(event["details"]["now"]), event["at"])


def _events(sql: sqlite3.Connection, walk: Walk) -> tuple[Row, ...]:
    columns = [*COVERED, "salt", "leaf"]
    query = f"SELECT {', '.join(columns)} FROM audit_event WHERE number > ? ORDER BY number"
    found = []
    for values in sql.execute(query, [walk.frontier.size]):
        row = dict(zip(columns, values, strict=True))
        row["details"] = json.loads(row["details"])
        row["at"] = datetime.fromisoformat(row["at"])
        walk.take(row)
        found.append(row)
    return tuple(found)

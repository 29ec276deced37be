"""Compare the database before and after: did anything change, and was it written to the trail?

async with audited():          # fails when something changed and no event was written
    await client.post(…)
async with nothing_changes():  # fails when anything changed at all
    await client.get(…)
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from piccolo.table import Table

from core.audit.tables import AuditEvent
from core.database.leases import Work
from core.database.registry import all_tables

# Counters of attempts and solved puzzles protect the product; they say nothing about anybody.
TRAIL = {"audit_event", "audit_head", "audit_subtree", "audit_checkpoint"}
# Who has a page open is seen by colleagues for a minute and a half; what was looked at is in the trail.
EXEMPT_TABLES = TRAIL | {"attempt_count", "solved_puzzle", "open_page"}
# When a session was last used, and who holds which piece of work until when.
EXEMPT_COLUMNS = {"account_session": {"seen_at"}, "outbox_mail": {"reason"}}
LEASE_COLUMNS = {"due", "lease", "attempts"}

Rows = dict[str, dict[Any, dict[str, Any]]]


class Difference(NamedTuple):
    """One row that is not as it was; `columns` are those that changed."""

    table: str
    key: Any
    what: str
    columns: tuple[str, ...] = ()


async def rows_of_everything() -> Rows:
    """Every row of every table that counts, by table and key."""
    return {
        table._meta.tablename: await _rows(table)
        for table in all_tables()
        if table._meta.tablename not in EXEMPT_TABLES
    }


def differences(before: Rows, after: Rows) -> list[Difference]:
    """What was added, removed and changed."""
    found = []
    for table, old in before.items():
        new = after[table]
        found += [Difference(table, key, "added") for key in new.keys() - old.keys()]
        found += [Difference(table, key, "removed") for key in old.keys() - new.keys()]
        for key in old.keys() & new.keys():
            if columns := tuple(name for name in old[key] if old[key][name] != new[key][name]):
                found.append(Difference(table, key, "changed", columns))
    return found


@asynccontextmanager
async def audited() -> AsyncIterator[None]:
    """Whatever changes in the block must come with an event at least."""
    before, events = await rows_of_everything(), await AuditEvent.count()
    yield
    found = differences(before, await rows_of_everything())
    assert not found or await AuditEvent.count() > events, f"changed without an event: {found}"


@asynccontextmanager
async def nothing_changes() -> AsyncIterator[None]:
    """Nothing at all may change in the block, and so nothing may be written to the trail either."""
    before, events = await rows_of_everything(), await AuditEvent.count()
    yield
    assert differences(before, await rows_of_everything()) == []
    assert await AuditEvent.count() == events, "an event without a change"


async def _rows(table: type[Table]) -> dict[Any, dict[str, Any]]:
    name, key = table._meta.tablename, table._meta.primary_key._meta.name
    left_out = EXEMPT_COLUMNS.get(name, set()) | (LEASE_COLUMNS if issubclass(table, Work) else set())
    return {
        row[key]: {column: value for column, value in row.items() if column not in left_out}
        for row in await table.select()
    }

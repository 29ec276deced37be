"""Rows of any table: read by key, made into records, stored and changed many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from piccolo.columns import Column
from piccolo.querystring import QueryString
from piccolo.table import Table

from core.database.locking import locked
from core.database.prepared import Prepared, prepared
from core.errors import NotFound

# No key comes before it. What is not less than it SQLite finds in an index, and what is there in none.
FIRST_KEY = UUID(int=0)
# Both databases limit how many values one statement carries.
_AT_ONCE = 500


async def insert_all(table: type[Table], made: Sequence[Table]) -> None:
    """Store any number of rows, none among them, with few statements."""
    for start in range(0, len(made), _AT_ONCE):
        await table.insert(*made[start : start + _AT_ONCE])


def by_key(column: Column, values: Mapping[Any, Any]) -> QueryString:
    """Give each row of an update the value under its primary key; a row without one keeps what it has.

    There must be a value for one row at least.
    """
    key, name = (f'"{each._meta.db_column_name}"' for each in (column._meta.table._meta.primary_key, column))
    cases = "WHEN {} THEN {} " * len(values)
    pairs = [each for pair in values.items() for each in pair]
    # The column itself as last choice tells PostgreSQL of which type the others are.
    return QueryString(f"CASE {key} {cases}ELSE {name} END", *pairs)


async def load_one(table: type[Table], key: UUID, *, lock: bool = False) -> Mapping[str, Any]:
    """Find the row with this key, its JSON loaded, with `lock` held until the transaction ends; NotFound."""
    rows: list[dict[str, Any]] = await _with_key(table, lock)(key)
    if not rows:
        raise NotFound
    return rows[0]


@cache
def _with_key(table: Any, lock: bool) -> Prepared[[UUID]]:
    """The statement for a row of a table, which is put together once."""

    def build(key: UUID) -> Any:
        query = table.select().where(table._meta.primary_key == key).output(load_json=True)
        return locked(query) if lock else query

    return prepared(build)


def own_columns(record: Any, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a row for which a record has a field."""
    return {name: row[name] for name in record.__dataclass_fields__ if name in row}

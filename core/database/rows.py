"""Storing many rows at once."""

from collections.abc import Sequence

from piccolo.table import Table

# Both databases limit how many values one statement carries.
_AT_ONCE = 500


async def insert_all(table: type[Table], made: Sequence[Table]) -> None:
    """Store any number of rows, none among them, with few statements."""
    for start in range(0, len(made), _AT_ONCE):
        await table.insert(*made[start : start + _AT_ONCE])

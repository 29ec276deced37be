"""One page of a list in an order of its own: part by part, each from an index that holds its order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from piccolo.columns import Column

from core.database import OwnTable

LONGEST_PLACE = 400
_READ: dict[type, Callable[[str], Any]] = {
    datetime: lambda text: datetime.fromisoformat(text).astimezone(UTC),
    date: date.fromisoformat,
    UUID: UUID,
    str: str,
}


class RowPlace(NamedTuple):
    """Where a row stands: the rank of its part, then what the part is ordered by."""

    rank: int
    values: tuple[Any, ...]

    def __str__(self) -> str:
        """Write it for an address."""
        said = (each.isoformat() if isinstance(each, datetime) else str(each) for each in self.values[::-1])
        return "~".join((str(self.rank), *said))


@dataclass(frozen=True, slots=True)
class Order:
    """What each part is ordered by, the last of it there once; parts come one after another by their rank."""

    columns: tuple[Column, ...]
    newest_first: bool = False

    def place(self, text: str) -> RowPlace | None:
        """Read a place from an address; None, the beginning, for anything else."""
        rank, *said = text[:LONGEST_PLACE].replace("\0", "").split("~", len(self.columns))
        pairs = zip(self.columns, said[::-1], strict=False)
        try:
            values = tuple(_READ[each.value_type](value) for each, value in pairs)
            return RowPlace(int(rank), values) if len(values) == len(self.columns) else None
        except (ValueError, OverflowError):
            return None

    def sorted(self, places: Sequence[RowPlace]) -> list[RowPlace]:
        """Put places in this order."""
        within = sorted(places, key=lambda each: each.values, reverse=self.newest_first)
        return sorted(within, key=lambda each: each.rank)

    def behind(self, values: Sequence[Any], columns: Sequence[Any] | None = None) -> Any:
        """Return the condition for what comes behind these values in a part."""
        column, *rest = columns or self.columns
        beyond = column < values[0] if self.newest_first else column > values[0]
        if not rest:
            return beyond
        not_before = column <= values[0] if self.newest_first else column >= values[0]
        return not_before & (beyond | self.behind(values[1:], rest))


async def places_behind(
    table: type[OwnTable],
    parts: Sequence[tuple[int, Sequence[Any]]],
    order: Order,
    after: RowPlace | None,
    limit: int,
) -> list[RowPlace]:
    """List the places behind `after`, each part being its rank and its conditions; one statement.

    Part by part, so that each comes out of its index in order and nothing long is sorted.
    """
    names = ", ".join(each._meta.name for each in order.columns)
    texts: list[str] = []
    queries = []
    for rank, conditions in parts:
        if after and rank < after.rank:
            continue
        only = [*conditions, *([order.behind(after.values)] if after and rank == after.rank else [])]
        found = table.select(*order.columns).where(*only).limit(limit)
        queries.append(found.order_by(*order.columns, ascending=not order.newest_first).querystrings[0])
        texts.append(f"SELECT {rank} AS rank, {names} FROM ({{}}) AS part{len(texts)}")  # noqa: S608 - constants of ours
    if not queries:
        return []
    rows = await table.raw(" UNION ALL ".join(texts), *queries)
    taken = [
        RowPlace(int(row["rank"]), tuple(row[each._meta.name] for each in order.columns)) for row in rows
    ]
    return order.sorted(taken)[:limit]

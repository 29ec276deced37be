"""Where every cell of a file went: taken, taken in another spelling, set aside, or not used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from core.enrollment.spreadsheet.columns import Column
from core.enrollment.spreadsheet.listing import Listing
from core.enrollment.spreadsheet.matching import short
from core.enrollment.spreadsheet.rows import LEFT_OUT, ListRow, ReadRow, letter_of


class CellAccount(NamedTuple):
    """How many cells ended where; `aside` by reason, `unused` by column."""

    taken: int
    changed: int
    aside: Mapping[str, int]
    unused: Mapping[str, int]

    @property
    def cells(self) -> int:
        """How many cells have something in them."""
        return self.taken + self.changed + sum(self.aside.values()) + sum(self.unused.values())


def accounted(columns: Mapping[str, Column], listing: Listing, rows: Sequence[ReadRow]) -> CellAccount:
    """Say of every cell of the file that waits where it went; rows of earlier files count no more."""
    counts, aside, unused = Counter[str](), Counter[str](listing.around), Counter[str]()
    for place in listing.headings:
        _count(counts, unused, listing, place)
    for row, read in zip(listing.rows, rows, strict=True):
        if row.file:
            continue
        reason = _reason(read)
        for place, name in _cells(row, listing):
            if not name:
                unused[_called(listing, place)] += 1
            elif reason:
                aside[reason] += 1
            elif words := _cell_reason(read, name):
                aside[words] += 1
            else:
                counts["changed" if _is_changed(columns[name], read, name) else "taken"] += 1
    return CellAccount(counts["taken"], counts["changed"], dict(aside), dict(unused))


def _count(counts: Counter[str], unused: Counter[str], listing: Listing, place: int) -> None:
    if listing.matches.get(place):
        counts["taken"] += 1
    else:
        unused[_called(listing, place)] += 1


def _cells(row: ListRow, listing: Listing) -> list[tuple[int, str]]:
    return [(place, listing.matches.get(place, "")) for place in row.cells]


def _called(listing: Listing, place: int) -> str:
    heading = listing.headings.get(place)
    if not heading:
        return f"column {letter_of(place)} without a heading"
    twins = list(listing.headings.values()).count(heading)
    return f"{short(heading)}, column {letter_of(place)}" if twins > 1 else short(heading)


def _reason(read: ReadRow) -> str:
    if read.aside == LEFT_OUT:
        return "in rows you left out"
    if read.aside:
        return "in rows of people who are there already"
    if read.hidden:
        return "in rows that are hidden in the file"
    if read.struck:
        return "in rows that are crossed out in the file"
    return "in rows to correct" if read.errors else ""


def _cell_reason(read: ReadRow, name: str) -> str:
    if name in read.left_out:
        return "at applications that aren’t possible"
    return "not asked for this staff type" if name in read.unasked else ""


def _is_changed(column: Column, read: ReadRow, name: str) -> bool:
    if name in read.notes or name not in read.values:
        return name in read.notes
    value = read.values[name]
    return dict(column.choices).get(value, value) != read.cells[name].text

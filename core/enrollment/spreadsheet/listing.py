"""A list as it waits: what stands in the file, and which column each heading means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from core.enrollment.spreadsheet.aliases import spelled
from core.enrollment.spreadsheet.columns import Column
from core.enrollment.spreadsheet.headings import claims, lacking_columns, likely
from core.enrollment.spreadsheet.matching import short
from core.enrollment.spreadsheet.rows import ListRow, letter_of, loaded, stored
from core.enrollment.uploaded.table import Cell

MOST_REMEMBERED = 200
_SAMPLES, _LONGEST = 3, 100


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that waits: its headings and their columns by place, and its rows.

    `around` counts the cells that stand in no row of a person, by what these are; `notices` say what else
    there is to know of the file.
    """

    headings: Mapping[int, str] = field(default_factory=dict)
    matches: Mapping[int, str] = field(default_factory=dict)
    rows: tuple[ListRow, ...] = ()
    around: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()

    @property
    def fresh(self) -> bool:
        """Whether any row is of the file that was read last."""
        return any(not row.file for row in self.rows)


class FileColumn(NamedTuple):
    """One column of the file: letter, heading, first values, what it was read as, and what it may be."""

    place: int
    letter: str
    heading: str
    samples: tuple[str, ...]
    name: str
    likely: str


def columns_of(known: tuple[Column, ...], listing: Listing) -> tuple[FileColumn, ...]:
    """Describe every column in which the file has something."""
    found = []
    for place in places_of(listing):
        heading, near = listing.headings.get(place, ""), None
        if not listing.matches.get(place):
            near = likely(known, heading, listing.matches)
        found.append(
            FileColumn(
                place,
                letter_of(place),
                short(heading),
                _samples(listing.rows, place),
                listing.matches.get(place, ""),
                near.label if near else "",
            )
        )
    return tuple(found)


def unclear(known: tuple[Column, ...], listing: Listing) -> tuple[str, ...]:
    """Say which needed columns were not found, and which two columns claim."""
    labels = {column.name: column.label for column in known}
    said = []
    claimed = claims(known, listing.headings, listing.matches)
    for name, places in claimed.items():
        named = " and ".join(f"“{short(listing.headings[at])}” (column {letter_of(at)})" for at in places)
        said.append(f"{named} both say {labels[name]}. Choose the one to use.")
    lacking = [
        column.label for column in lacking_columns(known, listing.matches) if column.name not in claimed
    ]
    if lacking:
        said.append(f"These columns weren’t found: {', '.join(lacking)}. Choose them below.")
    return tuple(said)


def with_matches(listing: Listing, chosen: Mapping[int, str]) -> Listing:
    """Return the list read with the columns that somebody chose."""
    return replace(listing, matches={**listing.matches, **chosen})


def learned(remembered: Mapping[str, str], listing: Listing) -> dict[str, str]:
    """Return what is known of headings, with the columns of this list; the oldest are forgotten."""
    now = {
        spelled(text): listing.matches.get(place, "")
        for place, text in listing.headings.items()
        if 0 < len(spelled(text)) <= _LONGEST
    }
    kept = {heading: name for heading, name in remembered.items() if heading not in now}
    return dict([*kept.items(), *now.items()][-MOST_REMEMBERED:])


def retyped(row: ListRow, matches: Mapping[int, str], texts: Mapping[str, str]) -> ListRow:
    """Return a row with these texts in place of its cells; one that was not changed stays as it is."""
    cells = row.by_name(matches)
    changed = {
        name: Cell(cells[name].column if name in cells else -1, text)
        for name, text in texts.items()
        if text != (cells[name].text if name in cells else "")
    }
    return replace(row, named={**row.named, **changed})


def as_stored(listing: Listing) -> dict[str, Any]:
    """Return a list as it is kept."""
    return {
        "headings": {str(place): text for place, text in listing.headings.items()},
        "matches": {str(place): name for place, name in listing.matches.items()},
        "rows": [stored(row) for row in listing.rows],
        "around": dict(listing.around),
        "notices": list(listing.notices),
    }


def as_loaded(kept: Mapping[str, Any]) -> Listing:
    """Return a list that was kept."""
    if not kept:
        return Listing()
    return Listing(
        {int(place): text for place, text in kept["headings"].items()},
        {int(place): name for place, name in kept["matches"].items()},
        tuple(loaded(row) for row in kept["rows"]),
        kept["around"],
        tuple(kept["notices"]),
    )


def places_of(listing: Listing) -> Sequence[int]:
    """List the places of the columns in which the file has something."""
    return sorted({*listing.headings, *(place for row in listing.rows for place in row.cells)})


def _samples(rows: Sequence[ListRow], place: int) -> tuple[str, ...]:
    def filled() -> Iterator[str]:
        return (short(row.cells[place].text) for row in rows if place in row.cells)

    return tuple(text for _, text in zip(range(_SAMPLES), filled(), strict=False))

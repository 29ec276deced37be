"""What stays of a list when its people were added, and how that goes on with the next file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from core.enrollment.spreadsheet.listing import Listing
from core.enrollment.spreadsheet.rows import ListRow


def wanted(listing: Listing, *, hidden: bool, struck: bool) -> Listing:
    """Return the list without the rows that are taken only on purpose, or with them as all others are."""
    rows = [_plain(row) for row in listing.rows if (hidden or not row.hidden) and (struck or not row.struck)]
    return replace(listing, rows=tuple(rows))


def kept(listing: Listing, keys: Collection[int], file_name: str) -> Listing:
    """Return these rows without the columns that were not used, to be corrected later."""
    rows = [
        ListRow(row.key, row.number, {}, row.by_name(listing.matches), file=row.file or file_name)
        for row in listing.rows
        if row.key in keys
    ]
    return Listing(rows=tuple(rows))


def only_kept(listing: Listing) -> Listing:
    """Return the rows that stayed of earlier files."""
    return Listing(rows=tuple(row for row in listing.rows if row.file))


def followed_by(listing: Listing, earlier: Listing) -> Listing:
    """Return a list with the rows that stayed of earlier files behind its own."""
    last = max((row.key for row in listing.rows), default=0)
    rows = [replace(row, key=last + at) for at, row in enumerate(only_kept(earlier).rows, start=1)]
    return replace(listing, rows=(*listing.rows, *rows))


def _plain(row: ListRow) -> ListRow:
    cells = {place: cell._replace(struck=False) for place, cell in row.cells.items()}
    return replace(row, cells=cells, hidden=False)

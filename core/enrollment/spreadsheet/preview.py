"""What is shown of a list before anybody is added."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.enrollment.drafts import Draft
from core.enrollment.spreadsheet.accounting import CellAccount, accounted
from core.enrollment.spreadsheet.columns import readable
from core.enrollment.spreadsheet.judging import judged
from core.enrollment.spreadsheet.listing import FileColumn, Listing, columns_of, unclear
from core.enrollment.spreadsheet.rows import ReadRow
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class Preview:
    """A list that waits for a yes: every row with what is wrong in it.

    `columns` are those of the file with what each was read as, `unclear` says which are not found, `notices`
    what else should be said about the file, and `account` where every cell of it went. Without a `fresh` file
    only rows of earlier ones wait.
    """

    id: UUID
    file_name: str
    rows: tuple[ReadRow, ...]
    columns: tuple[FileColumn, ...]
    unclear: tuple[str, ...]
    notices: tuple[str, ...]
    account: CellAccount
    fresh: bool

    @property
    def unused(self) -> tuple[str, ...]:
        """The headings that stand for nothing here."""
        return tuple(
            f"{each.heading} (did you mean {each.likely}?)" if each.likely else each.heading
            for each in self.columns
            if each.heading and not each.name
        )

    @property
    def visible(self) -> int:
        """How many rows are neither hidden nor crossed out in the file."""
        return sum(not row.on_purpose for row in self.rows)

    @property
    def good(self) -> int:
        """How many of these rows can be taken."""
        return sum(row.good for row in self.rows if not row.on_purpose)

    @property
    def bad(self) -> int:
        """How many of these rows have to be corrected."""
        return sum(bool(row.errors) for row in self.rows if not row.on_purpose)

    @property
    def there(self) -> int:
        """How many of these rows say nothing new."""
        return self.visible - self.good - self.bad

    @property
    def hidden(self) -> tuple[int, ...]:
        """The numbers of the rows that are hidden in the file."""
        return tuple(row.number for row in self.rows if row.hidden)

    @property
    def struck(self) -> tuple[int, ...]:
        """The numbers of the rows in which something is crossed out."""
        return tuple(row.number for row in self.rows if row.struck and not row.hidden)


def previewed(portal: Portal, draft: Draft, names: tuple[UUID, str], listing: Listing) -> Preview:
    """Judge a list by the draft as it is now; `names` are its key and that of its file."""
    known = readable(portal)
    rows = judged(portal, draft, listing)
    fresh = listing.fresh
    return Preview(
        *names,
        rows,
        columns_of(known, listing) if fresh else (),
        unclear(known, listing) if fresh else (),
        listing.notices,
        accounted({column.name: column for column in known}, listing, rows),
        fresh,
    )

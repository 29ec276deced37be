"""The rows of spreadsheets that wait in a draft, as they are stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.audit.holds import held_keys
from core.enrollment.spreadsheet.listing import Listing, as_loaded, as_stored
from core.enrollment.tables import Enrollment, EnrollmentImport

_MOST_UNDONE = 20
Kept = Mapping[str, Any]


async def kept_in(enrollment: UUID) -> Kept | None:
    """Find what is stored of the spreadsheets of a draft."""
    rows = (
        await EnrollmentImport.select()
        .where(EnrollmentImport.enrollment == enrollment)
        .output(load_json=True)
    )
    return rows[0] if rows else None


def listing_of(row: Kept | None) -> Listing:
    """Return the list that waits, empty when there is none."""
    return as_loaded(row["listing"]) if row else Listing()


async def remembered(account: UUID | None) -> Mapping[str, str]:
    """Return the columns that an account chose for its headings, in its last list."""
    rows = (
        await EnrollmentImport.select(EnrollmentImport.headings)
        .where(EnrollmentImport.account == account)
        .order_by(EnrollmentImport.read_at, ascending=False)
        .limit(1)
        .output(load_json=True)
    )
    return rows[0]["headings"] if rows else {}


async def wait_with(enrollment: UUID, account: UUID | None, file_name: str, listing: Listing) -> UUID:
    """Store a list that was just read, in place of one that waited; return the key of this state."""
    key = uuid4()
    headings = dict(await remembered(account))
    values: dict[Any, Any] = {
        EnrollmentImport.key: key,
        EnrollmentImport.file_name: file_name,
        EnrollmentImport.listing: as_stored(listing),
        EnrollmentImport.waiting: len(listing.rows),
        EnrollmentImport.fresh: True,
        EnrollmentImport.read_at: clock.now(),
    }
    known = (
        await EnrollmentImport.update(values)
        .where(EnrollmentImport.enrollment == enrollment)
        .returning(EnrollmentImport.id)
    )
    if not known:
        first: dict[str, Any] = {column._meta.name: value for column, value in values.items()}
        await EnrollmentImport.insert(
            EnrollmentImport(enrollment=enrollment, account=account, headings=headings, **first)
        )
    return key


async def store_listing(enrollment: UUID, listing: Listing) -> None:
    """Store a list that waits after somebody changed it."""
    await EnrollmentImport.update(
        {
            EnrollmentImport.listing: as_stored(listing),
            EnrollmentImport.waiting: len(listing.rows),
            EnrollmentImport.fresh: listing.fresh,
        }
    ).where(EnrollmentImport.enrollment == enrollment)


async def store_headings(enrollment: UUID, headings: Mapping[str, str]) -> None:
    """Remember the columns that were chosen for headings."""
    await EnrollmentImport.update({EnrollmentImport.headings: dict(headings)}).where(
        EnrollmentImport.enrollment == enrollment
    )


async def store_result(row: Kept, result: Mapping[str, int], people: Sequence[UUID]) -> None:
    """Store what came of a list, under the key it was confirmed with, and whom it added."""
    batch = {"file": row["file_name"], "people": [str(each) for each in people]}
    added = [*row["added"], batch][-_MOST_UNDONE:] if people else row["added"]
    await EnrollmentImport.update(
        {
            EnrollmentImport.key: uuid4(),
            EnrollmentImport.result: {**result, "key": str(row["key"])},
            EnrollmentImport.added: added,
        }
    ).where(EnrollmentImport.id == row["id"])


async def store_added(row: Kept, added: Sequence[Mapping[str, Any]]) -> None:
    """Store whom the imports before added, the last one without those who were taken out."""
    await EnrollmentImport.update({EnrollmentImport.added: list(added)}).where(
        EnrollmentImport.id == row["id"]
    )


async def forget_rows(enrollment: UUID) -> None:
    """Delete every row that waits, and who was added; the draft is not open any more.

    What was listed for a practice stays while it is held.
    """
    held = Enrollment.select(Enrollment.id).where(Enrollment.group.is_in(held_keys()))
    await EnrollmentImport.update(
        {
            EnrollmentImport.listing: {},
            EnrollmentImport.waiting: 0,
            EnrollmentImport.fresh: False,
            EnrollmentImport.added: [],
            EnrollmentImport.result: {},
        }
    ).where(EnrollmentImport.enrollment == enrollment, EnrollmentImport.enrollment.not_in(held))

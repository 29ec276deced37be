"""Taking members over from a spreadsheet: read into the draft, looked at, then confirmed once."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from core.actor import Actor
from core.audit import change
from core.dates import in_minutes
from core.enrollment.drafts import Draft
from core.enrollment.reading import draft_of, row_of
from core.enrollment.spreadsheet import Unreadable, open_book
from core.enrollment.spreadsheet.columns import readable
from core.enrollment.spreadsheet.judging import judged, person_from
from core.enrollment.spreadsheet.listing import Listing, learned, places_of, retyped, with_matches
from core.enrollment.spreadsheet.merging import followed_by, kept, only_kept, wanted
from core.enrollment.spreadsheet.preview import Preview, previewed
from core.enrollment.spreadsheet.reading import read_list
from core.enrollment.storing import AlreadySent, editing
from core.enrollment.uploaded.limits import LONGEST_CELL, MOST_ROWS
from core.enrollment.waiting import (
    Kept,
    kept_in,
    listing_of,
    remembered,
    store_headings,
    store_listing,
    store_result,
    wait_with,
)
from core.errors import Invalid, NotFound, Stale, TooMany
from core.identity.limits import Limit
from core.portal import Portal

READS = Limit("imports", 60, 60 * 60)
REPLACED = "Another file was read in since, or this list was dropped. Nobody was added from it."
TOO_MANY_WAIT = (
    f"With the rows that earlier lists left, more than {MOST_ROWS:,} rows would wait. "
    "Correct those rows or delete them first."
)
ERRORS_LEFT = "Some rows have errors. Correct them below, or leave them for later."
_RESULT = ("taken", "set_aside", "left_out")


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it; `left_out` counts the ticks that were not possible."""

    taken: int
    set_aside: int
    left_out: int


async def read_import(portal: Portal, enrollment: UUID, file_name: str, data: bytes, *, by: Actor) -> Preview:
    """Read a file into the draft in place of one that waits; nobody is added yet. Raises Unreadable.

    Rows that stayed of earlier files wait behind those of this one.
    """
    draft = await _draft(enrollment, by)
    await _may_read(by)
    book = await open_book(file_name, data)
    known = await remembered(by.account)
    listing = await asyncio.to_thread(read_list, portal, draft, book, known)
    async with change(
        "enrollment.import-read", by=by, subject=("enrollment", enrollment), rows=len(listing.rows)
    ):
        await _draft(enrollment, by, lock=True)
        listing = followed_by(listing, listing_of(await kept_in(enrollment)))
        if len(listing.rows) > MOST_ROWS:
            raise Unreadable(TOO_MANY_WAIT)
        key = await wait_with(enrollment, by.account, _tidy(file_name), listing)
    return await asyncio.to_thread(previewed, portal, draft, (key, _tidy(file_name)), listing)


async def preview(portal: Portal, draft: Draft) -> Preview | None:
    """Find the list that waits, judged by the draft as it is now; None when no row waits."""
    row = await kept_in(draft.id)
    if row is None or not row["waiting"]:
        return None
    # Judging a long list takes a second of the processor: others are served meanwhile.
    names = (row["key"], row["file_name"])
    return await asyncio.to_thread(previewed, portal, draft, names, listing_of(row))


async def correct_rows(
    portal: Portal, enrollment: UUID, key: UUID, texts: Mapping[int, Mapping[str, str]], *, by: Actor
) -> None:
    """Put what was typed in place of cells, by row and column; what does not exist is left aside.

    Raises Stale when another file has taken the place of the list.
    """
    names = {column.name for column in readable(portal)}
    async with change("enrollment.import-corrected", by=by, subject=("enrollment", enrollment)):
        listing = listing_of(await _locked(enrollment, key, by))
        rows = [retyped(row, listing.matches, _taken(texts.get(row.key, {}), names)) for row in listing.rows]
        await store_listing(enrollment, replace(listing, rows=tuple(rows)))


async def leave_out(enrollment: UUID, key: UUID, row: int, *, by: Actor) -> None:
    """Leave one row of the list that waits out. Raises Stale when another file has taken its place."""
    async with change("enrollment.import-corrected", by=by, subject=("enrollment", enrollment)):
        listing = listing_of(await _locked(enrollment, key, by))
        rows = [replace(each, out=each.out or each.key == row) for each in listing.rows]
        await store_listing(enrollment, replace(listing, rows=tuple(rows)))


async def choose_columns(
    portal: Portal, enrollment: UUID, key: UUID, chosen: Mapping[int, str], *, by: Actor
) -> None:
    """Read the list with these columns, "" for one that is not used, and remember them for the next file.

    Raises Invalid when two columns are to be the same, Stale when another file has taken its place.
    """
    labels = {column.name: column.label for column in readable(portal)}
    async with change("enrollment.import-columns", by=by, subject=("enrollment", enrollment)):
        row = await _locked(enrollment, key, by)
        listing = listing_of(row)
        known = {at: chosen[at] for at in places_of(listing) if at in chosen}
        listing = with_matches(listing, {at: name for at, name in known.items() if name in {"", *labels}})
        names = [name for name in listing.matches.values() if name]
        if twice := sorted({labels[name] for name in names if names.count(name) > 1}):
            raise Invalid({"": f"Choose one column each for {', '.join(twice)}."})
        await store_listing(enrollment, listing)
        await store_headings(enrollment, learned(row["headings"], listing))


async def confirm_import(
    portal: Portal,
    enrollment: UUID,
    key: UUID,
    *,
    set_aside: bool,
    also: Collection[str] = (),
    by: Actor,
) -> Imported:
    """Add the people of an import; the second time the answer is that of the first.

    Bad rows wait on only when that is said on purpose: otherwise Invalid, and nobody is added. Rows that are
    hidden or crossed out in the file are taken only when `also` has "hidden" or "struck". Stale when another
    file has taken its place.
    """
    async with editing(portal, "enrollment.people-imported", enrollment, by=by) as edit:
        row = await kept_in(enrollment)
        if row is not None and row["result"].get("key") == str(key):
            return Imported(**{name: row["result"][name] for name in _RESULT})
        if row is None or row["key"] != key or not row["waiting"]:
            raise Stale(REPLACED)
        listing = wanted(listing_of(row), hidden="hidden" in also, struck="struck" in also)
        rows = judged(portal, edit.draft, listing)
        good, bad = [each for each in rows if each.good], [each for each in rows if each.errors]
        if bad and not set_aside:
            raise Invalid({"": ERRORS_LEFT})
        people = []
        for each in good:
            people.append(person_from(portal, edit.draft, each))
            edit.draft = edit.draft.with_person(people[-1])
        result = Imported(len(good), len(bad), sum(len(each.left_out) for each in good))
        edit.details |= asdict(result)
        await store_listing(enrollment, kept(listing, {each.key for each in bad}, row["file_name"]))
        await store_result(row, asdict(result), [person.id for person in people])
    return result


async def forget_import(enrollment: UUID, *, everything: bool = False, by: Actor) -> None:
    """Drop the file that waits, and with `everything` what stayed of earlier ones; nobody is added."""
    async with change("enrollment.import-dropped", by=by, subject=("enrollment", enrollment)):
        await _draft(enrollment, by, lock=True)
        listing = listing_of(await kept_in(enrollment))
        await store_listing(enrollment, Listing() if everything else only_kept(listing))


async def _may_read(by: Actor) -> None:
    """Each file takes a process of its own for a while: an account has only so many read."""
    try:
        await READS.spend(str(by.account))
    except TooMany as refusal:
        wait = in_minutes(refusal.retry_after)
        raise Unreadable(f"You have uploaded many files. Upload the next one in {wait}") from None


async def _draft(enrollment: UUID, by: Actor, *, lock: bool = False) -> Draft:
    row = await row_of(enrollment, by.account, lock=lock)
    if row is None:
        raise NotFound
    if row["state"] != "draft":
        raise AlreadySent
    return await draft_of(row)


async def _locked(enrollment: UUID, key: UUID, by: Actor) -> Kept:
    await _draft(enrollment, by, lock=True)
    row = await kept_in(enrollment)
    if row is None or row["key"] != key:
        raise Stale(REPLACED)
    return row


def _taken(texts: Mapping[str, str], names: set[str]) -> dict[str, str]:
    return {name: text[: LONGEST_CELL + 1] for name, text in texts.items() if name in names}


def _tidy(file_name: str) -> str:
    return "".join(letter for letter in file_name if letter.isprintable())[-200:]

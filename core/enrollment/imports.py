"""Taking members over from a spreadsheet: read into the draft, looked at, then confirmed once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.audit import change
from core.dates import in_minutes
from core.enrollment.drafts import Draft, draft_of, row_of
from core.enrollment.spreadsheet import ReadRow, Unreadable, open_book, read_sheet
from core.enrollment.spreadsheet.judging import judged, person_from
from core.enrollment.spreadsheet.rows import loaded, stored
from core.enrollment.storing import AlreadySent, editing
from core.enrollment.tables import EnrollmentImport
from core.errors import Invalid, NotFound, Stale, TooMany
from core.identity.limits import Limit
from core.portal import Portal

READ, CONFIRMED = "read", "confirmed"
READS = Limit("imports", 60, 60 * 60)
REPLACED = "Another file was read in since, or this list was dropped. Nobody was added from it."


@dataclass(frozen=True, slots=True)
class Preview:
    """A spreadsheet that was read and waits for a yes: every row with what is wrong in it.

    `unused` are headings that stand for nothing here, `notices` what else should be said about the file.
    """

    id: UUID
    file_name: str
    rows: tuple[ReadRow, ...]
    unused: tuple[str, ...]
    notices: tuple[str, ...] = ()

    @property
    def visible(self) -> int:
        """How many rows can be seen in the file."""
        return len(self.rows) - len(self.hidden)

    @property
    def good(self) -> int:
        """How many visible rows can be taken."""
        return sum(row.good for row in self.rows if not row.hidden)

    @property
    def bad(self) -> int:
        """How many visible rows would be set aside."""
        return self.visible - self.good

    @property
    def hidden(self) -> tuple[int, ...]:
        """The numbers of the rows that are hidden in the file."""
        return tuple(row.number for row in self.rows if row.hidden)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of it; `left_out` counts the ticks that were not possible."""

    taken: int
    set_aside: int
    left_out: int


async def read_import(portal: Portal, enrollment: UUID, file_name: str, data: bytes, *, by: Actor) -> Preview:
    """Read a file into the draft in place of an earlier one; nobody is added yet. Raises Unreadable."""
    draft = await _draft(enrollment, by)
    await _may_read(by)
    book = await open_book(file_name, data)
    # Judging a long list takes a second of the processor: others are served meanwhile.
    sheet = await asyncio.to_thread(read_sheet, portal, draft, book)
    key = uuid4()
    async with change(
        "enrollment.import-read", by=by, subject=("enrollment", enrollment), rows=len(sheet.rows)
    ):
        await _draft(enrollment, by, lock=True)
        await EnrollmentImport.delete().where(EnrollmentImport.enrollment == enrollment)
        await EnrollmentImport.insert(
            EnrollmentImport(
                id=key,
                enrollment=enrollment,
                file_name=_tidy(file_name),
                rows=[stored(row) for row in sheet.rows],
                state=READ,
                result={"unused": list(sheet.unused), "notices": list(sheet.notices)},
                read_at=clock.now(),
            )
        )
    return Preview(key, _tidy(file_name), sheet.rows, sheet.unused, sheet.notices)


async def _may_read(by: Actor) -> None:
    """Each file takes a process of its own for a while: an account has only so many read."""
    try:
        await READS.spend(str(by.account))
    except TooMany as refusal:
        wait = in_minutes(refusal.retry_after)
        raise Unreadable(f"You have uploaded many files. Upload the next one in {wait}") from None


async def preview(portal: Portal, draft: Draft) -> Preview | None:
    """Find the import that waits for a yes, judged by the draft as it is now; None when there is none."""
    row = await _import(draft.id)
    if row is None or row["state"] != READ:
        return None
    rows = judged(portal, draft, [loaded(each) for each in row["rows"]])
    told = row["result"]
    return Preview(row["id"], row["file_name"], rows, tuple(told["unused"]), tuple(told["notices"]))


async def confirm_import(
    portal: Portal, enrollment: UUID, key: UUID, *, set_aside: bool, with_hidden: bool = False, by: Actor
) -> Imported:
    """Add the people of an import; the second time the answer is that of the first.

    Bad rows are left aside only when that is said on purpose: otherwise Invalid, and nobody is added. Rows
    that are hidden in the file are taken only on purpose. Stale when another file has taken its place.
    """
    async with editing(portal, "enrollment.people-imported", enrollment, by=by) as edit:
        row = await _import(enrollment)
        if row is None or row["id"] != key:
            raise Stale(REPLACED)
        if row["state"] == CONFIRMED:
            return Imported(**row["result"])
        rows = _counted(portal, edit.draft, [loaded(each) for each in row["rows"]], with_hidden=with_hidden)
        good = [each for each in rows if each.good]
        if len(good) < len(rows) and not set_aside:
            raise Invalid({"": "Some rows have errors. Correct the file, or set these rows aside."})
        for each in good:
            edit.draft = edit.draft.with_person(person_from(portal, edit.draft, each))
        result = Imported(len(good), len(row["rows"]) - len(good), sum(len(each.left_out) for each in good))
        edit.details |= asdict(result)
        await _confirmed(key, result)
    return result


def _counted(
    portal: Portal, draft: Draft, rows: Sequence[ReadRow], *, with_hidden: bool
) -> tuple[ReadRow, ...]:
    """Judge the rows that are asked for; hidden ones that are taken count like all others."""
    return judged(
        portal, draft, [replace(row, hidden=False) for row in rows if with_hidden or not row.hidden]
    )


async def forget_import(enrollment: UUID, *, by: Actor) -> None:
    """Drop what was read; nobody is added."""
    async with change("enrollment.import-dropped", by=by, subject=("enrollment", enrollment)):
        await _draft(enrollment, by, lock=True)
        await EnrollmentImport.delete().where(EnrollmentImport.enrollment == enrollment)


async def _draft(enrollment: UUID, by: Actor, *, lock: bool = False) -> Draft:
    row = await row_of(enrollment, by.account, lock=lock)
    if row is None:
        raise NotFound
    if row["state"] != "draft":
        raise AlreadySent
    return await draft_of(row)


async def _import(enrollment: UUID) -> Mapping[str, Any] | None:
    rows = (
        await EnrollmentImport.select()
        .where(EnrollmentImport.enrollment == enrollment)
        .output(load_json=True)
    )
    return rows[0] if rows else None


async def _confirmed(key: UUID, result: Imported) -> None:
    # The people are in the draft now; a second copy of them would only lie around.
    await EnrollmentImport.update(
        {
            EnrollmentImport.state: CONFIRMED,
            EnrollmentImport.rows: [],
            EnrollmentImport.result: asdict(result),
        }
    ).where(EnrollmentImport.id == key)


def _tidy(file_name: str) -> str:
    return "".join(letter for letter in file_name if letter.isprintable())[-200:]

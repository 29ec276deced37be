"""Who is on the staff, and what they tell each other about a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import change
from core.console.tables import Note
from core.errors import Invalid, NotFound
from core.identity import staff
from core.requests.cases import case

# Of one request, and all of them are shown.
MOST = 200


@dataclass(frozen=True, slots=True)
class Noted:
    """A note, for staff only."""

    text: str
    by: str
    at: datetime


async def add_note(number: str, text: str, *, by: Actor) -> None:
    """Tell the others something about a request; Invalid at the field `text`."""
    if not text.strip():
        raise Invalid({"text": "Write your note"})
    request = await case(number)
    if await Note.count().where(Note.request == request.id) >= MOST:
        raise Invalid({"text": f"This request has {MOST} notes already and can’t take another"})
    async with change("request.noted", by=by, subject=("request", request.id)):
        note = Note(request=request.id, by=by.account, by_name=by.name[:200], text=text.strip()[:4000])
        note.at = clock.now()
        await Note.insert(note)


async def notes(request: UUID) -> tuple[Noted, ...]:
    """List every note about a request, the newest first."""
    query = Note.select(Note.text, Note.by_name, Note.at).where(Note.request == request)
    rows = await query.order_by(Note.at, ascending=False).limit(MOST)
    return tuple(Noted(row["text"], row["by_name"], row["at"]) for row in rows)


async def colleagues() -> tuple[staff.StaffMember, ...]:
    """List everybody whom work can be given to, by name; one statement."""
    return tuple(each for each in await staff.everybody() if not each.disabled)


async def case_colleagues() -> tuple[staff.StaffMember, ...]:
    """List everybody whom a whole request can be given to, by name; one statement."""
    return tuple(each for each in await colleagues() if each.roles.sees_cases)


async def colleague(account: UUID) -> staff.StaffMember:
    """Find one of those whom work can be given to; NotFound."""
    found = next((each for each in await colleagues() if each.account == account), None)
    if found is None:
        raise NotFound("Nobody on the staff has this name.")
    return found

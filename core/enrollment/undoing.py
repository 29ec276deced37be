"""Taking an import back: the people it added leave the draft again, until the request is sent."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor
from core.enrollment.drafts import Draft, DraftPerson
from core.enrollment.storing import editing
from core.enrollment.waiting import Kept, kept_in, store_added
from core.errors import NotFound
from core.portal import Portal

# The version of a person whom nobody has changed since they were added.
_AS_ADDED = 1


@dataclass(frozen=True, slots=True)
class Undo:
    """Whom taking back the last import removes, and who stays because they were changed since."""

    file_name: str
    leaving: tuple[DraftPerson, ...]
    staying: tuple[DraftPerson, ...]


async def last_import(draft: Draft) -> Undo | None:
    """Say what taking back the last import would do; None when there is none."""
    return _undo(draft, await kept_in(draft.id))


async def undo_import(portal: Portal, enrollment: UUID, *, by: Actor) -> Undo:
    """Remove everybody whom the last import added and nobody has changed since; NotFound without one."""
    async with editing(portal, "enrollment.import-undone", enrollment, by=by) as edit:
        row = await kept_in(enrollment)
        undo = _undo(edit.draft, row)
        if row is None or undo is None:
            raise NotFound
        for person in undo.leaving:
            edit.draft = edit.draft.without_person(person.id)
        edit.details |= {"removed": len(undo.leaving), "kept": len(undo.staying)}
        await store_added(row, row["added"][:-1])
    return undo


def _undo(draft: Draft, row: Kept | None) -> Undo | None:
    if row is None or not row["added"]:
        return None
    last = row["added"][-1]
    people = [person for key in last["people"] if (person := draft.person(UUID(key)))]
    return Undo(
        last["file"],
        tuple(person for person in people if person.version == _AS_ADDED),
        tuple(person for person in people if person.version != _AS_ADDED),
    )

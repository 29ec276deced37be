"""Taking a whole import back: who leaves, who stays, and the yes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.enrollment.undoing import Undo, last_import, undo_import
from core.errors import NotFound
from web.contexts import PageContext
from web.forms import see_other
from web.pages.enrollment.sayings import undone
from web.pages.enrollment.shared import Place, address, opened_list, place
from web.rendering import render
from web.security.guards import drafting
from web.visit import Visit

UNDO = "/enrollment/{enrollment_id:uuid}/import/undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPage(PageContext):
    """Whom taking back the last import removes."""

    template: ClassVar[str] = "enrollment/undo.html"
    place: Place
    here: str
    list: str
    undo: Undo


@get(UNDO, guards=[drafting])
async def show_undo(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Say who leaves the list and who stays, before anything is done."""
    draft = await opened_list(visit, enrollment_id)
    found = await last_import(draft)
    if found is None:
        raise NotFound
    page = UndoPage(
        place=place(visit, draft, "members"),
        here=address(draft, "import", "undo"),
        list=address(draft, "members"),
        undo=found,
    )
    return render(visit.request, page)


@post(UNDO, guards=[drafting], status_code=200)
async def send_undo(visit: NamedDependency[Visit], enrollment_id: FromPath[UUID]) -> Response[Any]:
    """Remove whom the last import added and nobody has changed since."""
    draft = await opened_list(visit, enrollment_id)
    found = await undo_import(visit.portal, enrollment_id, by=visit.actor)
    return see_other(f"{address(draft, 'members')}?{undone(found)}")


handlers = [show_undo, send_undo]

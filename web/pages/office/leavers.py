"""Somebody left: how far the end of their access has come, and the sealed receipt of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.audit.following import newest_number
from core.office.documents import keys_of_leaving, own_leaving, own_receipt, still_concerned
from core.office.queries.leavings import LeavingView
from web.answers import pdf_answer
from web.contexts import PageContext
from web.forms import AnyRequest
from web.leaving_page import LeavingShown, leaving_shown
from web.rendering import render
from web.security.guards import signed_in
from web.security.sessions import Who
from web.streams import stream
from web.visit import Visit

LEAVER = "/office/leavers/{leaving:uuid}"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaverPage(PageContext):
    """One leaving; `newest` is the last event it knows of, `manages` whether its reader manages people."""

    template: ClassVar[str] = "office/leaver.html"
    view: LeavingView
    shown: LeavingShown
    newest: int
    manages: bool


@get(LEAVER, guards=[signed_in])
async def show_leaver(visit: NamedDependency[Visit], leaving: FromPath[UUID]) -> Response[Any]:
    """Show what each application confirmed, and the receipt once all have."""
    return await _draw(visit, leaving, "content")


@get(f"{LEAVER}/now", guards=[signed_in])
async def leaver_now(visit: NamedDependency[Visit], leaving: FromPath[UUID]) -> Response[Any]:
    """Draw the part of it that changes by itself."""
    return await _draw(visit, leaving, "now")


@get(f"/live{LEAVER}", guards=[signed_in], media_type="text/event-stream")
async def leaver_changes(
    request: AnyRequest, who: NamedDependency[Who], leaving: FromPath[UUID], since: FromQuery[int] = 0
) -> Response[Any]:
    """Stream changes to a leaving."""
    keys = keys_of_leaving(await own_leaving(leaving, who.account_id))
    return stream(request, who, keys, since, lambda: still_concerned(leaving, who.account_id))


@get(f"{LEAVER}/receipt.pdf", guards=[signed_in])
async def download_receipt(visit: NamedDependency[Visit], leaving: FromPath[UUID]) -> Response[bytes]:
    """Send the sealed receipt."""
    return pdf_answer(await own_receipt(leaving, visit.who.account_id), f"receipt-{leaving}")


async def _draw(visit: Visit, leaving: UUID, fragment: str) -> Response[Any]:
    newest = await newest_number()  # read first: whatever changes from here on is told
    view = await own_leaving(leaving, visit.who.account_id)
    manages = (await visit.standing()).manages
    page = LeaverPage(view=view, shown=leaving_shown(visit.portal, view), newest=newest, manages=manages)
    return render(visit.request, page, fragment=fragment)


handlers = [show_leaver, leaver_now, leaver_changes, download_receipt]

"""Every email address of a practice moves to another domain, asked by whoever administers it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.office.new_domain import DomainMoves, draw_domain, move_domain
from core.office.queries.domains import DomainStanding, last_domain_of
from core.office.undoing_domain import undo_domain
from web.contexts import FormContext
from web.forms import see_other, submitted
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.visit import Visit

DOMAIN = "/office/{group:uuid}/domain"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDomainPage(FormContext):
    """Which domain takes the place of which, and whose address changes; how far the last change is."""

    template: ClassVar[str] = "office/new_domain.html"
    moves: DomainMoves
    path: str
    last: DomainStanding | None = None
    stopped: bool = False


@get(DOMAIN, guards=[signed_in])
async def show_new_domain(
    visit: NamedDependency[Visit], group: FromPath[UUID], done: FromQuery[str] = ""
) -> Response[Any]:
    """Ask for both domains, and tell how far the last change is."""
    page = _page(await draw_domain(group, by=visit.actor))
    last = await last_domain_of(group)
    return render(visit.request, replace(page, last=last, stopped=done == "stopped"))


@post(DOMAIN, guards=[signed_in, fresh_code], status_code=200)
async def send_new_domain(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Show whose address changes, or have support decide about it."""
    sent = await submitted(visit.request)
    ask = list(sent.get("do", ())) == ["send"]
    values = {name: texts for name, texts in sent.items() if name != "do"}
    moves = await move_domain(group, values, ask=ask, by=visit.actor)
    if moves.key is not None:
        return see_other(f"/office/{group}/practice?done=asked")
    return render(visit.request, _page(moves), status=422 if moves.form.wrong else 200)


@post(f"{DOMAIN}/stop", guards=[signed_in])
async def stop_new_domain(visit: NamedDependency[Visit], group: FromPath[UUID]) -> Response[Any]:
    """Have everybody who did not confirm a new address keep the one they have."""
    await draw_domain(group, by=visit.actor)
    last = await last_domain_of(group)
    if last is None or not last.waiting:
        return see_other(f"/office/{group}/domain")
    await undo_domain(visit.portal, last.change, by=visit.actor)
    return see_other(f"/office/{group}/domain?done=stopped")


def _page(moves: DomainMoves) -> NewDomainPage:
    return NewDomainPage(moves.form, moves=moves, path=f"/office/{moves.group.id}")


handlers = [show_new_domain, send_new_domain, stop_new_domain]

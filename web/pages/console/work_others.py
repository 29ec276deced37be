"""Who else has a piece of work open: kept up to date by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from core.console import working
from core.console.presence import Other, others, stays
from core.console.working import StaffActor
from web.contexts import PageContext
from web.forms import AnyRequest
from web.rendering import render
from web.security.guards import staff
from web.security.sessions import Who
from web.streams import stream
from web.visit import Visit

ITEM = "/support/work/{item:uuid}"


@dataclass(frozen=True, slots=True)
class WorkOthers(PageContext):
    """Colleagues who have the same work open."""

    template: ClassVar[str] = "support/work_others.html"
    others: Sequence[Other]


@get(f"{ITEM}/now", guards=[staff()])
async def now_open(visit: NamedDependency[Visit], item: FromPath[UUID]) -> Response[Any]:
    """Draw who else has this work open."""
    await working.look(item, StaffActor(visit.actor, visit.who.roles))
    page = WorkOthers(await others(item, visit.who.account_id))
    return render(visit.request, page, fragment="now")


@get(f"/live{ITEM}", guards=[staff()], media_type="text/event-stream")
async def work_changes(
    request: AnyRequest, who: NamedDependency[Who], item: FromPath[UUID], since: FromQuery[int] = 0
) -> Response[Any]:
    """Stream changes to a piece of work, and note that its page is still open."""
    by = who.actor(request)
    await working.look(item, StaffActor(by, who.roles))
    await stays(item, by=by)

    async def may() -> bool:
        return True

    return stream(request, who, [str(item)], since, may)


handlers = [now_open, work_changes]

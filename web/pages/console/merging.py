"""A practice that becomes part of another one, as support prepares it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.visits import looks_at
from core.office.merging import Merge, draw_merge, merge_practice
from web.contexts import FormContext
from web.forms import see_other, submitted
from web.pages.console.changes import CHANGES, DECIDES
from web.rendering import render
from web.security.fresh import fresh_code
from web.visit import Visit

MERGE = "/support/practices/{practice:uuid}/merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePage(FormContext):
    """Which practice stays, and what becomes of everybody of the one that ends."""

    template: ClassVar[str] = "support/merge.html"
    merge: Merge
    path: str


@get(MERGE, guards=[DECIDES])
async def show_merge(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Ask which practice stays, from when, and why."""
    merge = await draw_merge(visit.portal, practice, by=visit.actor)
    await looks_at("group", practice, by=visit.actor)
    return render(visit.request, _page(merge))


@post(MERGE, guards=[DECIDES, fresh_code], status_code=200)
async def send_merge(visit: NamedDependency[Visit], practice: FromPath[UUID]) -> Response[Any]:
    """Show what becomes of everybody, or prepare it to be decided."""
    sent = await submitted(visit.request)
    ask = list(sent.get("do", ())) == ["send"]
    values = {name: texts for name, texts in sent.items() if name != "do"}
    merge = await merge_practice(visit.portal, practice, values, ask=ask, by=visit.actor)
    if merge.key is not None:
        return see_other(f"{CHANGES}/{merge.key}")
    if merge.stays is not None:
        await looks_at("group", merge.stays.id, by=visit.actor)
    return render(visit.request, _page(merge), status=422 if merge.form.wrong else 200)


def _page(merge: Merge) -> MergePage:
    return MergePage(merge.form, merge=merge, path=f"/support/practices/{merge.group.id}")


handlers = [show_merge, send_merge]

"""The views somebody of the staff has saved, with how much each holds now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from core.access.tables import Request, WorkItem
from core.actor import Actor
from core.console.queries.figures import MOST, so_far
from core.console.queries.queues import looked_for, queue_parts
from core.console.queries.said import (
    MESSAGES,
    WORK,
    message_filters,
    queue_called,
    queue_filters,
    work_filters,
)
from core.console.queries.work import own_work
from core.console.queries.work_filters import chosen
from core.console.queries.work_order import counted_parts
from core.console.tables import SavedView
from core.errors import NotFound
from core.identity.roles import StaffRoles
from core.messages.tables import Thread
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class View:
    """A list `of` this name, as somebody looks at it; `said` is what its address says."""

    id: UUID
    name: str
    of: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CountedView:
    """A view, and how much it holds; empty where that depends on words that are searched for."""

    view: View
    number: str


async def view_of(key: UUID, owner: UUID) -> View:
    """Find one's own view; NotFound for anybody else's."""
    row = await SavedView.select().where(SavedView.id == key, SavedView.owner == owner).first()
    if row is None:
        raise NotFound("You have no such view.")
    return _view(row)


async def counted_views(portal: Portal, roles: StaffRoles, owner: UUID) -> tuple[CountedView, ...]:
    """List somebody's views by name, as far as their roles open the list; two statements."""
    rows = await SavedView.select().where(SavedView.owner == owner).order_by(SavedView.key)
    views = [_view(row) for row in rows if row["of"] == WORK or roles.sees_cases]
    by = Actor("staff", owner, "")
    parts = {
        place: await _parts(portal, roles, view, by)
        for place, view in enumerate(views)
        if not view.said.get("q", "").strip()
    }
    numbers = await _count(parts)
    return tuple(
        CountedView(view, so_far(min(numbers[place], MOST)) if place in parts else "")
        for place, view in enumerate(views)
    )


async def _parts(portal: Portal, roles: StaffRoles, view: View, by: Actor) -> list[Any]:
    """What a view holds, part by part, each from an index of its own."""
    if view.of == WORK:
        work = work_filters(view.said)
        only = [*own_work(portal, roles, work), *await chosen(work, by)]
        return [WorkItem.select(WorkItem.id).where(part, *only) for part in counted_parts(work)]
    if view.of == MESSAGES:
        only = await looked_for(message_filters(view.said), Thread.request, by=by)
        return [Thread.select(Thread.request).where(Thread.waiting_since.is_not_null(), *only)]
    queue = queue_called(view.of)
    if queue is None:
        return []
    parts = await queue_parts(portal, queue, queue_filters(view.said), by=by)
    return [Request.select(Request.id).where(*part) for _, part in parts]


async def _count(parts: Mapping[int, Sequence[Any]]) -> dict[int, int]:
    texts: list[str] = []
    queries = []
    for place, selects in parts.items():
        for select in selects:
            texts.append(
                f"SELECT {place} AS place, COUNT(*) AS number FROM ({{}}) AS part{len(texts)}"  # noqa: S608 - numbers of ours
            )
            queries.append(select.limit(MOST).querystrings[0])
    found = dict.fromkeys(parts, 0)
    for row in await Request.raw(" UNION ALL ".join(texts), *queries) if texts else ():
        found[row["place"]] += int(row["number"])
    return found


def _view(row: Mapping[str, Any]) -> View:
    return View(row["id"], row["name"], row["of"], dict(parse_qsl(row["said"])))

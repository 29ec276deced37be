"""What a list of the console leads to: its other orders, the views that are saved of it, and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from core.console.queries.queues import Queue
from core.console.queries.said import MESSAGES, WORK, lost, queue_called
from core.console.queries.saved import View, view_of
from core.errors import NotFound
from core.identity.staff import StaffMember
from core.site.terms import Terms
from web.security.addresses import split
from web.visit import Visit

QUEUES = "/support/queues/"


class SortLink(NamedTuple):
    """Where the head of a column leads, and how the list is sorted by it, empty when it is not."""

    href: str
    said: str


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a list: its address as a view or a file takes it, and the view it is shown as.

    `lost` says what the view looked for that is no longer there.
    """

    address: str
    view: View | None
    lost: Sequence[str]


def sort_links(
    terms: Terms, path: str, kept: Mapping[str, Any], columns: Mapping[str, Sequence[str]]
) -> dict[str, SortLink]:
    """Link the head of each column to the next of its orders, from the first again behind the last."""
    now, others = kept.get("sort", ""), {key: value for key, value in kept.items() if key != "sort"}
    links = {}
    for name, orders in columns.items():
        following = orders[(orders.index(now) + 1) % len(orders)] if now in orders else orders[0]
        query = urlencode(others | ({"sort": following} if following else {}))
        sorts = now in orders and (now or not orders[0])
        said = ("descending" if now == "newest" else "ascending") if sorts else ""
        links[terms.said(name)] = SortLink(f"{path}?{query}" if query else path, said)
    return links


def queue_named(queue: str) -> Queue:
    """Find the queue with this name; NotFound for anything else."""
    found = queue_called(queue)
    if found is None:
        raise NotFound
    return found


def list_at(address: str) -> tuple[str, dict[str, str]]:
    """Read which list an address leads to, and what it says there; NotFound for no list."""
    parts = split(address)
    path, said = parts.path, dict(parse_qsl(parts.query))
    if path == address_of(WORK) or path == address_of(MESSAGES):
        return path.removeprefix("/support/"), said
    return queue_named(path.removeprefix(QUEUES)), said


def address_of(of: str, said: Mapping[str, Any] | None = None) -> str:
    """Return where a list is, with what its address says."""
    path = f"/support/{of}" if of in (WORK, MESSAGES) else f"{QUEUES}{of}"
    return f"{path}?{urlencode(said)}" if said else path


async def around(visit: Visit, of: str, kept: Mapping[str, Any], staff: Sequence[StaffMember]) -> Around:
    """Find what stands around a list that is shown as its address says."""
    view = None
    with suppress(NotFound, ValueError):
        view = await view_of(UUID(str(visit.request.query_params.get("view"))), visit.who.account_id)
    if view is None or view.of != of:
        return Around(address_of(of, kept), None, ())
    gone = lost(of, view.said, visit.portal.applications, [each.account for each in staff])
    return Around(address_of(of, kept), view, [*gone.values()])

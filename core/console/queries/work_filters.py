"""What somebody looks for in the queue of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.tables import RequestLine, WorkItem
from core.actor import Actor
from core.console.queries.meant import SearchedFor, searched_for
from core.console.queries.queues import key_or_none
from core.console.queries.waits import ALL, among


@dataclass(frozen=True, slots=True)
class WorkFilters:
    """What one looks for; empty for everything open. `holder` is `mine`, `nobody` or an account's key.

    `waits` is empty for what is ready, or `later` for what staff left alone until a date. `sort` is empty for
    what is overdue first and then the oldest, or one of `work_order.SORTS`.
    """

    search: str = ""
    holder: str = ""
    application: str = ""
    state: str = ""
    waits: str = ""
    sort: str = ""

    @property
    def shown(self) -> str:
        """Whether what waits is left out: not where something is searched for."""
        return ALL if not self.waits and self.search.strip() else self.waits


async def chosen(filters: WorkFilters, by: Actor) -> list[Any]:
    """Return the conditions that work has to fulfil."""
    found: list[Any] = []
    if filters.holder == "mine":
        found.append(WorkItem.assignee == by.account)
    elif filters.holder == "nobody":
        found.append(WorkItem.assignee.is_null())
    elif filters.holder:
        found.append(WorkItem.assignee == key_or_none(filters.holder))
    if filters.search.strip():
        found.append(_theirs(await searched_for(filters.search)))
    return [*found, *among("work_item", filters.shown)]


def _theirs(what: SearchedFor) -> Any:
    """Work for the people and practices that were meant, or for what those requests asked for."""
    grant: Any = WorkItem.grant
    asked = RequestLine.select(RequestLine.grant).where(RequestLine.request.is_in(_keys(what.requests)))
    of_people = grant.member.is_in(_keys(what.members)) | grant.member.group.is_in(_keys(what.practices))
    return of_people | WorkItem.grant.is_in(asked)


def _keys(keys: frozenset[UUID]) -> list[UUID]:
    """The keys, or one that nothing has: no database takes an empty list."""
    return sorted(keys) or [UUID(int=0)]

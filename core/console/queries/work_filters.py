"""What somebody looks for in the queue of work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.access.tables import RequestLine, WorkItem
from core.actor import Actor
from core.console.queries.queues import key_or_none
from core.names import bare_name


@dataclass(frozen=True, slots=True)
class WorkFilters:
    """What one looks for; empty for everything open. `holder` is `mine`, `nobody` or an account's key."""

    search: str = ""
    holder: str = ""
    application: str = ""
    state: str = ""


def chosen(filters: WorkFilters, by: Actor) -> list[Any]:
    """Return the conditions that work has to fulfil."""
    found: list[Any] = []
    if filters.holder == "mine":
        found.append(WorkItem.assignee == by.account)
    elif filters.holder == "nobody":
        found.append(WorkItem.assignee.is_null())
    elif filters.holder:
        found.append(WorkItem.assignee == key_or_none(filters.holder))
    text = filters.search.strip()
    if not text:
        return found
    grant: Any = WorkItem.grant
    if "@" in text:
        return [*found, grant.member.email == text.lower()]
    name = bare_name(text)
    of_request: Any = RequestLine.request
    asked = RequestLine.select(RequestLine.grant).where(of_request.number == text.upper())
    number, last = WorkItem.grant.is_in(asked), _begins(grant.member.last_name, name)
    return [*found, number | last | grant.member.group.name_key.like(f"%{name}%") if name else number]


def _begins(column: Any, text: str) -> Any:
    """Whether a text begins so, in large or small letters; SQLite's LIKE does not tell them apart."""
    on_postgres = WorkItem._meta.db.engine_type == "postgres"
    return column.ilike(f"{text}%") if on_postgres else column.like(f"{text}%")

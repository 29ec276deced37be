"""A list of the console as a file, as it is filtered and sorted now; that it was taken is in the trail."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.audit import note
from core.console.queries.queues import Line, listed
from core.console.queries.said import MESSAGES, WORK, message_filters, queue_filters, understood, work_filters
from core.console.queries.waiting import waiting
from core.console.queries.work import WorkLine, work_list
from core.errors import Forbidden, NotFound
from web.pages.console.lists import list_at, queue_named
from web.pages.console.walking import came_from
from web.pages.console.words import QUEUES
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.table_files import TableFile, is_kind, table_file
from web.visit import Visit

# A file holds so many rows at most; it says itself that there are more.
MOST = 1000
REQUESTS_ALONE = "You see the work at your own applications, not the whole requests."


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a list under their heads, and whether there are more of them."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    more: bool


@get("/support/export/{kind:str}", guards=[staff(), fresh_code])
async def download(visit: NamedDependency[Visit], kind: FromPath[str]) -> Response[bytes]:
    """Send the list somebody comes from, all pages of it up to the limit."""
    of, said = list_at(came_from(visit))
    if not is_kind(kind):
        raise NotFound
    if of != WORK and not visit.who.roles.sees_cases:
        raise Forbidden(REQUESTS_ALONE)
    table = await _TABLES.get(of, _requests)(visit, of, said)
    filters = {name: value for name, value in understood(of, said).items() if name != "q"}
    about = {"kind": kind, "rows": len(table.rows), "more": table.more, "filters": filters}
    await note("queue.exported", by=visit.actor, subject=("queue", of), **about)
    lines = [[*map(visit.portal.site.terms.said, table.heads)], *table.rows, *_left_out(table)]
    return await table_file(visit, TableFile(f"{of}-list", table.title, lines), kind)


async def _work(visit: Visit, _: str, said: Mapping[str, str]) -> _Table:
    found = await work_list(visit.portal, visit.who.roles, work_filters(said), by=visit.actor, limit=MOST)
    heads = (
        "Application",
        "What",
        "Person",
        "{Practice}",
        "Request",
        "State",
        "Late",
        "Since",
        "Assigned to",
    )

    def row(line: WorkLine) -> tuple[str, ...]:
        state = f"{line.state_words}, {line.ticked} of {line.steps} steps" if line.steps else line.state_words
        about = (line.application, line.kind_words, line.person, line.group, line.request or "", state)
        return (*about, _late(late=line.late), _day(visit, line.made_at), line.holder_name)

    return _Table("Work", heads, [row(line) for line in found.lines], bool(found.after))


async def _requests(visit: Visit, of: str, said: Mapping[str, str]) -> _Table:
    queue = queue_named(of)
    found = await listed(visit.portal, queue, queue_filters(said), by=visit.actor, limit=MOST)
    heads = ("Request", "{Practice}", "People", "State", "Progress", "Waits for", "Due", "Late", "Sent")

    def row(line: Line) -> tuple[str, ...]:
        due = visit.portal.site.dates.day(line.due_on)
        about = (line.number, line.group, str(line.people), line.words, line.progress, line.waits_for)
        return (*about, due, _late(late=line.late), _day(visit, line.submitted_at), line.holder)

    rows = [row(line) for line in found.lines]
    return _Table(QUEUES[queue], (*heads, "Assigned to"), rows, bool(found.after))


async def _messages(visit: Visit, _: str, said: Mapping[str, str]) -> _Table:
    rows, after = await waiting(message_filters(said), by=visit.actor, limit=MOST)
    moment = visit.portal.site.dates.moment
    found = [(each.number, each.group, moment(each.waiting_since), each.holder) for each in rows]
    return _Table("Messages", ("Request", "{Practice}", "Waits since", "Assigned to"), found, bool(after))


def _left_out(table: _Table) -> list[tuple[str, ...]]:
    words = f"The list goes on. This file holds its first {MOST:,} rows. Filter the list to export the rest."
    return [(words,)] if table.more else []


def _late(*, late: bool) -> str:
    return "Late" if late else ""


def _day(visit: Visit, at: datetime) -> str:
    return visit.portal.site.dates.day(at.astimezone(visit.portal.site.zone).date())


_TABLES: Mapping[str, Callable[[Visit, str, Mapping[str, str]], Any]] = {WORK: _work, MESSAGES: _messages}
handlers = [download]

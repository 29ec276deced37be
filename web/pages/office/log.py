"""The log of one's own practice: who did what to its people, on pages and as a file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Stream

from core.office.log_words import KINDS
from core.office.queries.log import LogEntry, Wanted, practice_log, whole_log
from core.office.queries.people import own_office
from web.contexts import PageContext
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.table_streams import table_stream
from web.visit import Visit

LOG = "/office/{group:uuid}/log"
_NAMES = ("q", "kind", "person", "since", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage(PageContext):
    """One page of the log; `said` is what is looked for, as it was typed, and `wrong_days` what is no day."""

    template: ClassVar[str] = "office/log.html"
    name: str
    path: str
    entries: Sequence[LogEntry]
    older: str
    files: str
    said: Mapping[str, str]
    kinds: Mapping[str, str]
    people: Sequence[tuple[str, str]]
    wrong_days: Mapping[str, str]
    hint: str


@get(LOG, guards=[signed_in])
async def show_log(
    visit: NamedDependency[Visit], group: FromPath[UUID], before: FromQuery[int | None] = None
) -> Response[Any]:
    """Show what happened, newest first."""
    office = await own_office(visit.portal, group, visit.who.account_id)
    said, (wanted, wrong) = _said(visit), _wanted(visit)
    entries, rest = await practice_log(visit.portal, group, wanted, before)
    asked = urlencode({name: text for name, text in said.items() if text})
    path = f"/office/{group}/log"
    page = LogPage(
        name=office.group.name,
        path=path,
        entries=entries,
        older=f"{path}?{asked}{'&' if asked else ''}before={rest}" if rest else "",
        files=f"?{asked}" if asked else "",
        said=said,
        kinds={key: visit.portal.site.terms.said(words) for key, (words, _) in KINDS.items()},
        people=[(str(each.member.id), each.member.name) for each in office.people],
        wrong_days=wrong,
        hint=visit.portal.site.dates.hint,
    )
    return render(visit.request, page)


@get(f"{LOG}/{{kind:str}}", guards=[signed_in, fresh_code])
async def download_log(visit: NamedDependency[Visit], group: FromPath[UUID], kind: FromPath[str]) -> Stream:
    """Send everything that is looked for as a file."""
    await own_office(visit.portal, group, visit.who.account_id)
    lines = _lines(visit, group, _wanted(visit)[0])
    return table_stream(visit, "log", ("When", "What", "Who"), lines, kind)


async def _lines(visit: Visit, group: UUID, wanted: Wanted) -> AsyncIterator[Sequence[str]]:
    dates = visit.portal.site.dates
    async for entry in whole_log(visit.portal, group, wanted):
        yield dates.moment(entry.at, seconds=True), entry.words, entry.by


def _said(visit: Visit) -> dict[str, str]:
    return {name: str(visit.request.query_params.get(name, ""))[:100].strip() for name in _NAMES}


def _wanted(visit: Visit) -> tuple[Wanted, dict[str, str]]:
    """What is looked for, and words at what is no day, which then limits nothing."""
    said, wrong = _said(visit), {}
    days: dict[str, datetime | None] = {"since": None, "until": None}
    for name, label in (("since", "From"), ("until", "To")):
        try:
            days[name] = _begins(visit, said[name], name == "until") if said[name] else None
        except (ValueError, OverflowError):
            wrong[name] = f"{label} must be a day"
    try:
        member = UUID(said["person"]) if said["person"] else None
    except ValueError:
        member = None
    kind = said["kind"] if said["kind"] in KINDS else ""
    return Wanted(said["q"], kind, member, days["since"], days["until"]), wrong


def _begins(visit: Visit, typed: str, later: bool) -> datetime:
    """The moment at which a typed day begins at the site, or at which the next one does."""
    dates = visit.portal.site.dates
    return dates.begins(dates.read(typed), later=int(later))


handlers = [show_log, download_log]

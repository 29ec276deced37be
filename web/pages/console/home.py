"""Where staff begin: what is open and how old, what came and went, and what failed."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.console.plugin_pages import reads_as
from core.console.queries import figures
from core.console.queries.away import Absence, away_now
from core.console.queries.figures import Table
from core.console.queries.turns import OfficerTurn, turns_of_officers
from core.database import at_once
from core.errors import NotFound
from core.identity.roles import TAKES_TWO, StaffRoles
from core.portal import Portal
from core.requests.plugin_pages import site_pages
from web.charts import Columns, columns
from web.contexts import PageContext
from web.pages.console.jobs import JOBS
from web.pages.console.strays import STRAYS
from web.parts import ToDo
from web.rendering import render
from web.security.fresh import fresh_code
from web.security.guards import CONSOLE, staff
from web.visit import Visit

# A spreadsheet takes words that begin so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

# Where somebody does something about a failure, in the order of the table; mails have no page yet.
FAILURE_PATHS = (
    *(f"/support/work?state={state}" for state in ("late", "failed", "dead")),
    JOBS,
    STRAYS,
    "",
    "",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(PageContext):
    """The figures, as charts and as tables; `tiles` are path, name and number of every queue.

    `pages` are those of applications about the whole site.
    What is kept is exact; what is counted so far only says so.
    """

    template: ClassVar[str] = "support/home.html"
    roles: StaffRoles
    absence: Absence | None
    todos: Sequence[ToDo]
    open_work: Table
    weeks: Table
    applications: Table
    failures: Table
    failure_paths: Sequence[str]
    tiles: Sequence[tuple[str, str, str]]
    troubles: str
    failed: Sequence[str]
    open_chart: Columns
    weeks_chart: Columns
    turnaround_chart: Columns
    applications_chart: Columns
    pages: Sequence[tuple[str, str]]


@get(CONSOLE, guards=[staff()])
async def show_home(visit: NamedDependency[Visit]) -> Response[str]:
    """Show the figures, as charts and as tables."""
    portal, who = visit.portal, visit.who.account_id
    open_work, weeks, applications, tallies, absence, turns = await at_once(
        figures.open_work(portal),
        figures.weeks(portal),
        figures.applications(portal),
        figures.tallies(who),
        away_now(who),
        _turns(portal, visit.who.roles),
    )
    failures = figures.failures(tallies)
    page = HomePage(
        roles=visit.who.roles,
        absence=absence,
        todos=[*_todos(tallies, visit.who.roles), *(_turn(portal, each) for each in turns)],
        open_work=open_work,
        weeks=weeks,
        applications=applications,
        failures=failures,
        failure_paths=FAILURE_PATHS,
        tiles=_tiles(portal, open_work, tallies, visit.who.roles),
        troubles=_troubles(failures),
        failed=[figures.so_far(number or 0) for _, (number, *_) in failures.rows],
        open_chart=columns(open_work.rows),
        weeks_chart=columns([(name, numbers[:2]) for name, numbers in weeks.rows]),
        turnaround_chart=columns([(name, numbers[2:]) for name, numbers in weeks.rows]),
        applications_chart=columns([(name.split()[0], numbers[:3]) for name, numbers in applications.rows]),
        pages=site_pages(portal, reads_as(visit.who.roles)),
    )
    return render(visit.request, page)


@get("/support/figures/{name:str}", guards=[staff(), fresh_code])
async def download(visit: NamedDependency[Visit], name: FromPath[str]) -> Response[str]:
    """Send one of the tables as a file."""
    make = _TABLES.get(name.removesuffix(".csv")) if name.endswith(".csv") else None
    if make is None:
        raise NotFound
    table = await make(visit.portal)
    headers = {"Content-Disposition": f'attachment; filename="{table.name}.csv"'}
    return Response(_as_csv(table), media_type="text/csv; charset=utf-8", headers=headers)


def _todos(tallies: Mapping[str, float], roles: StaffRoles) -> list[ToDo]:
    """What is assigned to somebody, what is overdue first; nothing of what they do not see."""
    late, work, requests = (int(tallies[name]) for name in ("my-late", "my-work", "my-requests"))
    staff_changes = int(tallies["staff-changes"]) if roles.has(*TAKES_TWO) else 0
    found = [
        (late, "Finish overdue work", "/support/work?state=late&holder=mine", "See overdue work"),
        (work, "Finish work assigned to you", "/support/work?holder=mine", "See your work"),
        (
            requests if roles.sees_cases else 0,
            "Take your requests on",
            "/support/queues/everything?holder=mine",
            "See your requests",
        ),
        (
            staff_changes,
            "Confirm what is proposed about the staff",
            "/support/staff",
            "See the staff",
        ),
    ]
    return [
        ToDo(f"{words}: {number:,}", "The oldest stands first", path, action)
        for number, words, path, action in found
        if number
    ]


async def _turns(portal: Portal, roles: StaffRoles) -> Sequence[OfficerTurn]:
    return await turns_of_officers(portal) if roles.has("privacy-officer") else ()


def _turn(portal: Portal, turn: OfficerTurn) -> ToDo:
    since = f"Since {portal.site.dates.day(turn.since)}"
    return ToDo(f"{turn.words}: {turn.application}", since, turn.address, f"Open {turn.page.title.lower()}")


def _troubles(failures: Table) -> str:
    """How much failed; empty where nothing did."""
    numbers = [number or 0 for _, numbers in failures.rows for number in numbers]
    more = "+" if any(number >= figures.MOST for number in numbers) else ""
    return f"{sum(numbers):,.0f}{more}" if any(numbers) else ""


def _tiles(
    portal: Portal, open_work: Table, tallies: Mapping[str, float], roles: StaffRoles
) -> list[tuple[str, str, str]]:
    """Path, name and number of every queue that these roles open."""
    counted = {name: figures.so_far(number) for name, number in tallies.items()}
    work = ("/support/work?state=people", "Work", counted["work"])
    if not roles.sees_cases:
        return [work]
    requests = [
        (f"/support/queues/{queue}", name, f"{sum(number or 0 for number in numbers):,.0f}")
        for queue, (name, numbers) in zip(figures.OPEN_QUEUES, open_work.rows, strict=True)
    ]
    named = portal.site.terms.said("Ended {agreement.short.plural}")
    ended = ("/support/queues/ended", named, counted["ended-agreements"])
    terms = ("/support/terms", "Terms that end", figures.terms_so_far(tallies))
    return [*requests, ended, work, ("/support/messages", "Messages", counted["messages"]), terms]


async def _failures(_: Portal) -> Table:
    return figures.failures(await figures.tallies(None))


_TABLES: Mapping[str, Callable[[Portal], Awaitable[Table]]] = {
    "open-work": figures.open_work,
    "weeks": figures.weeks,
    "applications": figures.applications,
    "failures": _failures,
}


def _as_csv(table: Table) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(table.heads)
    for name, numbers in table.rows:
        plain = f"'{name}" if name.startswith(_FORMULA) else name
        writer.writerow([plain, *("" if number is None else f"{number:.12g}" for number in numbers)])
    return text.getvalue()


handlers = [show_home, download]

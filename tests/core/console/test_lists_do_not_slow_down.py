"""A page of any list of the console costs the same with 250 rows and with 25,000, first page or deep inside.

What is compared is not time, which a busy machine stretches, but the steps that SQLite's machine takes for
the very statements a page sends: the same number on every run.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest

from core.access.recount import mend
from core.actor import Actor
from core.console.notes import colleagues
from core.console.queries import figures
from core.console.queries.queues import Filters, listed
from core.console.queries.saved import counted_views
from core.console.queries.waiting import waiting
from core.console.queries.work import work_list
from core.console.queries.work_filters import WorkFilters
from core.console.tables import SavedView
from core.console.views import keep_view
from core.database import connect, count_statements
from core.database.statements import Statements
from core.identity.roles import StaffRoles
from core.portal import Portal
from tests.core.console.many import MINE, make_many, moment

SMALL, LARGE = 250, 25_000
TOWN, CITY = 20_000, 40_000
# SQLite tells how far it is only so often.
GRAIN = 10
KIM = Actor("staff", MINE, "Kim Alvarez")
ANALYST, PACS = StaffRoles.parse("analyst"), StaffRoles.parse("provisioning:pacs")
Ask = Callable[[Portal, str], Awaitable[object]]


def of_queue(queue, **filters) -> tuple[str, Ask]:
    kind = {"newest": "requests", "practice": "requests by practice"}.get(
        filters.get("sort", ""), "due requests"
    )
    return kind, lambda portal, after: listed(portal, queue, Filters(**filters), after, by=KIM)


def of_work(roles: StaffRoles = ANALYST, **filters) -> tuple[str, Ask]:
    sort = filters.get("sort", "")
    kind = {"": "work", "person": "work by person", "practice": "by practice"}.get(sort, "sorted work")
    return kind, lambda portal, after: work_list(portal, roles, WorkFilters(**filters), after, by=KIM)


def of_messages(**filters) -> tuple[str, Ask]:
    return "messages", lambda _, after: waiting(Filters(**filters), after, by=KIM)


LISTS: dict[str, tuple[str, Ask]] = {
    "agreements": of_queue("agreements"),
    "credentials": of_queue("credentials"),
    "being set up": of_queue("access"),
    "all requests": of_queue("everything"),
    "all requests of a state": of_queue("everything", state="done"),
    "my requests": of_queue("everything", holder="mine"),
    "my requests in a queue": of_queue("credentials", holder="mine"),
    "requests nobody has": of_queue("everything", holder="nobody"),
    "old requests": of_queue("everything", days=30),
    "requests of an address": of_queue("everything", search="sponsor7@practice.example"),
    "newest requests first": of_queue("everything", sort="newest"),
    "requests by state": of_queue("everything", sort="state"),
    "requests by practice": of_queue("everything", sort="practice"),
    "requests of a queue by practice": of_queue("credentials", sort="practice"),
    "requests by who has them": of_queue("everything", sort="holder"),
    "work by person": of_work(sort="person"),
    "work by practice": of_work(sort="practice"),
    "work by who has it": of_work(sort="holder"),
    "newest work first": of_work(sort="newest"),
    "work by state": of_work(sort="state"),
    "work": of_work(),
    "my work": of_work(holder="mine"),
    "work nobody has": of_work(holder="nobody"),
    "work given up": of_work(state="dead"),
    "work at one application": of_work(application="qventus"),
    "work of who sets up one application": of_work(PACS),
    "messages": of_messages(),
    "messages nobody looks after": of_messages(holder="nobody"),
    "staff": ("staff", lambda _, __: colleagues()),
}


def deep(kind: str, count: int) -> str:
    """The place of the row in the middle."""
    half = count // 2
    at = moment(half, count).replace(" ", "T")
    key = UUID(int=(3 if kind == "messages" else 5) * 10**9 + half)
    middle = f"{10**6 // 2:07}"
    return {
        "requests": f"0~CS{half:07}",
        "due requests": f"1~CS{half:07}~{at[:10]}",
        "requests by practice": f"0~CS{half:07}~practice {middle}",
        "work": f"1~{key}~{at}",
        "sorted work": f"0~{key}~{at}",
        "work by person": f"0~{key}~okafor {middle}",
        "by practice": f"0~{key}~practice {middle}",
    }.get(kind, f"{at}~{key}")


@pytest.fixture(scope="module")
def crowds(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    made = {}
    for count in (SMALL, LARGE):
        made[count] = tmp_path_factory.mktemp("crowd") / "portal.sqlite"
        shutil.copy(sqlite_template, made[count])
        make_many(f"sqlite:///{made[count]}", count)
    return made


FIGURES: dict[str, Callable[[Portal], Awaitable[object]]] = {
    "open work": figures.open_work,
    "what came and went": figures.weeks,
    "access by application": figures.applications,
    "what waits and what failed": lambda _: figures.tallies(MINE),
    "numbers on the tabs": lambda _: figures.on_tabs(),
}


@asynccontextmanager
async def opened(path: Path):
    database = await connect(f"sqlite:///{path}")
    yield
    await database.close()


def steps(path: Path, statements: Statements) -> int:
    """How many steps SQLite takes for these statements."""
    taken = 0

    def count() -> int:
        nonlocal taken
        taken += 1
        return 0

    connection = sqlite3.connect(path)
    # Reading the schema takes steps as well, more with each table, and has nothing to do with a list.
    connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
    connection.set_progress_handler(count, GRAIN)
    for text, values in zip(statements.texts, statements.values, strict=True):
        connection.execute(text, values).fetchall()
    connection.close()
    return taken * GRAIN


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("page", ["first", "deep"])
async def test_a_page_costs_the_same_however_long_the_list_is(
    portal: Portal, crowds: dict[int, Path], name: str, page: str
):
    kind, ask = LISTS[name]
    cost, sent = {}, {}
    for count, path in crowds.items():
        async with opened(path):
            after = deep(kind, count) if page == "deep" else ""
            with count_statements() as statements:
                found = await ask(portal, after)
            assert kind == "staff" or not after or found != await ask(portal, "")
        sent[count], cost[count] = len(statements), steps(path, statements)

    assert sent[SMALL] == sent[LARGE] <= 6
    assert cost[LARGE] <= 2 * cost[SMALL], cost


async def test_counting_saved_views_costs_the_same_however_much_there_is(
    portal: Portal, crowds: dict[int, Path]
):
    views = {
        "one": ("work", {"holder": "mine", "sort": "person"}),
        "two": ("work", {"application": "pacs", "state": "late"}),
        "three": ("everything", {"holder": "mine"}),
        "four": ("credentials", {"holder": "mine", "sort": "practice"}),
    }
    cost, sent = {}, {}
    for count, path in crowds.items():
        async with opened(path):
            for name, (of, said) in views.items():
                await keep_view(name, of, said, by=KIM)
            with count_statements() as statements:
                found = await counted_views(portal, ANALYST, MINE)
            assert all(each.number not in ("", "0") for each in found)
            await SavedView.delete(force=True)
        sent[count], cost[count] = len(statements), steps(path, statements)
    assert sent[SMALL] == sent[LARGE] == 2
    assert cost[LARGE] <= 2 * cost[SMALL], cost


@pytest.fixture(scope="module")
def towns(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Sites with so many requests that each hour of the two years has some."""
    made = {}
    for count in (TOWN, CITY):
        made[count] = tmp_path_factory.mktemp("town") / "portal.sqlite"
        shutil.copy(sqlite_template, made[count])
        make_many(f"sqlite:///{made[count]}", count)
    return made


@pytest.mark.parametrize("name", FIGURES)
async def test_figures_cost_the_same_however_much_there_is(portal: Portal, towns: dict[int, Path], name: str):
    cost = {}
    for count, path in towns.items():
        async with opened(path):
            await mend()
            with count_statements() as statements:
                await FIGURES[name](portal)
        cost[count] = steps(path, statements)

    assert cost[CITY] <= 1.2 * cost[TOWN], cost


def test_the_measure_notices_a_list_that_is_read_whole(crowds: dict[int, Path]):
    whole = Statements(["SELECT number FROM access_request WHERE state = ? ORDER BY submitted_at LIMIT 26"])
    whole.values.append(("done",))

    assert steps(crowds[LARGE], whole) > 15 * steps(crowds[SMALL], whole)

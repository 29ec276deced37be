"""Lists of the console stand in the order somebody chose, page after page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock
from core.access.states import REQUEST_WORDS
from core.access.tables import Request
from core.actor import Actor
from core.console.queries.in_order import RowPlace
from core.console.queries.queues import SORTS, Filters, Line, listed, place_in_queue
from core.console.queries.work import WorkLine, work_list
from core.console.queries.work_filters import WorkFilters
from core.console.queries.work_order import SORTS as WORK_SORTS
from core.console.queries.work_order import STATES, order_of, work_place
from core.database import connect
from core.identity.roles import StaffRoles
from core.portal import Portal
from tests.core.console.many import MINE, make_many, make_many_in_postgres

KIM = Actor("staff", MINE, "Kim Alvarez")
ANALYST = StaffRoles.parse("analyst")


@pytest.fixture
async def crowd(database_url: str):
    if database_url.startswith("sqlite"):
        make_many(database_url, 250)
    else:
        await make_many_in_postgres(database_url, 250)
    database = await connect(database_url)
    yield database
    await database.close()


async def all_work(portal: Portal, **chosen: str) -> list[WorkLine]:
    """Every line of the list, page after page."""
    found, after = [], ""
    for _ in range(20):
        page = await work_list(portal, ANALYST, WorkFilters(**chosen), after, by=KIM)
        found += page.lines
        after = page.after
        if not after:
            return found
    raise AssertionError("the list does not end")


async def all_requests(portal: Portal, **chosen: str) -> list[Line]:
    """Every request, page after page."""
    found, after = [], ""
    for _ in range(20):
        page = await listed(portal, "everything", Filters(**chosen), after, by=KIM)
        found += page.lines
        if page.after is None:
            return found
        after = page.after
    raise AssertionError("the list does not end")


@pytest.mark.both_databases
@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("chosen", [{}, {"holder": "nobody"}, {"state": "waiting"}, {"application": "pacs"}])
async def test_overdue_work_comes_first_and_then_the_oldest_and_nothing_twice(portal: Portal, chosen):
    lines = await all_work(portal, **chosen)
    assert len({line.id for line in lines}) == len(lines) > 25
    assert lines == sorted(lines, key=lambda line: (not line.late, line.made_at, line.id))
    assert {line.late for line in lines} == {True, False}


@pytest.mark.usefixtures("crowd")
@pytest.mark.both_databases
@pytest.mark.parametrize("sort", ["", *WORK_SORTS])
async def test_the_place_of_a_line_leads_to_what_comes_behind_it(portal: Portal, sort: str):
    lines, filters = await all_work(portal, sort=sort), WorkFilters(sort=sort)
    for at in (3, 40, 100):
        line = lines[at]
        found = await work_list(portal, ANALYST, filters, str(work_place(filters, line)), by=KIM)
        assert list(found.lines[:5]) == lines[at + 1 : at + 6]


@pytest.mark.both_databases
@pytest.mark.usefixtures("crowd")
async def test_work_is_sorted_by_age_and_by_state_as_one_list(portal: Portal):
    default = await all_work(portal)
    for sort, key in (
        ("oldest", lambda line: (line.made_at, line.id)),
        ("state", lambda line: (list(STATES).index(line.state), line.made_at, line.id)),
        ("person", lambda line: (line.person_key, line.id)),
        ("practice", lambda line: (line.practice_key, line.id)),
        ("holder", lambda line: (line.holder_name, line.id)),
    ):
        assert await all_work(portal, sort=sort) == sorted(default, key=key)
    newest = sorted(default, key=lambda line: (line.made_at, line.id), reverse=True)
    assert await all_work(portal, sort="newest") == newest


@pytest.mark.both_databases
@pytest.mark.usefixtures("crowd")
async def test_requests_are_sorted_by_age_and_by_state_as_one_list(portal: Portal):
    default = await all_requests(portal)
    assert len(default) == 250
    for sort, key in (
        ("oldest", lambda line: line.number),
        ("state", lambda line: (list(REQUEST_WORDS).index(line.state), line.due_on, line.number)),
        ("practice", lambda line: (line.practice_key, line.number)),
        ("holder", lambda line: (line.holder, line.number)),
    ):
        assert await all_requests(portal, sort=sort) == sorted(default, key=key), sort
    assert await all_requests(portal, sort="newest") == (await all_requests(portal, sort="oldest"))[::-1]


@pytest.mark.both_databases
@pytest.mark.usefixtures("crowd")
async def test_requests_that_are_overdue_come_first_and_then_what_is_due_first(portal: Portal):
    in_time = {Request.due_on: clock.now().date() + timedelta(days=3)}
    await Request.update(in_time).where(Request.number > "CS0000100", Request.number < "CS0000150")
    lines = await all_requests(portal)
    assert lines == sorted(lines, key=lambda line: (not line.late, line.due_on, line.number))
    assert {line.late for line in lines} == {True, False}
    assert not any(line.late for line in lines if line.state == "done")
    queue = await listed(portal, "credentials", Filters(), by=KIM, limit=250)
    assert [line.due_on for line in queue.lines] == sorted(line.due_on for line in queue.lines)


@pytest.mark.both_databases
@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("sort", ["", *SORTS])
async def test_the_place_of_a_request_leads_to_what_comes_behind_it(portal: Portal, sort: str):
    lines, filters = await all_requests(portal, sort=sort), Filters(sort=sort)
    for at in (3, 40, 160):
        place = place_in_queue("everything", filters, lines[at])
        found = await listed(portal, "everything", filters, str(place), by=KIM)
        assert list(found.lines[:5]) == lines[at + 1 : at + 6]


@pytest.mark.parametrize("text", ["", "x", "1", "1~x~y", "1~~", "~".join("9" * 9), "1~\0~\0", "9" * 5000])
def test_a_place_that_nobody_wrote_is_the_beginning(text: str):
    assert order_of(WorkFilters()).place(text) is None


def test_a_place_is_read_as_it_was_written():
    place = RowPlace(1, (clock.now(), MINE))
    assert order_of(WorkFilters()).place(str(place)) == place

"""Queues are filtered and searched, paged by key, and do not slow down with 25,000 requests."""

import time
from uuid import UUID

import pytest

from core.access.tables import Request
from core.actor import Actor
from core.console.assigning import assign
from core.console.notes import add_note, notes
from core.console.queries.queues import Filters, Queue, listed, selected
from core.database import Database, connect, count_statements
from core.errors import Invalid, NotFound
from core.portal import Portal
from tests.core.console.conftest import Case
from tests.core.console.many import make_many

pytestmark = pytest.mark.both_databases


async def test_a_request_stands_in_the_queue_of_its_state(portal: Portal, case: Case, kim: Actor):
    found = {
        queue: [line.number for line in (await listed(portal, queue, Filters(), by=kim)).lines]
        for queue in ("agreements", "credentials", "access", "everything")
    }

    assert found == {
        "agreements": [],
        "credentials": [case.number],
        "access": [],
        "everything": [case.number],
    }


async def test_each_queue_says_how_far_a_request_is(portal: Portal, case: Case, kim: Actor):
    (line,) = (await listed(portal, "credentials", Filters(), by=kim)).lines
    assert line.progress == "0 of 2 checked"

    await Request.update({Request.state: "waiting-for-signatures"}).where(Request.id == case.request)
    (line,) = (await listed(portal, "agreements", Filters(), by=kim)).lines
    assert line.progress == "0 of 2 signed"


async def test_requests_are_taken_given_and_found_by_holder(portal: Portal, case: Case, kim: Actor):
    async def numbers(holder: str) -> list[str]:
        return [
            line.number for line in (await listed(portal, "everything", Filters(holder=holder), by=kim)).lines
        ]

    assert (await numbers("nobody"), await numbers("mine")) == ([case.number], [])
    await assign(case.number, kim.account, by=kim)
    assert (await numbers("nobody"), await numbers("mine")) == ([], [case.number])
    assert await numbers(str(kim.account)) == [case.number]
    assert await numbers("x' or 1=1") == []
    with pytest.raises(NotFound):
        await assign(case.number, case.request, by=kim)
    await assign(case.number, None, by=kim)
    assert await numbers("nobody") == [case.number]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("desert peaks", True),
        ("PEAKS-FAM", True),
        ("amara@peaks.example", True),
        ("Amara@Peaks.example ", True),
        ("nobody@peaks.example", False),
        ("amara@", True),
        ("CS000", True),
        ("cs0009", False),
        ("%", False),
        ("_", False),
        ("'; drop table", False),
    ],
)
async def test_requests_are_searched_by_number_practice_and_address(
    portal: Portal, case: Case, kim: Actor, search: str, found: bool
):
    lines = (await listed(portal, "everything", Filters(search=search), by=kim)).lines

    assert bool(lines) is found


async def test_old_ones_and_one_state_alone(portal: Portal, case: Case, kim: Actor):
    assert (await listed(portal, "everything", Filters(days=3), by=kim)).lines == ()
    assert (await listed(portal, "credentials", Filters(state="waiting-for-correction"), by=kim)).lines == ()
    assert (await listed(portal, "credentials", Filters(state="done"), by=kim)).lines != ()


async def test_notes_are_kept_newest_first(case: Case, kim: Actor, clock):
    await add_note(case.number, "Called the board", by=kim)
    clock.advance(minutes=1)
    await add_note(case.number, "They call back", by=kim)

    assert [each.text for each in await notes(case.request)] == ["They call back", "Called the board"]
    with pytest.raises(Invalid):
        await add_note(case.number, "  ", by=kim)


async def test_a_selection_is_shown_before_anything_is_done(portal: Portal, case: Case):
    assert [each.group for each in await selected(portal, [case.number, "CS0"])] == [
        "Desert Peaks Family Medicine"
    ]


@pytest.fixture
async def crowd(sqlite_url: str):
    make_many(sqlite_url, 25_000)
    database = await connect(sqlite_url)
    yield database
    await database.close()


async def test_25000_requests_do_not_slow_any_queue_down(portal: Portal, crowd: Database):
    kim = Actor("staff", UUID(int=1), "Kim Alvarez")
    queues: tuple[Queue, ...] = ("agreements", "credentials", "access", "everything")
    looks = [Filters(), Filters(holder="nobody"), Filters(search="practice 249"), Filters(days=300)]
    for queue in queues:
        for filters in looks:
            after = ""
            for _ in range(3):
                with count_statements() as statements:
                    began = time.process_time()
                    page = await listed(portal, queue, filters, after, by=kim)
                    took = time.process_time() - began
                assert len(statements) <= 5
                assert took < 0.5, (queue, filters, took)
                after = page.after or ""
    last = await listed(portal, "everything", Filters(sort="oldest"), "0~CS0024900", by=kim)
    assert (len(last.lines), last.after) == (25, "0~CS0024925")

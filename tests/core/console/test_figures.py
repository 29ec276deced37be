"""What the dashboard counts."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from core import clock as time_source
from core.access.recount import mend
from core.access.tables import Grant, Request, RequestLine
from core.actor import SYSTEM, Actor
from core.audit import change
from core.console.assigning import assign
from core.console.queries import figures
from core.database import Database, connect, count_statements
from core.mail.tables import OutboxMail
from core.portal import Portal
from core.site import SiteProfile
from tests.conftest import MovableClock
from tests.core.console.conftest import Case
from tests.core.console.many import make_many
from tests.special_days import SITES, moments


async def aged(case: Case, **parts: float) -> None:
    values = {Request.submitted_at: time_source.now() - timedelta(**parts)}
    await Request.update(values).where(Request.id == case.request)
    await mend()


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("days", "place"), [(0, 0), (3, 0), (4, 1), (7, 1), (8, 2), (14, 2), (15, 3), (400, 3)]
)
async def test_open_work_is_counted_by_queue_and_age(
    case: Case, portal: Portal, clock: object, days: float, place: int
):
    await aged(case, days=days)

    table = await figures.open_work(portal)

    expected = [0.0] * 4
    expected[place] = 1.0
    assert dict(table.rows) == {
        "Agreements": (0.0,) * 4,
        "Credentials": tuple(expected),
        "Access being set up": (0.0,) * 4,
    }


@pytest.mark.both_databases
async def test_requests_are_counted_in_the_week_they_came_and_the_week_they_were_finished(
    portal: Portal, case: Case, clock: MovableClock
):
    clock.set(datetime(2026, 11, 23, 16, tzinfo=UTC))
    await aged(case, days=10)
    async with change("request.done", by=SYSTEM, subject=("request", case.request)):
        await Request.update({Request.state: "done"}).where(Request.id == case.request)
    await mend()

    rows = (await figures.weeks(portal)).rows

    assert [name for name, _ in rows][-3:] == ["Nov 9", "Nov 16", "Nov 23"]
    assert [numbers for _, numbers in rows][-3:] == [(1.0, 0.0, None), (0.0, 0.0, None), (0.0, 1.0, 10.0)]


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
async def test_on_any_day_the_weeks_begin_on_mondays_of_the_site(
    portal: Portal, database: Database, clock: MovableClock, site: SiteProfile
):
    for moment in moments(site)[::3]:
        clock.set(moment.astimezone(UTC))
        named = [name for name, _ in (await figures.weeks(replace(portal, site=site))).rows]
        local = clock().astimezone(site.zone).date()
        monday = local - timedelta(days=local.weekday())
        mondays = [monday - timedelta(weeks=back) for back in reversed(range(len(named)))]
        assert named == [f"{day:%b} {day.day}" for day in mondays], moment


@pytest.mark.both_databases
async def test_access_is_counted_by_application_with_its_median_time(portal: Portal, case: Case, clock):
    await aged(case, days=4)
    await Grant.update({Grant.state: "active", Grant.changed_at: time_source.now()}).where(
        Grant.application == "cerner"
    )
    (given,) = await Grant.select(Grant.id).where(Grant.application == "cerner")
    closed = {RequestLine.outcome: "active", RequestLine.closed_at: time_source.now()}
    await RequestLine.update(closed).where(RequestLine.grant == given["id"])
    await Grant.update({Grant.state: "failed"}).where(Grant.application == "pacs")
    await mend()

    rows = dict((await figures.applications(portal)).rows)

    assert rows["Cerner Millennium"] == (0.0, 1.0, 0.0, 4.0)
    assert rows["PACS Synapse"] == (0.0, 0.0, 1.0, None)
    assert rows["Report2Web"] == (1.0, 0.0, 0.0, None)


async def test_failures_are_what_somebody_has_to_look_at(portal: Portal, case: Case):
    await OutboxMail.update({OutboxMail.state: "refused"}).where(OutboxMail.recipient == "ben@peaks.example")
    await Grant.update({Grant.state: "failed"}).where(Grant.application == "pacs")

    numbers = [number for _, (number,) in figures.failures(await figures.tallies(None)).rows]

    assert numbers == [0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0]


@pytest.mark.both_databases
async def test_a_mail_that_was_refused_counts_until_one_arrives_or_nobody_has_that_address(case: Case):
    async def missed() -> tuple[float, float]:
        counted = await figures.tallies(None)
        return counted["refused-mail"], counted["dead-mail"]

    assert await missed() == (0.0, 0.0)
    (mail, *_) = await OutboxMail.objects().where(OutboxMail.recipient == "ben@peaks.example")
    await OutboxMail.update({OutboxMail.state: "refused"}).where(OutboxMail.id == mail.id)
    assert await missed() == (1.0, 0.0)

    later = OutboxMail(**{**mail.to_dict(), "id": uuid4(), "message_id": "later", "state": "sent"})
    later.queued_at = mail.queued_at + timedelta(minutes=1)
    await OutboxMail.insert(later)
    assert await missed() == (0.0, 0.0)

    everywhere = {OutboxMail.recipient: "ben.old@peaks.example", OutboxMail.state: "dead"}
    await OutboxMail.update(everywhere).where(OutboxMail.id == mail.id)
    assert await missed() == (0.0, 0.0)


@pytest.mark.both_databases
async def test_everybody_is_told_what_is_assigned_to_them(case: Case, kim: Actor):
    await assign(case.number, kim.account, by=kim)

    mine, nobodys = await figures.tallies(kim.account), await figures.tallies(None)

    assert (mine["my-requests"], mine["my-work"]) == (1.0, 0.0)
    assert (nobodys["my-requests"], nobodys["work"], nobodys["messages"]) == (0.0, 0.0, 0.0)


async def test_tabs_say_how_much_is_in_each_list(case: Case, kim: Actor):
    await mend()

    assert await figures.on_tabs() == {
        "changes": "0",
        "sponsors": "0",
        "agreements": "0",
        "credentials": "1",
        "access": "0",
        "ended": "0",
        "work": "0",
        "messages": "0",
    }


def test_what_is_counted_so_far_only_says_so():
    assert [figures.so_far(number) for number in (0, 999, 1000)] == ["0", "999", "1,000+"]


@pytest.fixture
async def crowd(sqlite_url: str):
    make_many(sqlite_url, 25_000)
    database = await connect(sqlite_url)
    await mend()
    yield database
    await database.close()


async def test_25000_requests_are_counted_in_a_few_statements(portal: Portal, crowd: Database):
    with count_statements() as statements:
        began = time.process_time()
        for table in (
            await figures.open_work(portal),
            await figures.weeks(portal),
            await figures.applications(portal),
            figures.failures(await figures.tallies(None)),
        ):
            assert table.rows
        took = time.process_time() - began

    assert len(statements) <= 7 and took < 0.5, (len(statements), took)

"""A leave begins and ends by itself on its days, as the clock of the site says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.access import absence, leaving
from core.access.absence import BEGINS, ENDS
from core.access.by_date import handlers
from core.access.conditions import NotNow
from core.database import Database
from core.due.tables import Due
from core.due.worker import DueWorker
from core.errors import Invalid
from core.groups.people import load_member
from core.office import acts
from core.office.queries.people import person_for_staff
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.office.working import carry_out
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, state_of
from web.matrix_of_office import standing

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 4)


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    made = await active(portal, BEN, ROSA, AMARA)
    await carry_out(portal, "grant")
    return made


async def at(clock: MovableClock, portal: Portal, moment: datetime) -> None:
    """It is this moment, and what is due by then is done."""
    clock.set(moment.astimezone(UTC))
    while await DueWorker(handlers(portal)).attend_due():
        pass


async def state(made: Practice) -> str:
    return (await load_member(made.members["Amara"])).state


@pytest.mark.both_databases
async def test_a_leave_begins_and_ends_by_itself_on_its_days(
    made: Practice, portal: Portal, clock: MovableClock
) -> None:
    amara, pacs = made.members["Amara"], made.grants["Amara", "pacs"]
    await acts.plan_leave(portal, amara, FIRST, LAST, "Leave", by=made.by)
    assert await state(made) == "active"
    _, person = await person_for_staff(portal, amara)
    assert standing(portal, person) == "Leave from Dec 1, 2026 until Dec 4, 2026"
    begins, ends = absence.start_of(portal, FIRST), leaving.end_of(portal, LAST)
    await at(clock, portal, begins - timedelta(seconds=1))
    assert await state(made) == "active"
    await at(clock, portal, begins)
    assert (await state(made), await state_of(pacs)) == ("on-leave", "suspended")
    # Suspended meanwhile for itself: that is not given back.
    await acts.suspend_all(portal, amara, "A suspicion", by=ANALYST)
    await at(clock, portal, ends - timedelta(seconds=1))
    assert await state(made) == "on-leave"
    await at(clock, portal, ends)
    assert (await state(made), await state_of(pacs)) == ("active", "suspended")
    row = await load_member(amara)
    assert row.away_from is None and row.away_until is None


@pytest.mark.parametrize("zone", ["America/New_York", "America/Phoenix", "Africa/Cairo"])
async def test_days_begin_at_midnight_of_the_site_also_when_its_clock_changes(
    portal: Portal, zone: str
) -> None:
    there = Portal(portal.site.model_copy(update={"timezone": zone}), portal.applications, portal.mail)
    for month, day in ((3, 8), (11, 1), (4, 24), (10, 30)):
        begins = absence.start_of(there, date(2026, month, day)).astimezone(there.site.zone)
        assert (begins.month, begins.day) == (month, day) and begins.hour in {0, 1}


async def test_days_that_are_over_or_the_wrong_way_around_are_refused(
    made: Practice, portal: Portal, clock: MovableClock
) -> None:
    amara = made.members["Amara"]
    clock.set(datetime(2026, 11, 28, 5, 0, tzinfo=UTC))
    # It is still the 27th in Phoenix.
    for first, last, name in (
        (date(2026, 11, 26), None, "first"),
        (LAST, FIRST, "last"),
    ):
        with pytest.raises(Invalid) as wrong:
            await acts.plan_leave(portal, amara, first, last, "Leave", by=made.by)
        assert set(wrong.value.errors) == {name}
    await acts.plan_leave(portal, amara, date(2026, 11, 27), LAST, "Leave", by=made.by)
    assert await state(made) == "on-leave"
    with pytest.raises(NotNow):
        await acts.plan_leave(portal, amara, FIRST, LAST, "Leave", by=made.by)


@pytest.mark.both_databases
async def test_a_leave_is_called_off_and_the_day_of_the_return_is_moved(
    made: Practice, portal: Portal, clock: MovableClock
) -> None:
    amara = made.members["Amara"]
    await acts.plan_leave(portal, amara, FIRST, LAST, "Leave", by=made.by)
    await acts.call_leave_off(portal, amara, by=made.by)
    await at(clock, portal, leaving.end_of(portal, LAST))
    assert await state(made) == "active"
    with pytest.raises(NotNow):
        await acts.call_leave_off(portal, amara, by=made.by)
    await acts.begin_leave(portal, amara, "Leave", by=made.by)
    await acts.set_return(portal, amara, date(2026, 12, 9), by=made.by)
    await acts.set_return(portal, amara, None, by=made.by)
    ours = Due.kind.is_in([BEGINS, ENDS])
    assert not await Due.exists().where(Due.subject == amara, ours, Due.due.is_not_null())
    await acts.set_return(portal, amara, date(2026, 12, 10), by=made.by)
    await at(clock, portal, leaving.end_of(portal, date(2026, 12, 10)))
    assert await state(made) == "active"


async def test_who_left_before_the_day_does_not_go_on_leave_and_does_not_come_back(
    made: Practice, portal: Portal, clock: MovableClock
) -> None:
    amara = made.members["Amara"]
    await acts.plan_leave(portal, amara, FIRST, LAST, "Leave", by=made.by)
    await acts.end_access(portal, amara, None, "New position", by=made.by)
    await at(clock, portal, leaving.end_of(portal, LAST))
    assert await state(made) == "left"


async def test_a_leave_that_was_over_before_anybody_looked_takes_nothing(
    made: Practice, portal: Portal, clock: MovableClock
) -> None:
    await acts.plan_leave(portal, made.members["Amara"], FIRST, LAST, "Leave", by=made.by)
    await at(clock, portal, leaving.end_of(portal, LAST) + timedelta(days=1))
    assert await state(made) == "active"

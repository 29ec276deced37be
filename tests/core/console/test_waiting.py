"""What staff leave alone until a date is out of their lists until then, and comes back by itself."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from core import clock
from core.access.recount import mend
from core.access.tables import Request, WorkItem
from core.actor import Actor
from core.console.queries.figures import on_tabs
from core.console.queries.queues import Filters, listed
from core.console.queries.work import work_item, work_list
from core.console.queries.work_filters import WorkFilters
from core.console.waiting import (
    request_waits_no_more,
    wait_with_request,
    wait_with_work,
    work_waits_no_more,
)
from core.console.working import StaffActor
from core.database import Database
from core.errors import Forbidden, Invalid, Stale
from core.identity.roles import StaffRoles
from core.portal import Portal
from tests.core.console.conftest import Case, hired
from tests.practices import AMARA, BEN, active, portal_for
from tests.practices.work import hand_to_people

pytestmark = pytest.mark.both_databases
WHY = "The sponsor is away until then"


def in_days(portal: Portal, days: int) -> date:
    return clock.now().astimezone(portal.site.zone).date() + timedelta(days=days)


async def numbers(portal: Portal, kim: Actor, queue: str = "credentials", **filters: str) -> list[str]:
    return [line.number for line in (await listed(portal, queue, Filters(**filters), by=kim)).lines]


async def test_a_request_leaves_its_queue_until_its_day_and_comes_back_by_itself(
    portal: Portal, case: Case, kim: Actor, clock
):
    await wait_with_request(portal, case.number, in_days(portal, 3), WHY, by=kim)

    assert await numbers(portal, kim) == []
    assert await numbers(portal, kim, waits="later") == [case.number]
    assert await numbers(portal, kim, "everything") == [case.number]
    (found,) = (await listed(portal, "credentials", Filters(search="peaks"), by=kim)).lines
    assert found.wait and (found.wait.reason, found.wait.by) == (WHY, kim.name)
    clock.advance(days=3)
    assert await numbers(portal, kim) == [case.number]
    assert await numbers(portal, kim, waits="later") == []


async def test_a_request_that_moves_waits_no_more(portal: Portal, case: Case, kim: Actor):
    await Request.update({Request.state: "waiting-for-signatures"}).where(Request.id == case.request)
    await wait_with_request(portal, case.number, in_days(portal, 9), WHY, by=kim)
    await Request.update({Request.state: "checking-credentials"}).where(Request.id == case.request)

    assert await numbers(portal, kim) == [case.number]


async def test_a_later_day_takes_the_place_of_an_earlier_and_it_can_be_brought_back(
    portal: Portal, case: Case, kim: Actor, clock
):
    for days in (2, 9):
        await wait_with_request(portal, case.number, in_days(portal, days), WHY, by=kim)
    clock.advance(days=3)
    assert await numbers(portal, kim) == []
    await request_waits_no_more(case.number, by=kim)
    assert await numbers(portal, kim) == [case.number]
    with pytest.raises(Stale):
        await request_waits_no_more(case.number, by=kim)


async def test_a_day_that_is_over_or_far_away_and_no_reason_are_refused(
    portal: Portal, case: Case, kim: Actor
):
    for days in (-1, 0, 181):
        with pytest.raises(Invalid) as wrong:
            await wait_with_request(portal, case.number, in_days(portal, days), " ", by=kim)
        assert set(wrong.value.errors) == {"day", "reason"}
    await Request.update({Request.state: "done"}).where(Request.id == case.request)
    with pytest.raises(Stale):
        await wait_with_request(portal, case.number, in_days(portal, 1), WHY, by=kim)


async def test_work_leaves_its_list_until_its_day_but_never_what_takes_access_away(database: Database, clock):
    portal = portal_for()
    await active(portal, BEN, AMARA)
    await hand_to_people(portal)
    hand = StaffActor(await hired(), StaffRoles.parse("analyst"))

    async def found(**filters: str) -> list[UUID]:
        lines = (await work_list(portal, hand.roles, WorkFilters(**filters), by=hand.by)).lines
        return [line.id for line in lines]

    first, *others = await found()
    await wait_with_work(portal, first, in_days(portal, 1), WHY, hand)
    assert (await found(), await found(waits="later")) == (others, [first])
    assert set(await found(search="peaks")) == {first, *others}
    view = await work_item(first)
    assert view.line.wait and view.line.wait.reason == WHY
    clock.advance(days=1)
    assert (await found())[0] == first

    await wait_with_work(portal, first, in_days(portal, 1), WHY, hand)
    await work_waits_no_more(first, hand)
    assert (await found())[0] == first
    await WorkItem.update({WorkItem.kind: "revoke"}).where(WorkItem.id == first)
    with pytest.raises(Stale, match="taken away"):
        await wait_with_work(portal, first, in_days(portal, 1), WHY, hand)
    with pytest.raises(Forbidden):
        nobody = StaffActor(hand.by, StaffRoles.parse("provisioning:none"))
        await wait_with_work(portal, others[0], in_days(portal, 1), WHY, nobody)


async def test_tabs_count_what_waits_only_when_its_day_has_come(
    portal: Portal, case: Case, kim: Actor, clock
):
    await mend()
    assert (await on_tabs())["credentials"] == "1"
    await wait_with_request(portal, case.number, in_days(portal, 3), WHY, by=kim)
    assert (await on_tabs())["credentials"] == "0"
    clock.advance(days=4)
    assert (await on_tabs())["credentials"] == "1"


async def test_the_tab_of_work_leaves_out_what_waits(database: Database, kim: Actor):
    await active(portal_for(), BEN, AMARA)
    await hand_to_people(portal_for())
    before = int((await on_tabs())["work"])
    row = await WorkItem.select(WorkItem.id).where(WorkItem.state == "people").first()
    assert row
    hand = StaffActor(kim, StaffRoles.parse("analyst"))
    await wait_with_work(portal_for(), row["id"], in_days(portal_for(), 3), WHY, hand)
    assert int((await on_tabs())["work"]) == before - 1

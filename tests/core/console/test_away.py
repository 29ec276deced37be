"""Work of somebody who is away goes to a colleague at once, new work too, and nothing is lost."""

from datetime import date, timedelta
from uuid import UUID

import pytest

from core import clock as time_source
from core.access.tables import Request, WorkItem
from core.actor import Actor
from core.console.assigning import assign, assign_each
from core.console.away import AWAY, be_back, ending_absences, go_away
from core.console.bulk import Wish, decide
from core.console.queries.away import absence_of, given_by
from core.console.working import StaffActor, give
from core.database import Database
from core.due.queries import scheduled
from core.errors import Invalid, NotFound, Stale
from core.identity.bound import rebind
from core.identity.roles import StaffRoles
from core.identity.tables import Account
from core.portal import Portal
from tests.audit_diff import audited
from tests.core.console.conftest import hired
from tests.practices import AMARA, BEN, Practice, active, portal_for
from tests.practices.work import hand_to_people

pytestmark = pytest.mark.both_databases
ALL = StaffRoles.parse("analyst")


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    made = await active(portal, BEN, AMARA)
    await hand_to_people(portal)
    return made


async def of_staff(name: str, roles: str = "analyst") -> Actor:
    who = await hired(f"{name.casefold()}@health.example", f"{name} Ruiz")
    await rebind(who.account, {Account.staff_roles: roles})
    return who


@pytest.fixture
async def ana(database: Database) -> Actor:
    return await of_staff("Ana")


@pytest.fixture
async def ben(database: Database) -> Actor:
    return await of_staff("Bea")


def in_days(days: int) -> date:
    return time_source.now().date() + timedelta(days=days)


async def items() -> list[UUID]:
    rows = await WorkItem.select(WorkItem.id).where(WorkItem.state == "people").order_by(WorkItem.made_at)
    return [row["id"] for row in rows]


async def holders() -> set[UUID | None]:
    rows = await WorkItem.select(WorkItem.assignee).where(WorkItem.state == "people")
    return {row["assignee"] for row in rows}


async def holder_of(made: Practice) -> UUID | None:
    row = await Request.select(Request.assignee).where(Request.id == made.request).first()
    assert row
    return row["assignee"]


async def test_what_somebody_has_goes_to_their_colleague_at_once(
    portal: Portal, made: Practice, ana: Actor, ben: Actor
):
    for item in await items():
        await give(item, ana.account, StaffActor(ana, ALL))
    await assign(made.number, ana.account, by=ana)
    async with audited():
        await go_away(portal, ana.account, in_days(7), ben.account, by=ana)

    assert await holders() == {ben.account} and await holder_of(made) == ben.account
    for key in (*await items(), made.request):
        given = await given_by(key, ben.account)
        assert given and given.name == "Ana Ruiz" and given.to == ben.account
        assert await given_by(key, ana.account) is None


async def test_what_is_given_to_somebody_who_is_away_goes_on(
    portal: Portal, made: Practice, ana: Actor, ben: Actor
):
    await go_away(portal, ana.account, in_days(7), ben.account, by=ana)
    first, second, *_ = await items()
    await give(first, ana.account, StaffActor(ben, ALL))
    await decide(portal, Wish("give", ana.account), {second: None}, StaffActor(ben, ALL))
    rows = await WorkItem.select(WorkItem.assignee).where(WorkItem.id.is_in([first, second]))
    assert [row["assignee"] for row in rows] == [ben.account] * 2
    await assign_each(portal, {made.number: None}, ana.account, by=ben)
    assert await holder_of(made) == ben.account


async def test_nothing_is_lost_when_the_colleague_is_away_or_lacks_the_role(
    portal: Portal, made: Practice, ana: Actor, ben: Actor
):
    for item in await items():
        await give(item, ana.account, StaffActor(ana, ALL))
    await assign(made.number, ana.account, by=ana)
    pacs = await of_staff("Pat", "provisioning:pacs")
    await go_away(portal, ana.account, in_days(7), pacs.account, by=ana)
    assert await holders() == {pacs.account, None} and await holder_of(made) is None
    await go_away(portal, pacs.account, in_days(3), None, by=pacs)
    assert await holders() == {None}
    await give((await items())[0], ana.account, StaffActor(ben, ALL))
    assert await holders() == {None}, "both are away"


async def test_it_ends_by_its_date_and_work_is_given_again(
    portal: Portal, made: Practice, ana: Actor, ben: Actor, clock
):
    attend = ending_absences()[AWAY]
    await go_away(portal, ana.account, in_days(2), ben.account, by=ana)
    item = (await items())[0]
    # Work can come to her by a way that nobody gave it.
    await WorkItem.update({WorkItem.assignee: ana.account}).where(WorkItem.id == item)
    again = await attend(ana.account)
    assert again and await holders() == {ben.account, None}
    clock.advance(days=3)
    assert await absence_of(ana.account) and await given_by(item, ben.account) is None
    assert await attend(ana.account) is None and await absence_of(ana.account) is None
    assert await scheduled(AWAY, ana.account) is None
    await give(item, ana.account, StaffActor(ben, ALL))
    assert ana.account in await holders()
    with pytest.raises(Stale):
        await be_back(ana.account, by=ana)


async def test_a_day_and_a_colleague_that_fit_are_needed(portal: Portal, ana: Actor, ben: Actor):
    await go_away(portal, ben.account, in_days(7), None, by=ben)
    for day, to, at in (
        (in_days(-1), None, "day"),
        (in_days(900), None, "day"),
        (in_days(7), ana.account, "to"),
        (in_days(7), ben.account, "to"),
        (in_days(7), UUID(int=5), "to"),
    ):
        with pytest.raises(Invalid) as wrong:
            await go_away(portal, ana.account, day, to, by=ana)
        assert at in wrong.value.errors
    with pytest.raises(NotFound):
        await go_away(portal, UUID(int=5), in_days(7), None, by=ana)

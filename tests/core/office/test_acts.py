"""What an administrator does about somebody of their practice, and support for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from core.access import leaving
from core.access.conditions import NotNow
from core.access.lines import load
from core.access.tables import Grant
from core.actor import Actor
from core.database import Database
from core.errors import Invalid, NotFound, PortalError, Stale
from core.groups.people import load_member
from core.mail.tables import OutboxMail
from core.office import acts
from core.office.possible import possible
from core.office.queries.people import own_office, own_offices, own_person, person_for_staff
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.office.working import carry_out
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, practice, state_of, themselves

STRANGER = Actor("person", uuid4(), "Somebody else", "203.0.113.9", "Firefox")
WHY = "New position"
# The clock goes back on Nov 1, 2026 in most of the country; Phoenix keeps its own time.
FRIDAY = date(2026, 11, 27)


async def working(portal: Portal) -> Practice:
    made = await active(portal, BEN, ROSA, AMARA)
    await carry_out(portal, "grant")
    return made


async def states(made: Practice, first: str = "Amara") -> set[str]:
    return {await state_of(grant) for (who, _), grant in made.grants.items() if who == first}


@pytest.mark.both_databases
async def test_the_administrator_ends_everything_in_one_act(database: Database, portal: Portal) -> None:
    made = await working(portal)
    await acts.end_access(portal, made.members["Amara"], None, WHY, by=made.by)
    assert await states(made) == {"revoked"}
    assert (await load_member(made.members["Amara"])).state == "left"
    assert await states(made, "Ben") == {"active"}


@pytest.mark.both_databases
async def test_nobody_else_acts_for_a_practice_and_support_does(database: Database, portal: Portal) -> None:
    made = await working(portal)
    member, grant = made.members["Amara"], made.grants["Amara", "cerner"]
    amara = await themselves(made, "Amara")
    for by in (STRANGER, amara, replace(STRANGER, account=None)):
        for act in (
            acts.end_access(portal, member, None, WHY, by=by),
            acts.keep_access(portal, member, by=by),
            acts.begin_leave(portal, member, WHY, by=by),
            acts.end_leave(portal, member, by=by),
            acts.suspend_all(portal, member, WHY, by=by),
            acts.resume_all(portal, member, by=by),
            acts.date_access(portal, grant, FRIDAY, by=by),
        ):
            with pytest.raises(NotFound):
                await act
    assert await states(made) == {"active"}
    await acts.end_access(portal, member, None, WHY, by=ANALYST)
    assert await states(made) == {"revoked"}


async def test_staff_do_nothing_about_a_practice_of_their_own(database: Database, portal: Portal) -> None:
    made = await working(portal)
    amara = await themselves(made, "Amara")
    own = replace(ANALYST, account=amara.account)
    with pytest.raises(NotNow):
        await acts.end_access(portal, made.members["Amara"], None, WHY, by=own)


@pytest.mark.both_databases
async def test_the_only_administrator_cannot_end_their_own_access(database: Database, portal: Portal) -> None:
    made = await working(portal)
    for day in (None, date(2099, 1, 1)):
        with pytest.raises(Stale, match="Name who follows first"):
            await acts.end_access(portal, made.members["Ben"], day, WHY, by=made.by)
    assert await states(made, "Ben") == {"active"}


async def test_a_day_is_one_of_the_site_and_ends_there(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    # It is Friday still in Arizona, and Saturday in London.
    clock.set(datetime(2026, 11, 28, 6, 30, tzinfo=UTC))
    made = await working(portal)
    member = made.members["Amara"]
    with pytest.raises(Invalid):
        await acts.end_access(portal, member, date(2026, 11, 26), WHY, by=made.by)
    await acts.end_access(portal, member, FRIDAY, WHY, by=made.by)
    clock.set(datetime(2026, 11, 28, 6, 59, tzinfo=UTC))
    assert await leaving.leave_when_due(portal, member) == datetime(2026, 11, 28, 7, tzinfo=UTC)
    clock.set(datetime(2026, 11, 28, 7, 0, tzinfo=UTC))
    assert await leaving.leave_when_due(portal, member) is None
    assert await states(made) == {"revoked"}


@pytest.mark.parametrize(
    ("day", "over"),
    [
        # In New York the clock goes back on this day, which has 25 hours, and forward on the other.
        (date(2026, 11, 1), datetime(2026, 11, 2, 5, tzinfo=UTC)),
        (date(2027, 3, 14), datetime(2027, 3, 15, 4, tzinfo=UTC)),
    ],
)
async def test_the_day_on_which_the_clock_changes_ends_at_its_own_midnight(
    portal: Portal, day: date, over: datetime
) -> None:
    site = portal.site.model_copy(update={"timezone": "America/New_York"})
    assert leaving.end_of(replace(portal, site=site), day).astimezone(UTC) == over


@pytest.mark.both_databases
async def test_a_planned_end_can_be_cancelled(database: Database, portal: Portal) -> None:
    made = await working(portal)
    member = made.members["Amara"]
    await acts.end_access(portal, member, date(2099, 1, 1), WHY, by=made.by)
    assert (await load_member(member)).until == date(2099, 1, 1)
    await acts.keep_access(portal, member, by=made.by)
    assert (await load_member(member)).until is None


@pytest.mark.both_databases
async def test_a_leave_takes_access_away_and_its_end_gives_it_back(
    database: Database, portal: Portal
) -> None:
    made = await working(portal)
    member = made.members["Amara"]
    await acts.begin_leave(portal, member, "Parental leave", by=made.by)
    assert await states(made) == {"suspended"}
    await acts.end_leave(portal, member, by=made.by)
    assert await states(made) == {"provisioning"}
    with pytest.raises(NotNow):
        await acts.end_leave(portal, member, by=made.by)


@pytest.mark.both_databases
async def test_one_access_gets_a_last_day_of_its_own(database: Database, portal: Portal) -> None:
    made = await working(portal)
    grant = made.grants["Amara", "pacs"]
    await acts.date_access(portal, grant, date(2099, 1, 1), by=made.by)
    assert (await load(grant)).grant.ends_on == date(2099, 1, 1)
    await acts.date_access(portal, grant, None, by=made.by)
    assert (await load(grant)).grant.ends_on is None
    with pytest.raises(NotFound):
        await acts.date_access(portal, uuid4(), None, by=made.by)


@pytest.mark.both_databases
async def test_a_suspicion_suspends_everything_tells_support_and_only_the_practice_ends_it(
    database: Database, portal: Portal
) -> None:
    made = await working(portal)
    member = made.members["Amara"]
    await acts.suspend_all(portal, member, "Looked at a neighbor", by=made.by)
    assert await states(made) == {"suspended"}
    mail = await OutboxMail.select().where(OutboxMail.template == "member-suspended").first()
    assert mail and mail["recipient"] == portal.site.support_address
    assert "Looked at a neighbor" in mail["text"]
    with pytest.raises(NotNow):
        await acts.resume_all(portal, member, by=ANALYST)
    with pytest.raises(NotNow):
        await acts.suspend_all(portal, member, "Again", by=made.by)
    await acts.suspend_all(portal, member, "We look at it too", by=ANALYST)
    await acts.resume_all(portal, member, by=made.by)
    assert await states(made) == {"suspended"}
    await acts.resume_all(portal, member, by=ANALYST)
    assert await states(made) == {"provisioning"}


async def test_a_suspicion_stops_what_is_being_set_up(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    await acts.suspend_all(portal, made.members["Amara"], WHY, by=made.by)
    assert await states(made) == {"failed"}


@pytest.mark.both_databases
async def test_a_leave_does_not_give_back_what_a_suspicion_took(database: Database, portal: Portal) -> None:
    made = await working(portal)
    member = made.members["Amara"]
    await acts.suspend_all(portal, member, WHY, by=made.by)
    await acts.begin_leave(portal, member, "Holidays", by=made.by)
    await acts.end_leave(portal, member, by=made.by)
    assert await states(made) == {"suspended"}


@pytest.mark.both_databases
async def test_every_act_asks_for_a_reason(database: Database, portal: Portal) -> None:
    made = await working(portal)
    member = made.members["Amara"]
    for act in (
        acts.end_access(portal, member, None, " ", by=made.by),
        acts.begin_leave(portal, member, "", by=made.by),
        acts.suspend_all(portal, member, "", by=made.by),
    ):
        with pytest.raises(Invalid):
            await act
    assert await states(made) == {"active"}


@pytest.mark.both_databases
async def test_two_who_end_the_same_persons_access_end_it_once(database: Database, portal: Portal) -> None:
    made = await working(portal)
    member = made.members["Amara"]
    both = [acts.end_access(portal, member, None, WHY, by=by) for by in (made.by, ANALYST)]
    came = await asyncio.gather(*both, return_exceptions=True)
    assert sum(each is None for each in came) == 1
    assert all(each is None or isinstance(each, PortalError) for each in came)
    assert await OutboxMail.count().where(OutboxMail.template == "left") == 1


@pytest.mark.both_databases
async def test_whoever_comes_back_while_a_removal_waits_has_nothing_until_it_is_requested(
    database: Database, portal: Portal
) -> None:
    made = await working(portal)
    member = made.members["Amara"]
    await acts.end_access(portal, member, None, WHY, by=made.by)
    both = [leaving.come_back(portal, member, by=made.by), carry_out(portal, "revoke")]
    await asyncio.gather(*both)
    assert await states(made) == {"revoked"}
    assert (await load_member(member)).state == "active"


@pytest.mark.both_databases
async def test_an_end_while_access_is_being_set_up_leaves_nothing_behind(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    member = made.members["Amara"]
    both = [acts.end_access(portal, member, None, WHY, by=made.by), carry_out(portal, "grant")]
    await asyncio.gather(*both, return_exceptions=True)
    await carry_out(portal, "revoke")
    assert await states(made) == {"revoked"}
    _, person = await person_for_staff(portal, member)
    assert person.leaving is not None


@pytest.mark.both_databases
async def test_an_office_shows_everybody_with_last_use_second_factor_and_login(
    database: Database, portal: Portal
) -> None:
    made = await working(portal)
    await acts.end_access(portal, made.members["Amara"], None, WHY, by=made.by)
    assert made.by.account
    assert await own_offices(made.by.account) == ((made.group, "Peaks"),)
    office = await own_office(portal, made.group, made.by.account)
    assert [each.member.first_name for each in office.people] == ["Rosa", "Ben", "Amara"]
    amara = office.people[-1]
    assert amara.login and amara.factor is not None and amara.leaving and amara.words == "Left"
    assert {each.state for each in amara.access} == {"revoked"}
    assert "administrator" in office.people[1].parts
    with pytest.raises(NotFound):
        await own_office(portal, made.group, uuid4())
    with pytest.raises(NotFound):
        await own_person(portal, made.members["Amara"], uuid4())


async def test_a_practice_that_waits_for_activation_has_no_office(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN, ROSA, AMARA)
    assert made.by.account and await own_offices(made.by.account) == ()
    for asked in (
        own_office(portal, made.group, made.by.account),
        own_person(portal, made.members["Amara"], made.by.account),
    ):
        with pytest.raises(NotFound):
            await asked


async def test_only_what_is_possible_is_offered(database: Database, portal: Portal) -> None:
    made = await working(portal)
    _, person = await person_for_staff(portal, made.members["Amara"])
    assert possible("practice", "active", None, person.access) == ("end", "leave", "suspend")
    assert possible("practice", "active", FRIDAY, person.access)[:2] == ("end", "keep")
    assert possible("practice", "on-leave", None, ()) == ("end", "return", "back-on")
    assert possible("practice", "active", None, (), FRIDAY) == ("end", "stay")
    await Grant.update({Grant.state: "suspended", Grant.suspended_by: "practice"}).where(
        Grant.member == made.members["Amara"]
    )
    _, person = await person_for_staff(portal, made.members["Amara"])
    assert possible("practice", "active", None, person.access) == ("end", "leave", "resume")
    assert possible("support", "active", None, person.access) == ("end", "leave", "suspend")

"""All access of a group is cancelled by two people, and given back by two."""

from __future__ import annotations

import asyncio

import pytest

from core.access.conditions import NotNow
from core.actor import Actor
from core.errors import Invalid, PortalError, Stale
from core.groups.people import load_group
from core.identity.sessions import start
from core.identity.tables import AccountSession
from core.misuse import cancelling
from core.misuse.queries.cancelling import group_cancelling
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.misuse.staffed import hired
from tests.core.misuse.test_reporting import states
from tests.core.office.following import mails
from tests.core.office.working import carry_out
from tests.practices import BEN, ROSA, Practice, themselves

WHY = "Several people share one login"


async def two(portal: Portal) -> tuple[Actor, Actor]:
    return await hired(portal, "Rita"), await hired(portal, "Sam", "site-administrator")


@pytest.mark.both_databases
async def test_nothing_happens_until_another_person_confirms_and_then_everything_at_once(
    made: Practice, portal: Portal
) -> None:
    rita, sam = await two(portal)
    amara = await themselves(made, "Amara")
    assert amara.account
    await start(amara.account, "full", by=amara)
    key = await cancelling.propose_for_group(portal, made.group, "suspend", WHY, by=rita)
    with pytest.raises(NotNow, match="yourself"):
        await cancelling.confirm(portal, key, by=rita)
    assert await states(made) == {"active"}
    seen = await group_cancelling(made.group, sam)
    assert {each.member.first_name: each.sessions for each in seen.people}["Amara"] == 1
    await cancelling.confirm(portal, key, by=sam)
    assert await states(made) | await states(made, "Ben") == {"suspended"}
    assert (await load_group(made.group)).state == "suspended"
    assert not await AccountSession.exists().where(
        (AccountSession.account == amara.account) & AccountSession.ended_at.is_null()
    )
    assert await mails("group-suspended") == sorted([BEN.email, ROSA.email])
    going = await group_cancelling(made.group, rita)
    assert going.removals and all(each.confirmed_at is None for each in going.removals)
    await carry_out(portal, "revoke")
    assert all(each.confirmed_at for each in (await group_cancelling(made.group, rita)).removals)


@pytest.mark.both_databases
async def test_access_is_given_back_by_two_people_as_well(made: Practice, portal: Portal) -> None:
    rita, sam = await two(portal)
    await cancelling.confirm(
        portal, await cancelling.propose_for_group(portal, made.group, "suspend", WHY, by=rita), by=sam
    )
    await carry_out(portal, "revoke")
    back = await cancelling.propose_for_group(portal, made.group, "reinstate", "Settled", by=sam)
    with pytest.raises(NotNow):
        await cancelling.confirm(portal, back, by=sam)
    await cancelling.confirm(portal, back, by=rita)
    assert (await load_group(made.group)).state == "active"
    assert await states(made) == {"provisioning"}
    assert await mails("group-active") == sorted([BEN.email, ROSA.email])


@pytest.mark.both_databases
async def test_a_group_that_is_closed_has_nothing_any_more_and_stays_closed(
    made: Practice, portal: Portal
) -> None:
    rita, sam = await two(portal)
    key = await cancelling.propose_for_group(portal, made.group, "close", WHY, by=rita)
    await cancelling.confirm(portal, key, by=sam)
    assert await states(made) | await states(made, "Ben") == {"revoked"}
    for how in ("reinstate", "suspend", "close", "burn"):
        with pytest.raises(NotNow):
            await cancelling.propose_for_group(portal, made.group, how, "Back", by=rita)


@pytest.mark.both_databases
async def test_a_proposal_lapses_with_its_hours_and_another_one_is_possible(
    made: Practice, portal: Portal, clock: MovableClock
) -> None:
    rita, sam = await two(portal)
    key = await cancelling.propose_for_group(portal, made.group, "suspend", WHY, by=rita)
    with pytest.raises(NotNow):
        await cancelling.propose_for_group(portal, made.group, "close", WHY, by=sam)
    clock.advance(hours=portal.site.second_person_hours, seconds=1)
    with pytest.raises(Stale):
        await cancelling.confirm(portal, key, by=sam)
    assert (await group_cancelling(made.group, sam)).waiting is None
    await cancelling.propose_for_group(portal, made.group, "close", WHY, by=sam)
    assert await states(made) == {"active"}


@pytest.mark.both_databases
async def test_two_confirmations_at_once_cancel_once(made: Practice, portal: Portal) -> None:
    (rita, sam), kim = await two(portal), await hired(portal, "Kim")
    key = await cancelling.propose_for_group(portal, made.group, "suspend", WHY, by=rita)
    given = await asyncio.gather(
        *(cancelling.confirm(portal, key, by=by) for by in (sam, kim)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in given) == ["NoneType", "Stale"]
    assert len(await mails("group-suspended")) == 2


@pytest.mark.both_databases
async def test_a_proposal_withdrawn_while_it_is_confirmed_becomes_one_of_both(
    made: Practice, portal: Portal
) -> None:
    rita, sam = await two(portal)
    key = await cancelling.propose_for_group(portal, made.group, "suspend", WHY, by=rita)
    done, gone = await asyncio.gather(
        cancelling.confirm(portal, key, by=sam), cancelling.withdraw(key, by=rita), return_exceptions=True
    )
    assert sorted([done is None, gone is None]) == [False, True]
    assert all(each is None or isinstance(each, PortalError) for each in (done, gone))
    assert await states(made) == ({"suspended"} if done is None else {"active"})


async def test_a_proposal_needs_a_reason_and_somebody_from_elsewhere(made: Practice, portal: Portal) -> None:
    rita, _ = await two(portal)
    with pytest.raises(Invalid):
        await cancelling.propose_for_group(portal, made.group, "suspend", " ", by=rita)
    with pytest.raises(NotNow):
        await cancelling.propose_for_group(
            portal, made.group, "suspend", WHY, by=await themselves(made, "Ben")
        )

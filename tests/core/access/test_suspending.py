"""Whoever suspended one access gives it back; a return, a resumed practice and an agreement do not."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from core.access import actions, leaving, suspending
from core.access.asking import ask_again
from core.access.conditions import NotNow
from core.access.lines import load
from core.activation.actions import resume_group, suspend_group
from core.agreements.actions import void
from core.agreements.queries import sent_agreement
from core.database import Database
from core.portal import Portal
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    ROSA,
    Practice,
    active,
    sign_another,
    signing_for,
    state_of,
)

WHY = "Looked at charts of strangers."


async def _working(portal: Portal) -> tuple[Practice, UUID, UUID]:
    """A practice with two accesses that work, both of one person."""
    made = await active(portal, BEN, ROSA, AMARA)
    kept, other = made.grants["Amara", "cerner"], made.grants["Amara", "pacs"]
    for grant in (kept, other):
        await actions.activate(portal, grant, "aokafor", by=ANALYST)
    return made, kept, other


async def _suspended_by(grant: UUID) -> str:
    return (await load(grant)).grant.suspended_by


@pytest.mark.both_databases
async def test_a_return_gives_back_what_the_leave_took_away_and_not_what_support_suspended(
    database: Database, portal: Portal
) -> None:
    made, kept, other = await _working(portal)
    await suspending.suspend(kept, WHY, by=ANALYST)
    await leaving.go_on_leave(portal, made.members["Amara"], "Parental leave", by=made.by)
    await leaving.come_back(portal, made.members["Amara"], by=made.by)
    assert (await state_of(kept), await state_of(other)) == ("suspended", "provisioning")
    assert await _suspended_by(kept) == "support"
    await suspending.resume(portal, kept, by=ANALYST)
    assert (await state_of(kept), await _suspended_by(kept)) == ("provisioning", "")


async def test_a_resumed_practice_does_not_get_back_what_support_suspended_before_or_meanwhile(
    database: Database, portal: Portal
) -> None:
    made, before, meanwhile = await _working(portal)
    await suspending.suspend(before, WHY, by=ANALYST)
    await suspend_group(portal, made.group, "Suspected misuse.", by=ANALYST)
    await suspending.suspend(meanwhile, WHY, by=ANALYST)
    assert (await load(meanwhile)).grant.reason == WHY
    await resume_group(portal, made.group, by=ANALYST)
    assert {await state_of(before), await state_of(meanwhile)} == {"suspended"}


async def test_the_next_agreement_does_not_give_back_what_support_suspended(
    database: Database, portal: Portal
) -> None:
    made, kept, other = await _working(portal)
    await suspending.suspend(kept, WHY, by=ANALYST)
    await void(signing_for(portal), made.agreement, "Signed by the wrong person.", by=ANALYST)
    await sign_another(portal, (await sent_agreement(made.agreement)).agreement)
    assert (await state_of(kept), await state_of(other)) == ("suspended", "provisioning")


@pytest.mark.both_databases
async def test_access_that_practice_and_support_suspended_comes_back_when_both_have_ended_that(
    database: Database, portal: Portal
) -> None:
    made, grant, _ = await _working(portal)
    await suspending.suspend(grant, "She changes teams.", by=made.by)
    await suspending.suspend(grant, WHY, by=ANALYST)
    assert await _suspended_by(grant) == "practice support"
    with pytest.raises(NotNow, match="suspended this access already"):
        await suspending.suspend(grant, WHY, by=ANALYST)
    await suspending.resume(portal, grant, by=made.by)
    assert (await state_of(grant), await _suspended_by(grant)) == ("suspended", "support")
    for give in (suspending.resume, actions.begin):
        with pytest.raises(NotNow, match="whoever suspended it"):
            await give(portal, grant, by=made.by)
    await suspending.resume(portal, grant, by=replace(ANALYST, name="Another analyst"))
    assert await state_of(grant) == "provisioning"


async def test_support_ends_its_suspension_during_a_leave_and_the_return_gives_everything_back(
    database: Database, portal: Portal
) -> None:
    made, kept, other = await _working(portal)
    await suspending.suspend(kept, WHY, by=ANALYST)
    await leaving.go_on_leave(portal, made.members["Amara"], "Parental leave", by=made.by)
    await suspending.resume(portal, kept, by=ANALYST)
    assert (await state_of(kept), await _suspended_by(kept)) == ("suspended", "")
    with pytest.raises(NotNow, match="on leave"):
        await suspending.resume(portal, other, by=ANALYST)
    await leaving.come_back(portal, made.members["Amara"], by=made.by)
    assert {await state_of(kept), await state_of(other)} == {"provisioning"}


async def test_access_that_ended_and_is_requested_anew_forgets_who_had_suspended_it(
    database: Database, portal: Portal
) -> None:
    made, grant, _ = await _working(portal)
    await suspending.suspend(grant, WHY, by=ANALYST)
    await actions.revoke(grant, WHY, by=ANALYST)
    await ask_again(portal, grant, by=made.by)
    await actions.approve(portal, grant, by=ANALYST)
    await actions.begin(portal, grant, by=ANALYST)
    assert await state_of(grant) == "provisioning"

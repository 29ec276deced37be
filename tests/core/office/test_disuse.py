"""Access that nobody uses: warned of twice, suspended, and brought back by somebody else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from core.access import actions, leaving, suspending
from core.access.conditions import NotNow
from core.access.looking import DISUSE
from core.database import Database
from core.due.queries import scheduled
from core.due.worker import DueWorker
from core.errors import NotFound
from core.groups.people import load_member
from core.identity.sessions import start
from core.mail.tables import OutboxMail
from core.office import acts
from core.office.disuse import looking_for_disuse
from core.portal import Portal
from core.usage.actions import open_application
from core.usage.told import note_told
from tests.audit_diff import nothing_changes
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, BEN, Practice, active, state_of, themselves


async def days_later(portal: Portal, clock: MovableClock, days: float) -> None:
    """So many days pass, and the worker comes by."""
    clock.advance(days=days)
    await come_by(portal)


async def come_by(portal: Portal) -> None:
    async def nothing(_: UUID) -> datetime | None:
        return None

    others = dict.fromkeys(("look-at-access", "group.npis", "agreement.term", "mail.summary"), nothing)
    worker = DueWorker({**others, **looking_for_disuse(portal)})
    while await worker.attend_due():
        pass


async def told(*templates: str) -> list[str]:
    """Who got mails of these kinds, in order."""
    rows = await OutboxMail.select(OutboxMail.recipient).where(OutboxMail.template.is_in(list(templates)))
    return sorted(row["recipient"] for row in rows)


async def working(portal: Portal, first: str = "Amara") -> tuple[Practice, UUID]:
    """A practice in which the access of one person works."""
    made = await active(portal, BEN, AMARA)
    grant = made.grants[first, "cerner"]
    await actions.activate(portal, grant, "aokafor", by=ANALYST)
    return made, grant


async def member_state(made: Practice, first: str = "Amara") -> str:
    return (await load_member(made.members[first])).state


@pytest.mark.both_databases
async def test_who_never_signed_in_is_warned_twice_with_their_administrator_and_then_suspended(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant = await working(portal)
    await days_later(portal, clock, 59)
    assert await told("unused", "unused-of-practice") == []
    await days_later(portal, clock, 1)
    assert await told("unused", "unused-of-practice") == sorted([AMARA.email, BEN.email])
    await days_later(portal, clock, 20)
    assert len(await told("unused", "unused-of-practice")) == 4
    await days_later(portal, clock, 9.9)
    assert await state_of(grant) == "active"
    await days_later(portal, clock, 0.1)
    assert (await state_of(grant), await member_state(made)) == ("suspended", "dormant")
    assert await told("unused-suspended", "unused-suspended-of-practice") == sorted([AMARA.email, BEN.email])
    assert await scheduled(DISUSE, made.members["Amara"]) is None


@pytest.mark.both_databases
async def test_signing_in_and_opening_an_application_are_use(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant = await working(portal)
    amara = await themselves(made, "Amara")
    assert amara.account
    await days_later(portal, clock, 60)
    await start(amara.account, "full", by=amara)
    await days_later(portal, clock, 59)
    assert len(await told("unused")) == 1
    await days_later(portal, clock, 1)
    assert len(await told("unused")) == 2
    await open_application(portal, grant, by=amara)
    await days_later(portal, clock, 89)
    assert await state_of(grant) == "active"


async def test_what_the_application_tells_of_its_use_is_use_and_what_it_tells_late_changes_nothing(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    _, grant = await working(portal)
    await days_later(portal, clock, 60)
    await note_told("cerner", {grant: clock.at - timedelta(days=1)}, 0)
    await days_later(portal, clock, 58.9)
    assert len(await told("unused")) == 1
    await note_told("cerner", {grant: clock.at - timedelta(days=90)}, 0)
    await days_later(portal, clock, 0.1)
    assert len(await told("unused")) == 2
    for days in (20, 10):
        await days_later(portal, clock, days)
    assert await state_of(grant) == "suspended"


async def test_a_password_without_a_code_is_no_use(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, _ = await working(portal)
    amara = await themselves(made, "Amara")
    assert amara.account
    clock.advance(days=59)
    await start(amara.account, "password", by=amara)
    await days_later(portal, clock, 1)
    assert len(await told("unused")) == 1


@pytest.mark.both_databases
async def test_whoever_administers_brings_back_what_disuse_suspended_and_only_that(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant = await working(portal)
    other = made.grants["Amara", "pacs"]
    await actions.activate(portal, other, "aokafor", by=ANALYST)
    await suspending.suspend(other, "A suspicion.", by=ANALYST)
    for days in (60, 20, 10):
        await days_later(portal, clock, days)
    ben, amara = await themselves(made, "Ben"), await themselves(made, "Amara")
    for by in (amara, replace(amara, account=uuid4())):
        async with nothing_changes():
            with pytest.raises(NotFound):
                await acts.bring_back(portal, made.members["Amara"], by=by)

    await acts.bring_back(portal, made.members["Amara"], by=ben)

    assert (await state_of(grant), await state_of(other)) == ("provisioning", "suspended")
    assert await member_state(made) == "active"
    with pytest.raises(NotNow, match="isn’t suspended"):
        await acts.bring_back(portal, made.members["Amara"], by=ben)
    await actions.activate(portal, grant, "aokafor", by=ANALYST)
    await days_later(portal, clock, 59)
    assert len(await told("unused")) == 2
    await days_later(portal, clock, 1)
    assert len(await told("unused")) == 3


async def test_nobody_on_leave_is_warned_or_suspended_and_their_time_begins_when_they_are_back(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant = await working(portal)
    await days_later(portal, clock, 30)
    await leaving.go_on_leave(portal, made.members["Amara"], "Parental leave", by=made.by)
    await days_later(portal, clock, 200)
    assert await told("unused") == [] and await member_state(made) == "on-leave"
    await leaving.come_back(portal, made.members["Amara"], by=made.by)
    await actions.activate(portal, grant, "aokafor", by=ANALYST)
    await days_later(portal, clock, 59)
    assert await told("unused") == []


async def test_after_a_stand_still_nobody_is_suspended_without_the_warnings(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    _, grant = await working(portal)
    await days_later(portal, clock, 300)
    assert len(await told("unused")) == 1 and await state_of(grant) == "active"
    await days_later(portal, clock, 19.9)
    assert len(await told("unused")) == 1
    await days_later(portal, clock, 0.1)
    assert len(await told("unused")) == 2
    await days_later(portal, clock, 9.9)
    assert await state_of(grant) == "active"
    await days_later(portal, clock, 0.1)
    assert await state_of(grant) == "suspended"


async def test_sponsor_and_support_are_told_before_whoever_administers_is_suspended(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, grant = await working(portal, "Ben")
    await days_later(portal, clock, 60)
    assert await told("unused-administrator") == []
    await days_later(portal, clock, 20)
    assert await state_of(grant) == "active"
    assert await told("unused-administrator") == sorted([portal.site.support_address, AMARA.email])
    assert await told("unused") == [BEN.email] * 2 and await told("unused-of-practice") == []
    await days_later(portal, clock, 10)
    assert await state_of(grant) == "suspended"
    ben = await themselves(made, "Ben")
    with pytest.raises(NotNow, match="Someone else"):
        await acts.bring_back(portal, made.members["Ben"], by=ben)
    await acts.bring_back(portal, made.members["Ben"], "She called", by=ANALYST)
    assert await state_of(grant) == "provisioning"


async def test_the_days_are_those_of_the_site_across_a_change_of_the_clock(
    database: Database, clock: MovableClock, portal: Portal
) -> None:
    site = portal.site.model_copy(update={"timezone": "America/Denver"})
    moved = replace(portal, site=site)
    at = datetime(2028, 1, 20, 9, 30, tzinfo=site.zone)
    clock.set(at)
    made, _ = await working(moved)
    due = await scheduled(DISUSE, made.members["Amara"])
    assert due == datetime(2028, 3, 20, 9, 30, tzinfo=site.zone) and due - at != timedelta(days=60)

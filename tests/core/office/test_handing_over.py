"""The administration of a practice passes on once the new agreement is in force, and never before."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.access import leaving
from core.access.handing_over import CALL_OFF, calling_off
from core.agreements import actions
from core.agreements.actions.due import attend
from core.agreements.moving import answering
from core.agreements.queries import sent_agreement
from core.agreements.worker import AgreementWorker
from core.database import transaction
from core.demo.signing import sign_all
from core.due.worker import DueWorker
from core.errors import Invalid, NotFound, Stale, TooMany
from core.groups.appointments import Holder, propose, take_up
from core.groups.following import chosen_with, member_playing
from core.groups.rights import administers
from core.groups.tables import Appointment
from core.identity.bound import rebind
from core.identity.tables import Account
from core.office import handing_over
from core.office.queries.followers import change_under_way, followers, playing
from core.portal import Portal
from tests.audit_diff import nothing_changes
from tests.conftest import MovableClock
from tests.core.office.following import begun, holder, mails, waiting
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, signing_for, themselves
from tests.practices.made import bring_in_force


@pytest.mark.both_databases
async def test_rights_pass_in_the_moment_in_which_the_agreement_is_in_force(
    made: Practice, portal: Portal
) -> None:
    amara, signing = await themselves(made, "Amara"), signing_for(portal)
    change = await begun(portal, made)
    assert await playing(made.group, "administrator") == "Ben Ruiz"
    assert len(change.sent.waiting_for) == 2
    await handing_over.ask_again(portal, made.group, change.sent.signers[0].id, by=made.by)
    with pytest.raises(TooMany):
        await handing_over.ask_again(portal, made.group, change.sent.signers[0].id, by=made.by)
    assert {each.email for each in change.sent.signers} == {AMARA.email, ROSA.email}
    assert await administers(made.by.account, made.group)
    assert not await administers(amara.account, made.group)

    await bring_in_force(signing, change.sent)

    assert await holder(made) == made.members["Amara"]
    assert await administers(amara.account, made.group)
    assert not await administers(made.by.account, made.group)
    assert await change_under_way(made.group) is None
    assert await mails("part-passed") == sorted([BEN.email, AMARA.email, ROSA.email])


async def test_who_follows_as_administrator_is_no_backup_any_more(made: Practice, portal: Portal) -> None:
    backup = await propose(made.group, "backup", Holder(made.members["Amara"]), by=ANALYST)
    await take_up(backup, by=ANALYST)
    await bring_in_force(signing_for(portal), (await begun(portal, made)).sent)
    assert await member_playing(made.group, "backup") is None


async def test_who_follows_and_sponsors_signs_once(made: Practice, portal: Portal) -> None:
    change = await begun(portal, made, "Rosa")
    assert [each.roles for each in change.sent.signers] == [("sponsor", "administrator")]
    await bring_in_force(signing_for(portal), change.sent)
    assert await holder(made) == made.members["Rosa"]


@pytest.mark.both_databases
async def test_of_two_who_are_chosen_at_once_one_is_asked(made: Practice, portal: Portal) -> None:
    chosen = [made.members[name] for name in ("Amara", "Cara", "Rosa", "Cara")]
    given = await asyncio.gather(
        *(handing_over.begin(portal, made.group, each, by=made.by) for each in chosen),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in given) == ["NoneType", *["Stale"] * 3]
    await waiting(made)
    open_ones = await Appointment.select().where(Appointment.open_for.is_not_null())
    assert len(open_ones) == 1


@pytest.mark.both_databases
async def test_a_change_that_is_withdrawn_while_it_comes_in_force_becomes_one_of_both(
    made: Practice, portal: Portal
) -> None:
    signing = signing_for(portal)
    for name in ("Amara", "Cara"):
        await handing_over.begin(portal, made.group, made.members[name], "Asked", by=ANALYST)
        change = await waiting(made)
        await sign_all(signing, change.sent)
        before = await holder(made)
        _, answer = await asyncio.gather(
            attend(signing, change.sent.agreement.id),
            handing_over.withdraw(signing, made.group, by=ANALYST),
            return_exceptions=True,
        )
        assert isinstance(answer, Stale) or answer is None
        assert await holder(made) == (before if answer is None else made.members[name])
        assert await change_under_way(made.group) is None


@pytest.mark.parametrize(
    ("why", "values"),
    [
        ("haven’t signed in", {Account.password_hash: ""}),
        ("turned their account off", {Account.disabled_at: datetime(2026, 11, 1, tzinfo=UTC)}),
    ],
)
async def test_nobody_is_chosen_whose_account_does_not_serve(
    made: Practice, portal: Portal, why: str, values: dict[Any, Any]
) -> None:
    who = await themselves(made, "Amara")
    assert who.account
    async with transaction():
        await rebind(who.account, values)
    async with nothing_changes():
        with pytest.raises(Invalid, match=why):
            await begun(portal, made)
    reasons = {each.member.id: each.why_not for each in await followers(portal, made.group)}
    assert why in reasons[made.members["Amara"]]


@pytest.mark.both_databases
async def test_nobody_is_chosen_who_is_away_leaves_or_is_not_there(made: Practice, portal: Portal) -> None:
    other = await active(
        portal, replace(BEN, email="ben@mesa.example"), replace(ROSA, email="r@mesa.example"), name="Mesa"
    )
    with pytest.raises(NotFound):
        await handing_over.begin(portal, made.group, other.members["Rosa"], by=made.by)
    with pytest.raises(Invalid, match="already"):
        await begun(portal, made, "Ben")
    await leaving.set_last_day(portal, made.members["Amara"], date(2099, 1, 1), by=made.by)
    await leaving.go_on_leave(portal, made.members["Cara"], "Sabbatical", by=made.by)
    for name, why in (("Amara", "last day"), ("Cara", "on leave")):
        with pytest.raises(Invalid, match=why):
            await begun(portal, made, name)
    await leaving.leave(portal, made.members["Amara"], "New position", by=made.by)
    with pytest.raises(Invalid, match="left"):
        await begun(portal, made, "Amara")


@pytest.mark.both_databases
async def test_whoever_is_chosen_and_leaves_is_asked_nothing_any_more(made: Practice, portal: Portal) -> None:
    change, signing = await begun(portal, made), signing_for(portal)
    await leaving.leave(portal, made.members["Amara"], "New position", by=made.by)
    assert await change_under_way(made.group) is None
    # Everybody may have signed before its turn came.
    await DueWorker({CALL_OFF: calling_off(signing)[CALL_OFF]}).attend_due()
    assert (await sent_agreement(change.sent.agreement.id)).agreement.state == "void"
    assert await mails("part-change-ended") == [BEN.email]
    await begun(portal, made, "Cara")


async def test_who_left_before_the_last_signature_follows_nobody(made: Practice, portal: Portal) -> None:
    change = await begun(portal, made)
    await leaving.leave(portal, made.members["Amara"], "New position", by=made.by)
    await bring_in_force(signing_for(portal), change.sent)
    assert await holder(made) == made.members["Ben"]


async def test_whose_account_is_disabled_meanwhile_does_not_follow(made: Practice, portal: Portal) -> None:
    change, who = await begun(portal, made), await themselves(made, "Amara")
    assert who.account
    async with transaction():
        await rebind(who.account, {Account.disabled_at: datetime(2026, 11, 1, tzinfo=UTC)})
    await bring_in_force(signing_for(portal), change.sent)
    assert await holder(made) == made.members["Ben"]
    assert (await chosen_with(change.sent.agreement.id)).state == "withdrawn"
    assert await mails("part-change-ended") == [BEN.email]


async def test_the_administrator_does_not_leave_while_somebody_is_to_follow(
    made: Practice, portal: Portal
) -> None:
    await begun(portal, made)
    with pytest.raises(Stale, match="Name who follows first"):
        await leaving.leave(portal, made.members["Ben"], "New position", by=made.by)
    await waiting(made)


@pytest.mark.parametrize("how", ["declined", "expired", "void"])
async def test_a_change_ends_with_its_agreement(
    made: Practice, portal: Portal, clock: MovableClock, how: str
) -> None:
    change, signing = await begun(portal, made), signing_for(portal)
    if how == "declined":
        async with answering(signing, change.sent.signers[0].id, "declined", by=ANALYST, reason="No"):
            pass
    elif how == "void":
        await actions.void(signing, change.sent.agreement.id, "A mistake", by=ANALYST)
    else:
        clock.advance(days=31)
        await AgreementWorker(signing).attend_due()
    assert (await chosen_with(change.sent.agreement.id)).state == "withdrawn"
    assert await change_under_way(made.group) is None
    assert await holder(made) == made.members["Ben"]
    told = Counter(await mails(f"agreement-{how}", "part-change-ended", "agreement-ended"))
    assert told[BEN.email] == 1 and set(told.values()) == {1}
    assert (portal.site.support_address in told) is (how != "void")

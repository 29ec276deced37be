"""The administration of a practice passes on once the new agreement is in force, and never before."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from core.access import leaving
from core.access.conditions import NotNow
from core.access.handing_over import CALL_OFF, calling_off
from core.actor import Actor
from core.agreements import actions
from core.agreements.actions.due import attend
from core.agreements.moving import answering
from core.agreements.queries import sent_agreement
from core.agreements.tables import Signer
from core.agreements.worker import AgreementWorker
from core.database import Database, transaction
from core.demo.signing import sign_all
from core.due.worker import DueWorker
from core.errors import Invalid, NotFound, Stale, TooMany
from core.groups.appointments import Holder, propose, take_up
from core.groups.following import chosen_with, member_playing
from core.groups.rights import administers
from core.groups.tables import Appointment
from core.identity.bound import rebind
from core.identity.tables import Account
from core.mail.tables import OutboxMail
from core.office import handing_over
from core.office.queries.followers import OpenChange, change_under_way, followers, other_parties, playing
from core.portal import Portal
from tests.audit_diff import nothing_changes
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, practice, signing_for, themselves
from tests.practices.made import bring_in_force

CARA = replace(AMARA, first="Cara", last="Lund", email="cara@peaks.example", npi="1245319599")
STRANGER = Actor("person", uuid4(), "Somebody else", "203.0.113.9", "Firefox")


async def having_signed_in(made: Practice, *names: str) -> None:
    """These people took their login, so that their addresses are proved."""
    for name in names:
        who = await themselves(made, name)
        await Account.update({Account.password_hash: "chosen"}).where(Account.id == who.account)


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    """An active practice that Ben administers and Rosa sponsors; Amara and Cara could follow."""
    made = await active(portal, BEN, ROSA, AMARA, CARA)
    await having_signed_in(made, "Rosa", "Amara", "Cara")
    return made


async def waiting(made: Practice) -> OpenChange:
    found = await change_under_way(made.group)
    assert found
    return found


async def holder(made: Practice) -> UUID | None:
    return await member_playing(made.group, "administrator")


async def begun(portal: Portal, made: Practice, first: str = "Amara") -> OpenChange:
    await handing_over.begin(portal, made.group, made.members[first], by=made.by)
    return await waiting(made)


async def mails(template: str) -> list[str]:
    """To whom mails of this kind went."""
    rows = await OutboxMail.select(OutboxMail.recipient).where(OutboxMail.template == template)
    return sorted(row["recipient"] for row in rows)


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
        ("disabled", {Account.disabled_at: datetime(2026, 11, 1, tzinfo=UTC)}),
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


async def test_nobody_else_hands_it_over(made: Practice, portal: Portal) -> None:
    member, signing = made.members["Amara"], signing_for(portal)
    for by in (STRANGER, await themselves(made, "Amara"), replace(STRANGER, account=None)):
        async with nothing_changes():
            with pytest.raises(NotFound):
                await handing_over.begin(portal, made.group, member, by=by)
            with pytest.raises(NotFound):
                await handing_over.withdraw(signing, made.group, by=by)
    own = replace(ANALYST, account=(await themselves(made, "Amara")).account)
    with pytest.raises(NotNow):
        await handing_over.begin(portal, made.group, member, "They called", by=own)


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
    template = {"void": "part-change-ended", "expired": "agreement-expired"}.get(how)
    assert template is None or await mails(template) == [BEN.email]


async def test_the_sponsor_hands_it_over_and_the_administrator_cannot_stop_it(
    made: Practice, portal: Portal
) -> None:
    rosa, signing = await themselves(made, "Rosa"), signing_for(portal)
    await handing_over.begin(portal, made.group, made.members["Cara"], by=rosa)
    assert await mails("part-change-begun") == [BEN.email]
    with pytest.raises(Stale, match=r"Only the \{sponsor\}"):
        await handing_over.withdraw(signing, made.group, by=made.by)
    await handing_over.withdraw(signing, made.group, by=rosa)
    assert await change_under_way(made.group) is None


async def test_support_says_why(made: Practice, portal: Portal) -> None:
    member = made.members["Cara"]
    with pytest.raises(Invalid, match="Say why"):
        await handing_over.begin(portal, made.group, member, " ", by=ANALYST)
    await handing_over.begin(portal, made.group, member, "The sponsor called.", by=ANALYST)
    with pytest.raises(Stale, match="Only support"):
        await handing_over.withdraw(signing_for(portal), made.group, by=made.by)


async def test_nothing_passes_in_a_practice_that_is_not_active(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN, ROSA)
    with pytest.raises(NotFound):
        await handing_over.begin(portal, made.group, made.members["Rosa"], by=made.by)


async def test_where_neither_of_both_signs_the_officer_does(made: Practice, portal: Portal) -> None:
    kind = portal.site.agreement.model_copy(update={"signers": ("officer",)})
    site = portal.site.model_copy(update={"agreements": (kind,)})
    assert await other_parties(site, made.group) == ()
    officer = Holder(name="Ines Legal", email="ines@law.example")
    await take_up(await propose(made.group, "officer", officer, by=ANALYST), by=ANALYST)
    assert [each.name for each in await other_parties(site, made.group)] == ["Ines Legal"]
    elsewhere = replace(portal, site=site)
    assert not (await followers(elsewhere, made.group))[0].why_not


@pytest.mark.both_databases
async def test_the_sponsor_signs_where_support_proved_that_it_is_them(made: Practice, portal: Portal) -> None:
    theirs = (Signer.agreement == made.agreement) & (Signer.email == ROSA.email)
    await Signer.update({Signer.email: "rosa@own.example"}).where(theirs)
    change = await begun(portal, made)
    assert {each.email for each in change.sent.signers} == {AMARA.email, "rosa@own.example"}
    await handing_over.withdraw(signing_for(portal), made.group, by=made.by)
    (signer,) = (await begun(portal, made, "Rosa")).sent.signers
    assert (signer.roles, signer.email) == (("sponsor", "administrator"), "rosa@own.example")

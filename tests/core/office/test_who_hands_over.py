"""Who may hand a practice over, who is asked to sign then, and where."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from core.access import leaving
from core.access.conditions import NotNow
from core.access.handing_over import CALL_OFF, calling_off
from core.access.parties import other_parties
from core.actor import Actor
from core.agreements.actions import Dispatch, send_out
from core.agreements.content import Practice as AgreementPractice
from core.agreements.queries import sent_agreement
from core.agreements.records import Purpose
from core.agreements.signers import Party
from core.agreements.tables import Signer
from core.database import Database
from core.due.worker import DueWorker
from core.errors import Invalid, NotFound, Stale
from core.groups.appointments import Holder, propose, take_up
from core.office import handing_over
from core.office.queries.followers import change_under_way, followers
from core.portal import Portal
from tests.audit_diff import nothing_changes
from tests.core.office.following import CARA, begun, mails
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, practice, signing_for, themselves

STRANGER = Actor("person", uuid4(), "Somebody else", "203.0.113.9", "Firefox")


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


async def test_nothing_passes_while_the_practice_still_signs_for_itself(
    made: Practice, portal: Portal
) -> None:
    await sign_out("first", made, portal)
    async with nothing_changes():
        with pytest.raises(Stale, match="still needs signatures"):
            await handing_over.begin(portal, made.group, made.members["Cara"], by=made.by)


async def test_a_renewal_holds_up_no_transfer(made: Practice, portal: Portal) -> None:
    await sign_out("renewal", made, portal)
    await begun(portal, made, "Amara")


@pytest.mark.both_databases
async def test_what_a_leaver_was_asked_to_sign_ends_with_their_name(made: Practice, portal: Portal) -> None:
    sent = await sign_out("renewal", made, portal)
    await leaving.leave(portal, made.members["Cara"], "New position", by=made.by)
    await DueWorker({CALL_OFF: calling_off(signing_for(portal))[CALL_OFF]}).attend_due()
    ended = (await sent_agreement(sent)).agreement
    assert (ended.state, ended.reason) == ("void", "Cara Lund was asked to sign it and has left.")
    assert CARA.email in await mails("agreement-void")


async def sign_out(purpose: Purpose, made: Practice, portal: Portal) -> UUID:
    """Another agreement of the practice goes out, which Cara and Ben sign."""
    practice_there = AgreementPractice(made.group, "Desert Peaks", ("1 Main St", "Phoenix"), BEN.email)
    parties = (Party("sponsor", CARA.name, CARA.email), Party("administrator", BEN.name, BEN.email))
    return await send_out(portal.mail, Dispatch(purpose, practice_there, parties), by=ANALYST)

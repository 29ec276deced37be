"""Somebody else answers for a practice once the new agreement is in force, and never before."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core import clock
from core.access import leaving
from core.access.conditions import NotNow
from core.activation.people import ActivationWorker
from core.agreements import actions
from core.agreements.actions.due import attend
from core.agreements.moving import answering
from core.agreements.queries import address_of_signer
from core.agreements.worker import AgreementWorker
from core.console import proposed_sponsor
from core.demo.signing import sign_all
from core.due.queries import scheduled
from core.errors import Invalid, NotFound, Stale
from core.groups.appointments import Holder, Part, propose
from core.groups.following import member_playing
from core.groups.membership import LAST_DAY
from core.groups.people import load_member
from core.groups.rights import sponsored_by
from core.groups.tables import Appointment
from core.office import handing_over, new_sponsor
from core.office.queries.sponsors import change_of_sponsor, could_sponsor
from core.portal import Portal
from tests.audit_diff import nothing_changes
from tests.conftest import MovableClock
from tests.core.office.changing_sponsors import (
    REASON,
    asked_to_sign,
    checked,
    named,
    open_one,
    somebody_new,
)
from tests.core.office.following import mails
from tests.practices import AMARA, ANALYST, BEN, KEYS, ROSA, Practice, signing_for, themselves
from tests.practices.made import bring_in_force


async def sponsor(made: Practice) -> object:
    return await member_playing(made.group, "sponsor")


@pytest.mark.both_databases
async def test_the_old_sponsor_answers_until_the_new_agreement_is_in_force(
    made: Practice, portal: Portal
) -> None:
    rosa, amara = await themselves(made, "Rosa"), await themselves(made, "Amara")
    await named(portal, made)
    assert await mails("sponsor-asked") == [portal.site.support_address]
    await checked(portal, made)
    await new_sponsor.send_to_sign(portal, made.group, by=ANALYST)
    found = await open_one(portal, made)
    assert found.sent and {each.email for each in found.sent.signers} == {AMARA.email, BEN.email}
    assert found.sent.agreement.purpose == "sponsor"
    assert await sponsored_by(rosa.account) and not await sponsored_by(amara.account)

    await bring_in_force(signing_for(portal), found.sent)

    assert await sponsor(made) == made.members["Amara"]
    assert not await sponsored_by(rosa.account)
    assert await sponsored_by(amara.account)
    assert await change_of_sponsor(portal.site, made.group) is None
    assert await mails("part-passed") == sorted([BEN.email, AMARA.email, ROSA.email])


@pytest.mark.both_databases
async def test_somebody_new_belongs_to_the_practice_with_the_last_signature(
    made: Practice, portal: Portal
) -> None:
    await new_sponsor.ask(portal, made.group, somebody_new(portal), REASON, by=made.by)
    found = await open_one(portal, made)
    assert (found.member.state, found.member.name, found.check.state) == ("proposed", "Mina Sato", "open")
    await checked(portal, made)
    await new_sponsor.send_to_sign(portal, made.group, by=ANALYST)
    assert (await load_member(found.member.id)).person is None
    sent = (await open_one(portal, made)).sent
    assert sent
    await bring_in_force(signing_for(portal), sent)
    assert (await load_member(found.member.id)).state == "active"
    await ActivationWorker(portal, KEYS).attend_due()
    assert (await load_member(found.member.id)).person_state == "new"
    assert await sponsor(made) == found.member.id


async def test_somebody_new_has_an_address_of_their_own(made: Practice, portal: Portal) -> None:
    async with nothing_changes():
        with pytest.raises(Invalid, match="has this email address"):
            await new_sponsor.ask(portal, made.group, somebody_new(portal, AMARA.email), REASON, by=made.by)


@pytest.mark.both_databases
async def test_of_two_who_are_named_at_once_one_is_checked(made: Practice, portal: Portal) -> None:
    given = await asyncio.gather(
        *(
            new_sponsor.ask(portal, made.group, made.members[name], REASON, by=by)
            for name in ("Amara", "Cara")
            for by in (made.by, ANALYST)
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in given) == ["NoneType", *["Stale"] * 3]
    assert await Appointment.count().where(Appointment.open_for.is_not_null()) == 1


@pytest.mark.both_databases
async def test_a_transfer_and_a_new_sponsor_do_not_ask_the_same_signers_at_once(
    made: Practice, portal: Portal
) -> None:
    await named(portal, made, "Cara")
    await checked(portal, made)
    given = await asyncio.gather(
        new_sponsor.send_to_sign(portal, made.group, by=ANALYST),
        handing_over.begin(portal, made.group, made.members["Amara"], by=made.by),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in given) == ["NoneType", "Stale"]
    with pytest.raises(Stale):
        await (
            handing_over.begin(portal, made.group, made.members["Amara"], by=made.by)
            if given[0] is None
            else new_sponsor.send_to_sign(portal, made.group, by=ANALYST)
        )


async def test_who_only_is_named_holds_up_no_transfer(made: Practice, portal: Portal) -> None:
    await named(portal, made, "Cara")
    await handing_over.begin(portal, made.group, made.members["Amara"], by=made.by)


@pytest.mark.both_databases
async def test_a_change_that_is_withdrawn_while_it_comes_in_force_becomes_one_of_both(
    made: Practice, portal: Portal
) -> None:
    signing, found = signing_for(portal), await asked_to_sign(portal, made)
    assert found.sent
    await sign_all(signing, found.sent)
    _, answer = await asyncio.gather(
        attend(signing, found.sent.agreement.id),
        new_sponsor.withdraw(signing, made.group, by=ANALYST),
        return_exceptions=True,
    )
    assert isinstance(answer, Stale) or answer is None
    assert await sponsor(made) == made.members["Rosa" if answer is None else "Amara"]
    assert await change_of_sponsor(portal.site, made.group) is None


async def test_nothing_is_sent_before_credentials_and_address_are_in_order(
    made: Practice, portal: Portal
) -> None:
    with pytest.raises(Stale, match="Nobody is named"):
        await new_sponsor.send_to_sign(portal, made.group, by=ANALYST)
    await named(portal, made)
    # Cara and Amara were checked with the registration; where a sponsor is reached was not.
    with pytest.raises(Stale, match="in order first"):
        await new_sponsor.send_to_sign(portal, made.group, by=ANALYST)
    await proposed_sponsor.prove_address(portal, made.group, "staff-file", "Seen.", by=ANALYST)
    await proposed_sponsor.decide(portal, made.group, "not-valid", "The license ran out.", by=ANALYST)
    with pytest.raises(Stale, match="in order first"):
        await new_sponsor.send_to_sign(portal, made.group, by=ANALYST)


@pytest.mark.both_databases
async def test_support_decides_about_credentials_with_grounds(made: Practice, portal: Portal) -> None:
    await new_sponsor.ask(portal, made.group, somebody_new(portal), REASON, by=made.by)
    with pytest.raises(Invalid, match="how you proved"):
        await proposed_sponsor.decide(portal, made.group, "valid", "", by=ANALYST)
    with pytest.raises(Invalid, match="isn’t in order"):
        await proposed_sponsor.decide(portal, made.group, "not-valid", " ", by=ANALYST)
    with pytest.raises(Invalid, match="which number"):
        await proposed_sponsor.prove_address(portal, made.group, "call-back", " ", by=ANALYST)
    with pytest.raises(NotFound):
        await proposed_sponsor.decide(portal, made.group, "valid", "", by=made.by)
    await proposed_sponsor.look_up(portal, made.group, by=ANALYST)
    await checked(portal, made)
    assert (await open_one(portal, made)).check.state == "valid"


async def test_nobody_else_asks_for_it_or_sends_it(made: Practice, portal: Portal) -> None:
    amara, rosa = await themselves(made, "Amara"), await themselves(made, "Rosa")
    for by in (amara, rosa):
        async with nothing_changes():
            with pytest.raises(NotFound):
                await new_sponsor.ask(portal, made.group, made.members["Cara"], REASON, by=by)
            with pytest.raises(NotFound):
                await new_sponsor.withdraw(signing_for(portal), made.group, by=by)
    await named(portal, made)
    await checked(portal, made)
    with pytest.raises(NotFound):
        await new_sponsor.send_to_sign(portal, made.group, by=made.by)
    with pytest.raises(NotNow):
        own = replace(ANALYST, account=amara.account)
        await new_sponsor.send_to_sign(portal, made.group, by=own)


async def test_nobody_is_named_who_cannot_answer_for_it(made: Practice, portal: Portal) -> None:
    await leaving.set_last_day(portal, made.members["Amara"], date(2099, 1, 1), by=made.by)
    await leaving.go_on_leave(portal, made.members["Cara"], "Sabbatical", by=made.by)
    for name, why in (("Amara", "last day"), ("Cara", "on leave"), ("Rosa", "already")):
        with pytest.raises(Invalid, match=why):
            await named(portal, made, name)
    with pytest.raises(Invalid, match="Say why"):
        await new_sponsor.ask(portal, made.group, made.members["Amara"], " ", by=made.by)
    assert {each.member.id for each in await could_sponsor(portal, made.group)} <= {*made.members.values()}


@pytest.mark.parametrize("how", ["declined", "expired", "void"])
async def test_a_change_ends_with_its_agreement(
    made: Practice, portal: Portal, clock: MovableClock, how: str
) -> None:
    await new_sponsor.ask(portal, made.group, somebody_new(portal), REASON, by=made.by)
    await checked(portal, made)
    await new_sponsor.send_to_sign(portal, made.group, by=ANALYST)
    found, signing = await open_one(portal, made), signing_for(portal)
    assert found.sent
    if how == "declined":
        async with answering(signing, found.sent.signers[0].id, "declined", by=ANALYST, reason="No"):
            pass
    elif how == "void":
        await actions.void(signing, found.sent.agreement.id, "A mistake", by=ANALYST)
    else:
        clock.advance(days=31)
        await AgreementWorker(signing).attend_due()
    assert await change_of_sponsor(portal.site, made.group) is None
    assert await sponsor(made) == made.members["Rosa"]
    assert (await load_member(found.member.id)).state == "left"
    to = portal.site.support_address if how != "void" else BEN.email
    assert await mails("part-change-ended") == [to]
    assert await address_of_signer(made.group, "sponsor") == ROSA.email


async def test_a_request_is_taken_back_before_support_sends_anything(made: Practice, portal: Portal) -> None:
    await new_sponsor.ask(portal, made.group, somebody_new(portal), REASON, by=made.by)
    person = (await open_one(portal, made)).member.id
    await leaving.set_last_day(portal, person, (clock.now() + timedelta(days=9)).date(), by=made.by)
    await new_sponsor.withdraw(signing_for(portal), made.group, by=made.by)
    assert (await load_member(person)).state == "left"
    assert await scheduled(LAST_DAY, person) is None
    with pytest.raises(Stale, match="Nobody is named"):
        await new_sponsor.withdraw(signing_for(portal), made.group, by=made.by)
    await new_sponsor.ask(portal, made.group, made.members["Amara"], REASON, by=ANALYST)
    with pytest.raises(Stale, match="Only support"):
        await new_sponsor.withdraw(signing_for(portal), made.group, by=made.by)


async def test_who_leaves_meanwhile_answers_for_nothing(made: Practice, portal: Portal) -> None:
    found = await asked_to_sign(portal, made)
    assert found.sent
    await leaving.leave(portal, made.members["Amara"], "New position", by=made.by)
    await bring_in_force(signing_for(portal), found.sent)
    assert await sponsor(made) == made.members["Rosa"]


async def test_somebody_new_is_named_for_nothing_else(made: Practice, portal: Portal) -> None:
    await new_sponsor.ask(portal, made.group, somebody_new(portal), REASON, by=made.by)
    mina = (await open_one(portal, made)).member.id
    parts: tuple[Part, ...] = ("administrator", "backup", "officer")
    for part in parts:
        with pytest.raises(Stale, match="isn’t in it yet"):
            await propose(made.group, part, Holder(mina), by=ANALYST)

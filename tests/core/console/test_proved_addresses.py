"""The address that a practice typed for its sponsor is proved through a channel that was there before."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from core.activation.actions import activate_group
from core.actor import Actor
from core.agreements.actions import correct_address
from core.agreements.queries import event_log, latest_of_request
from core.agreements.words import event_words
from core.audit.tables import AuditEvent
from core.console.credentials import decide, prove_address
from core.credentials.queries import checks, counted, still_open
from core.credentials.tables import CredentialDecision
from core.database import Database
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.groups.tables import Member
from core.portal import Portal
from core.requests.correcting import correct
from core.requests.corrections import give_back
from tests.core.console.conftest import Case, hired, prove
from tests.practices import (
    AMARA,
    BEN,
    KEYS,
    Someone,
    bring_in_force,
    portal_for,
    practice,
    signing_for,
)

LUIS = Someone("Luis", "Fuentes", "luis@peaks.example", suffix="MD", administrator=True)


async def test_no_sponsor_is_valid_before_their_address_is_proved(portal: Portal, case: Case, kim: Actor):
    with pytest.raises(Invalid) as told:
        await decide(portal, case.number, case.sponsor, "valid", "", by=kim)
    assert told.value.errors == {"reason": "Record first how you proved the email address"}

    await prove(portal, case, kim)
    await decide(portal, case.number, case.sponsor, "valid", "", by=kim)

    sponsor = (await checks(portal, case.group))[0]
    assert sponsor.proof and (sponsor.proof.address, sponsor.proof.by) == (sponsor.address, kim.name)
    event = await AuditEvent.select().where(AuditEvent.action == "credentials.address-proved").first()
    assert event and event["actor_account"] == kim.account


async def test_another_address_needs_another_proof_before_anything_is_activated(kim: Actor):
    portal = portal_for()
    made = await practice(portal, BEN, AMARA, in_force=False)
    signing, sent = signing_for(portal), await latest_of_request(made.request)
    assert sent
    await prove_address(portal, made.number, made.members["Amara"], "call-back", "(602) 555-0000", by=kim)
    signer = next(each for each in sent.signers if "sponsor" in each.roles)
    await correct_address(signing, signer.id, "okafor@staff-file.example", by=kim)
    corrected = await latest_of_request(made.request)
    assert corrected
    await bring_in_force(signing, corrected)

    sponsor = (await checks(portal, made.group))[0]
    assert (sponsor.address, sponsor.proof) == ("okafor@staff-file.example", None)
    row = await Member.select(Member.email).where(Member.id == sponsor.member).first()
    assert row and row["email"] == sponsor.address, "their own mail goes where they sign, not to the old one"
    with pytest.raises(Invalid):
        await decide(portal, made.number, sponsor.member, "valid", "", by=kim)
    for check in (await checks(portal, made.group))[1:]:
        await decide(portal, made.number, check.member, "valid", "", by=kim)
    with pytest.raises(Stale):
        await activate_group(portal, KEYS, made.group, by=kim)

    await prove_address(portal, made.number, sponsor.member, "staff-file", "Page 3", by=kim)
    await decide(portal, made.number, sponsor.member, "valid", "", by=kim)
    await activate_group(portal, KEYS, made.group, by=kim)


async def test_a_valid_sponsor_whose_address_changed_is_open_again(portal: Portal, case: Case, kim: Actor):
    for check in await checks(portal, case.group):
        if check.is_sponsor:
            await prove(portal, case, kim)
        await decide(portal, case.number, check.member, "valid", "", by=kim)
    assert still_open(portal.site, await checks(portal, case.group)) == ""
    unproved = [replace(each, proof=None) for each in await checks(portal, case.group)]
    words = still_open(portal.site, unproved)
    assert words == "Still to be proved: the email address of Amara Okafor."


async def test_the_certificate_says_how_the_address_was_proved(kim: Actor):
    portal = portal_for()
    made = await practice(portal, BEN, AMARA, in_force=False)
    await prove_address(portal, made.number, made.members["Amara"], "staff-file", "Page 3", by=kim)

    said = [event_words(each.action, each.details) for each in await event_log(made.agreement)]

    words = "confirmed by support: It is the address in the medical-staff file"
    assert f"Address amara@peaks.example of Amara Okafor {words}" in said


async def test_only_the_sponsors_address_is_proved_and_never_of_ones_own_request(
    portal: Portal, case: Case, kim: Actor, by: Actor
):
    for other in (case.people["Coder"], case.people["MD"], uuid4()):
        with pytest.raises(NotFound):
            await prove_address(portal, case.number, other, "staff-file", "Page 3", by=kim)
    with pytest.raises(Invalid) as told:
        await prove_address(portal, case.number, case.sponsor, "staff-file", " ", by=kim)
    assert "seen" in told.value.errors
    named = await hired("ben@peaks.example", "Ben Ruiz")
    for actor in (by, replace(by, kind="staff"), named):
        with pytest.raises(Forbidden):
            await prove_address(portal, case.number, case.sponsor, "staff-file", "Page 3", by=actor)


async def test_the_same_decision_made_again_is_kept_once(portal: Portal, case: Case, kim: Actor):
    await prove(portal, case, kim)
    for _ in range(3):
        await decide(portal, case.number, case.sponsor, "valid", "", by=kim)
    assert await CredentialDecision.count() == 1
    assert await AuditEvent.count().where(AuditEvent.action == "credentials.decided") == 1

    await decide(portal, case.number, case.sponsor, "not-valid", "It has run out", by=kim)
    await decide(portal, case.number, case.sponsor, "valid", "", by=kim)
    assert await CredentialDecision.count() == 3


async def test_an_administrator_with_a_clinical_suffix_is_checked_too(database: Database):
    portal = portal_for()
    made = await practice(portal, LUIS, AMARA)

    found = await checks(portal, made.group)

    assert [each.name for each in found] == ["Amara Okafor", "Luis Fuentes"]
    assert {label for label, _ in found[1].credentials} == {"License", "NPI", "Specialty"}
    assert await counted(portal.site, [made.group]) == {made.group: (0, 2)}
    assert "Luis Fuentes" in still_open(portal.site, found)


@pytest.mark.both_databases
async def test_an_address_of_the_sponsor_that_is_corrected_after_signing_is_proved_anew(kim: Actor):
    portal = portal_for()
    made = await practice(portal, BEN, AMARA)
    amara = made.members["Amara"]
    await prove_address(portal, made.number, amara, "staff-file", "Page 3", by=kim)
    await decide(portal, made.number, amara, "valid", "", by=kim)
    await give_back(portal, made.number, [f"{amara}.email"], "It bounces", by=kim)
    await correct(portal, made.number, {f"{amara}.email": ["okafor@new.example"]}, by=made.by)

    sponsor = next(each for each in await checks(portal, made.group) if each.is_sponsor)
    assert (sponsor.address, sponsor.proof) == ("okafor@new.example", None)
    assert "okafor@new.example" in await _unproved(portal, made.group)
    await prove_address(portal, made.number, amara, "call-back", "(602) 555-0000", by=kim)
    assert await _unproved(portal, made.group) == ""


async def _unproved(portal: Portal, group: UUID) -> str:
    return ", ".join(each.address for each in await checks(portal, group) if each.lacks_proof)

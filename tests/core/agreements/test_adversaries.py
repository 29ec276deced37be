"""What must never happen to an agreement: replays, foreign links, changed texts, two parts by one person."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from core.agreements.actions import (
    Dispatch,
    confirm_read,
    correct_address,
    decline,
    enter_code,
    open_link,
    replace_signer,
    resend,
    send_out,
    void,
)
from core.agreements.queries import agreement_in_force, event_log, find_link, find_seat
from core.agreements.signature import typed
from core.agreements.signers import Party
from core.agreements.tables import Agreement
from core.agreements.worker import AgreementWorker
from core.database import Database
from core.errors import Forbidden, Invalid, NotFound, PortalError, Stale
from tests.conftest import MovableClock
from tests.core.agreements.sample import (
    ADMINISTRATOR,
    BROWSER,
    MANAGER,
    OFFICER,
    PARTIES,
    SPONSOR,
    SUPPORT,
    mails,
    newest_code,
    newest_link,
    practice,
    sent,
    signing,
)

pytestmark = pytest.mark.both_databases


async def test_signing_twenty_times_at_once_signs_once(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    opened = await agreement.prove(SPONSOR)
    await confirm_read(opened.signer, opened.token, await agreement.text_hash(), by=BROWSER)

    names = [typed(f"Rosa {letter}") for letter in "abcdefghijklmnopqrst"]
    await asyncio.gather(*(agreement.press_sign(opened, name) for name in names))

    actions = [event.action for event in await event_log(agreement.key)]
    assert actions.count("agreement.signed") == 1


async def test_the_last_two_signatures_at_the_same_time_complete_the_agreement(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    await agreement.sign(SPONSOR)
    seats = [await agreement.prove(party) for party in (MANAGER, OFFICER)]
    for opened in seats:
        await confirm_read(opened.signer, opened.token, await agreement.text_hash(), by=BROWSER)

    await asyncio.gather(*(agreement.press_sign(opened, typed("A Name")) for opened in seats))

    assert (await agreement.now()).agreement.state == "signed"


async def test_used_expired_replaced_foreign_and_void_links_are_told_apart(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    links = {party: await newest_link(party.email) for party in PARTIES}
    await agreement.sign(SPONSOR)
    assert (await find_link(links[SPONSOR])).state == "signed"
    assert (await find_link(links[MANAGER], OFFICER.email)).state == "forwarded"
    await correct_address(
        agreement.signing, (await agreement.signer(OFFICER)).id, "ines@new.example", by=SUPPORT
    )
    assert (await find_link(links[OFFICER])).state == "replaced"
    with pytest.raises(NotFound):
        await find_link("somebody-else-s-link")
    clock.advance(days=30)
    assert (await find_link(links[MANAGER])).state == "expired"
    for link in links.values():
        with pytest.raises(Stale):
            await open_link(agreement.signing, link, by=BROWSER)


async def test_nothing_can_be_signed_after_the_last_day_even_before_anybody_noticed(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    clock.advance(days=29, hours=23, minutes=50)
    opened = await agreement.prove(SPONSOR)
    await confirm_read(opened.signer, opened.token, await agreement.text_hash(), by=BROWSER)
    clock.advance(minutes=11)
    with pytest.raises(Stale):
        await agreement.press_sign(opened, typed("Rosa"))
    assert (await event_log(agreement.key))[-1].action == "agreement.signed-refused"


async def test_a_text_that_changed_between_reading_and_signing_is_refused(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    opened = await agreement.prove(SPONSOR)
    honest = await agreement.text_hash()
    await confirm_read(opened.signer, opened.token, honest, by=BROWSER)
    with pytest.raises(Stale):
        await agreement.press_sign(opened, typed("Rosa"), text_hash="0" * 64)
    changed = (await agreement.now()).agreement.content.stored() | {"term_months": 600}
    await Agreement.update({Agreement.content: changed}).where(Agreement.id == agreement.key)
    with pytest.raises(Stale):
        await agreement.press_sign(opened, typed("Rosa"), text_hash=honest)


async def test_reading_consent_and_proof_come_before_the_signature(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    opened = await open_link(agreement.signing, await newest_link(SPONSOR.email), by=BROWSER)
    with pytest.raises(Forbidden):
        await agreement.press_sign(opened, typed("Rosa"))
    opened = await agreement.prove(SPONSOR)
    with pytest.raises(Invalid, match="Read the whole"):
        await agreement.press_sign(opened, typed("Rosa"))
    await confirm_read(opened.signer, opened.token, await agreement.text_hash(), by=BROWSER)
    with pytest.raises(Invalid, match="electronically"):
        await agreement.press_sign(opened, typed("Rosa"), consent="0")


@pytest.mark.parametrize(
    "address", ["rosa@desertsun.example", "ROSA@desertsun.example", "rosa+two@desertsun.example"]
)
async def test_one_mailbox_does_not_sign_for_two_people(
    database: Database, clock: MovableClock, data: Path, address: str
) -> None:
    with pytest.raises(Invalid):
        two = (SPONSOR, Party("administrator", "Paul Brandt", address))
        await send_out(signing(data).mail, Dispatch("first", practice(), two), by=ADMINISTRATOR)
    agreement = await sent(data)
    with pytest.raises(Invalid):
        signer = (await agreement.signer(MANAGER)).id
        await correct_address(agreement.signing, signer, address, by=SUPPORT)


async def test_the_administrator_cannot_move_a_signature_to_an_own_address(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    signer, own = (await agreement.signer(SPONSOR)).id, ("paul.private@mail.example",)
    with pytest.raises(Invalid):
        await correct_address(agreement.signing, signer, own[0], by=ADMINISTRATOR, own_addresses=own)
    await correct_address(agreement.signing, signer, "rosa@new.example", by=ADMINISTRATOR, own_addresses=own)
    assert len(await mails(SPONSOR.email, "agreement-address-changed")) == 1

    await agreement.sign(MANAGER)
    with pytest.raises(Stale):
        await correct_address(agreement.signing, signer, "rosa@other.example", by=ADMINISTRATOR)


async def test_one_person_in_two_parts_signs_once_for_both(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data, (SPONSOR, Party("administrator", SPONSOR.name, SPONSOR.email)))
    (signer,) = (await agreement.now()).signers
    assert signer.roles == ("sponsor", "administrator")
    await agreement.sign(SPONSOR)
    assert (await agreement.now()).agreement.state == "signed"


async def test_replacing_a_signer_voids_the_agreement_and_everybody_signs_anew(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    await agreement.sign(SPONSOR)
    signer = (await agreement.signer(MANAGER)).id
    new = await replace_signer(
        agreement.signing, signer, Party("administrator", "Mia Chen", "mia@desertsun.example"), by=SUPPORT
    )
    assert (await agreement.now()).agreement.state == "void"
    fresh = type(agreement)(agreement.signing, new)
    assert {each.state for each in (await fresh.now()).signers} == {"asked"}
    assert await fresh.text_hash() != await agreement.text_hash()


async def test_an_agreement_that_was_called_off_while_it_was_sealed_never_comes_into_force(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    await agreement.sign_all()
    await asyncio.gather(
        AgreementWorker(agreement.signing).attend_due(),
        void(agreement.signing, agreement.key, "Sent by mistake", by=SUPPORT),
    )
    standing = await agreement.now()
    assert standing.agreement.state == "void"
    assert await agreement_in_force(standing.agreement.group) is None
    with pytest.raises(Forbidden):
        await void(agreement.signing, agreement.key, "x", by=ADMINISTRATOR)


async def test_those_who_have_not_signed_are_reminded_and_then_the_time_is_over(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    worker = AgreementWorker(agreement.signing)
    await agreement.sign(SPONSOR)
    for _ in range(31):
        await worker.attend_due()
        clock.advance(days=1)
    assert await worker.attend_due() == 0
    assert len(await mails(MANAGER.email, "sign-agreement-reminder")) == 4
    assert await mails(SPONSOR.email, "sign-agreement-reminder") == []
    assert (await agreement.now()).agreement.state == "expired"


async def test_after_a_stand_still_one_reminder_is_sent_and_not_all_that_were_missed(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    clock.advance(days=15)
    for _ in range(3):
        await AgreementWorker(agreement.signing).attend_due()
    assert len(await mails(OFFICER.email, "sign-agreement-reminder")) == 1


async def test_a_declined_agreement_takes_no_further_signature(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    seats = [await agreement.prove(party) for party in (SPONSOR, MANAGER)]
    await decline(agreement.signing, seats[0].signer, seats[0].token, "No", by=BROWSER)
    with pytest.raises(PortalError):
        await confirm_read(seats[1].signer, seats[1].token, await agreement.text_hash(), by=BROWSER)
    with pytest.raises(Stale):
        await resend(agreement.signing.mail, seats[1].signer, by=SUPPORT)
    with pytest.raises(NotFound):
        await resend(agreement.signing.mail, uuid4(), by=SUPPORT)
    assert clock() - (await agreement.now()).agreement.ended_at < timedelta(minutes=1)


@pytest.mark.parametrize("milliseconds", [0, 4, 8, 12, 16, 24])
async def test_a_code_that_arrives_as_the_address_is_corrected_opens_nothing_afterwards(
    database: Database, clock: MovableClock, data: Path, milliseconds: int
) -> None:
    agreement = await sent(data)
    opened = await open_link(agreement.signing, await newest_link(SPONSOR.email), by=BROWSER)
    code = await newest_code(SPONSOR.email)

    async def enter() -> None:
        await asyncio.sleep(milliseconds / 1000)
        await enter_code(opened.signer, opened.token, code, by=BROWSER)

    correcting = correct_address(agreement.signing, opened.signer, "rosa@new.example", by=SUPPORT)
    corrected, _ = await asyncio.gather(correcting, enter(), return_exceptions=True)

    assert corrected is None
    with pytest.raises(NotFound):
        await find_seat(opened.signer, opened.token)

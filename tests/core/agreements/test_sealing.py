"""The finished document: sealed once, whatever happens, and in force from then on."""

import asyncio
import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from core.agreements.actions.due import attend
from core.agreements.queries import agreement_in_force, event_log, sealed_pdf, sealed_with
from core.agreements.worker import AgreementWorker
from core.audit.checkpoints import Rewritten, sign_checkpoint
from core.audit.proving import ATTACHED, proved_event
from core.audit.publishing import published_checkpoint
from core.audit.signing import verifiers
from core.database import Database
from core.seal import attached_file, seal_certificates, verify
from core.tlog import Checkpoint
from tests.conftest import MovableClock
from tests.core.agreements.sample import PARTIES, mails, sent
from tests.core.audit.trail import rewrite, without_protection


@pytest.mark.both_databases
async def test_when_all_have_signed_the_document_is_sealed_and_in_force(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    group = (await agreement.now()).agreement.group
    await agreement.sign_all()
    assert await agreement_in_force(group) is None

    assert await AgreementWorker(agreement.signing).attend_due() == 1

    pdf = await sealed_pdf(agreement.key)
    assert (await verify(pdf, seal_certificates(agreement.signing.settings, "x"))).ok
    assert await sealed_with(hashlib.sha256(pdf).hexdigest()) == clock()
    assert await agreement_in_force(group) == agreement.key
    for party in PARTIES:
        assert len(await mails(party.email, "agreement-copy")) == 1


async def test_a_sealed_document_carries_the_proof_of_its_last_event_and_is_signed_with_the_trail(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    await agreement.sign_all()
    await AgreementWorker(agreement.signing).attend_due()
    pdf, known = await sealed_pdf(agreement.key), verifiers(agreement.signing.settings)

    proved = proved_event(attached_file(pdf, ATTACHED).decode(), known)

    *_, signed, in_force = await event_log(agreement.key)
    assert (proved["number"], proved["action"]) == (signed.number, "agreement.signed")
    assert in_force.details["sha256"] == hashlib.sha256(pdf).hexdigest()
    assert Checkpoint.read(await published_checkpoint(), known).size >= in_force.number
    with pytest.raises(ValueError, match="nothing of this kind"):
        attached_file(pdf, "another")


@pytest.mark.both_databases
async def test_nothing_is_sealed_on_a_trail_that_was_rewritten(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    await agreement.sign_all()
    await sign_checkpoint(agreement.signing.settings)
    await without_protection(database)
    await rewrite({1: {"action": "thing.forged"}})

    with pytest.raises(Rewritten):
        await attend(agreement.signing, agreement.key)

    assert await sealed_pdf(agreement.key) is None


@pytest.mark.both_databases
async def test_sealing_by_several_at_once_makes_one_document_and_one_set_of_mails(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    await agreement.sign_all()

    await asyncio.gather(*(attend(agreement.signing, agreement.key) for _ in range(3)))

    assert [len(await mails(party.email, "agreement-copy")) for party in PARTIES] == [1, 1, 1]
    actions = [event.action for event in await event_log(agreement.key)]
    assert actions.count("agreement.in-force") == 1


async def test_an_agreement_lapses_at_the_end_of_its_term(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    await agreement.sign_all()
    worker = AgreementWorker(agreement.signing)
    await worker.attend_due()
    standing = await agreement.now()
    assert standing.agreement.ends_at.year == clock().year + 3

    clock.set(standing.agreement.ends_at - timedelta(seconds=1))
    assert await agreement_in_force(standing.agreement.group)
    clock.advance(seconds=1)
    assert await agreement_in_force(standing.agreement.group) is None
    await worker.attend_due()
    assert (await agreement.now()).agreement.state == "lapsed"

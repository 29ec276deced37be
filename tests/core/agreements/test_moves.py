"""Every move of an agreement and of a signer: one door each, and the listener told inside the change."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import get_args
from uuid import UUID

import pytest

from core.agreements.actions import correct_address, decline, replace_signer, void
from core.agreements.context import Signing
from core.agreements.moving import answering, moving
from core.agreements.queries import agreement_in_force
from core.agreements.records import AgreementRecord, AgreementState, SignerState
from core.agreements.signers import Party
from core.agreements.states import MOVES, SIGNER_MOVES, NotPossible
from core.agreements.tables import Agreement, Signer
from core.agreements.worker import AgreementWorker
from core.audit.tables import AuditEvent
from core.database import Database
from tests.conftest import MovableClock
from tests.core.agreements.sample import BROWSER, MANAGER, OFFICER, SPONSOR, SUPPORT, Notebook, Sent, sent

SIGNED = [f"signed by {party.name}" for party in (SPONSOR, MANAGER, OFFICER)]


def _illegal(states: tuple[str, ...], moves: Mapping[str, frozenset[str]]) -> list[tuple[str, str]]:
    return [(state, to) for state, to in product(states, states) if to not in moves[state]]


async def _stored(agreement: Sent) -> tuple[object, ...]:
    """Everything a move could leave behind."""
    return await Agreement.select(), await Signer.select(), await AuditEvent.count(), agreement.told.what


async def test_an_agreement_makes_no_move_that_its_table_does_not_hold(
    database: Database, tmp_path: Path
) -> None:
    agreement = await sent(tmp_path)
    for state, to in _illegal(get_args(AgreementState), MOVES):
        await Agreement.update({Agreement.state: state}).where(Agreement.id == agreement.key)
        before = await _stored(agreement)
        with pytest.raises(NotPossible):
            async with moving(agreement.signing, agreement.key, to, by=SUPPORT, why="x", reason="x"):
                raise AssertionError("the block is not entered")
        assert await _stored(agreement) == before


async def test_a_signer_makes_no_move_that_their_table_does_not_hold(
    database: Database, tmp_path: Path
) -> None:
    agreement = await sent(tmp_path)
    signer = (await agreement.signer(SPONSOR)).id
    for state, to in _illegal(get_args(SignerState), SIGNER_MOVES):
        await Signer.update({Signer.state: state}).where(Signer.id == signer)
        before = await _stored(agreement)
        with pytest.raises(NotPossible):
            async with answering(agreement.signing, signer, to, by=BROWSER, reason="x"):
                raise AssertionError("the block is not entered")
        assert await _stored(agreement) == before


async def test_a_legal_answer_to_an_agreement_that_has_ended_changes_nothing(
    database: Database, tmp_path: Path
) -> None:
    agreement = await sent(tmp_path, (SPONSOR,))
    signer = (await agreement.signer(SPONSOR)).id
    await Agreement.update({Agreement.state: "expired"}).where(Agreement.id == agreement.key)
    before = (await _stored(agreement))[:3]
    with pytest.raises(NotPossible):
        async with answering(agreement.signing, signer, "signed", by=BROWSER):
            pass
    assert (await _stored(agreement))[:3] == before


async def test_the_listener_is_told_of_each_signature_the_seal_and_the_end_of_the_term(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    worker = AgreementWorker(agreement.signing)
    await agreement.sign_all()
    await worker.attend_due()
    clock.advance(days=3 * 366)
    await worker.attend_due()

    *earlier, last = agreement.told.what
    assert earlier == [*SIGNED, "in force"] and last.startswith("ended: The term of the ")
    states = [told.state for _, told in agreement.told.told]
    assert states == ["out", "out", "out", "in-force", "lapsed"]


async def test_the_listener_hears_of_an_agreement_in_force_when_it_binds_already(
    database: Database, clock: MovableClock, data: Path
) -> None:
    bound: list[UUID | None] = []

    @dataclass
    class Asking(Notebook):
        async def in_force(self, agreement: AgreementRecord) -> None:
            bound.append(await agreement_in_force(agreement.group))

    agreement = await sent(data)
    await agreement.sign_all()
    await AgreementWorker(replace(agreement.signing, listener=Asking())).attend_due()
    assert bound == [agreement.key]


async def test_the_listener_is_told_of_every_end_that_comes_unsigned(
    database: Database, clock: MovableClock, data: Path
) -> None:
    declined, called_off, expired = [await sent(data) for _ in range(3)]
    # The newest mail to the sponsor is of the last one that went out.
    opened = await expired.prove(SPONSOR)
    declined, expired = expired, declined
    await decline(declined.signing, opened.signer, opened.token, "Not with us", by=BROWSER)
    await void(called_off.signing, called_off.key, "A mistake", by=SUPPORT)
    clock.advance(days=30, seconds=1)
    worker = AgreementWorker(expired.signing)
    while await worker.attend_due():
        pass

    assert declined.told.what == ["ended: Not with us"]
    assert called_off.told.what == ["ended: A mistake"]
    assert expired.told.what == ["ended: Not everybody signed in time."]


async def test_a_replaced_agreement_is_told_as_other_signers_and_not_as_an_end(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    signer = (await agreement.signer(MANAGER)).id
    await correct_address(agreement.signing, signer, "paul@new.example", by=SUPPORT)
    new = Party("administrator", "Mia Chen", "mia@desertsun.example")
    key = await replace_signer(agreement.signing, signer, new, by=SUPPORT)

    assert agreement.told.what == ["signers changed", "signers changed"]
    assert [told.id for _, told in agreement.told.told] == [agreement.key, key]


async def test_when_the_listener_cannot_follow_nothing_has_happened(
    database: Database, clock: MovableClock, data: Path
) -> None:
    class Unable(Notebook):
        async def ended(self, agreement: AgreementRecord, why: str, *, by: object) -> None:
            raise OSError("cannot follow")

    agreement = await sent(data)
    before = await _stored(agreement)
    with pytest.raises(OSError, match="cannot follow"):
        await void(replace(agreement.signing, listener=Unable()), agreement.key, "A mistake", by=SUPPORT)
    assert await _stored(agreement) == before


def test_nothing_signs_without_a_listener() -> None:
    with pytest.raises(TypeError, match="listener"):
        Signing(mail=None, settings=None)

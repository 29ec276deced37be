"""Why an agreement is signed: one is open for each purpose, and another purpose changes nothing."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import get_args
from uuid import uuid4

import pytest

from core.agreements.actions import Dispatch, replace_signer, send_out, void
from core.agreements.content import Practice
from core.agreements.queries import agreement_in_force
from core.agreements.records import Purpose
from core.agreements.signers import Party
from core.agreements.tables import Agreement
from core.agreements.worker import AgreementWorker
from core.database import Database
from core.errors import Stale
from core.mail.tables import OutboxMail
from tests.conftest import MovableClock
from tests.core.agreements.sample import (
    ADMINISTRATOR,
    MANAGER,
    PARTIES,
    SUPPORT,
    Sent,
    practice,
    sent,
    signing,
)


async def _practice_of(agreement: Sent) -> Practice:
    return replace(practice(), key=(await agreement.now()).agreement.group)


async def _send(agreement: Sent, purpose: Purpose) -> Sent:
    dispatch = Dispatch(purpose, await _practice_of(agreement), PARTIES, uuid4())
    return Sent(agreement.signing, await send_out(agreement.signing.mail, dispatch, by=ADMINISTRATOR))


async def test_a_group_has_one_open_agreement_of_each_purpose(database: Database, tmp_path: Path) -> None:
    first = await sent(tmp_path)
    for purpose in get_args(Purpose)[1:]:
        await _send(first, purpose)
    for purpose in get_args(Purpose):
        with pytest.raises(Stale):
            await _send(first, purpose)
    assert await Agreement.count() == len(get_args(Purpose))


@pytest.mark.both_databases
@pytest.mark.parametrize("purpose", ["renewal", "transfer"])
async def test_of_two_sent_at_once_for_one_purpose_one_wins_and_the_other_leaves_nothing(
    database: Database, tmp_path: Path, purpose: Purpose
) -> None:
    mail, whom = signing(tmp_path).mail, practice()
    sending = (send_out(mail, Dispatch(purpose, whom, PARTIES), by=ADMINISTRATOR) for _ in range(4))
    found = await asyncio.gather(*sending, return_exceptions=True)

    assert sum(isinstance(each, Stale) for each in found) == 3
    assert await Agreement.count() == 1
    assert await OutboxMail.count() == len(PARTIES)


@pytest.mark.both_databases
async def test_of_two_sent_at_once_for_different_purposes_both_go_out(
    database: Database, tmp_path: Path
) -> None:
    mail, whom = signing(tmp_path).mail, practice()
    purposes: tuple[Purpose, ...] = ("renewal", "transfer")
    await asyncio.gather(*(send_out(mail, Dispatch(each, whom, PARTIES), by=SUPPORT) for each in purposes))
    assert await Agreement.count().where(Agreement.state == "out") == 2


async def test_an_open_renewal_or_transfer_leaves_the_agreement_in_force_as_it_is(
    database: Database, clock: MovableClock, data: Path
) -> None:
    first = await sent(data)
    await first.sign_all()
    await AgreementWorker(first.signing).attend_due()
    group = (await first.now()).agreement.group

    for purpose in ("renewal", "transfer"):
        other = await _send(first, purpose)
        assert await agreement_in_force(group) == first.key
        await void(first.signing, other.key, "Not needed", by=SUPPORT)
        assert await agreement_in_force(group) == first.key


async def test_an_agreement_that_is_replaced_keeps_its_purpose(database: Database, tmp_path: Path) -> None:
    renewal = await _send(await sent(tmp_path), "renewal")
    new = Party("administrator", "Mia Chen", "mia@desertsun.example")
    signer = (await renewal.signer(MANAGER)).id
    key = await replace_signer(renewal.signing, signer, new, by=SUPPORT)
    assert (await Sent(renewal.signing, key).now()).agreement.purpose == "renewal"

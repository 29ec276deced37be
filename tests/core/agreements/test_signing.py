"""Sending, proving, reading, signing and declining."""

from pathlib import Path

from core.database import Database
from tests.conftest import MovableClock
from tests.core.agreements.sample import PARTIES, mails, sent


async def test_each_signer_gets_a_mail_with_a_link_of_their_own(
    database: Database, clock: MovableClock, tmp_path: Path
) -> None:
    await sent(tmp_path)

    texts = [(await mails(party.email))[0]["text"] for party in PARTIES]
    assert len({text.split("/sign/")[1].split()[0] for text in texts}) == 3
    assert "Sponsoring physician" in texts[0]


async def test_three_signers_sign_and_the_agreement_waits_only_for_its_seal(
    database: Database, clock: MovableClock, tmp_path: Path
) -> None:
    agreement = await sent(tmp_path)
    for party in PARTIES:
        assert (await agreement.now()).agreement.state == "out"
        clock.advance(minutes=7)
        await agreement.sign(party)

    standing = await agreement.now()
    assert standing.agreement.state == "signed"
    assert standing.waiting_for == ()
    times = [(each.opened_at, each.read_at, each.consented_at) for each in standing.signers]
    assert all(all(row) for row in times)

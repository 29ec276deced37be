"""A typed name that is not the signer's is known from one that is only written another way."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.agreements.paper import certificate_data
from core.agreements.queries import event_log
from core.agreements.signature import typed
from core.agreements.typed_names import fits
from core.database import Database
from tests.conftest import MovableClock
from tests.core.agreements.sample import OFFICER, SPONSOR, sent

SAME = (
    ("Seamus OBrien", "Séamus O’Brien"),
    ("O'Brien, Séamus", "Séamus O’Brien"),
    ("SEAMUS J. O'BRIEN, M.D.", "Séamus O’Brien"),
    ("Amara Okafor", "Amara J Okafor"),
    ("Amara Jane Okafor", "Amara J Okafor"),
    ("Robert Smith Jr.", "Robert Smith"),
    ("Dr. Jane Doe", "Jane Doe, MD"),
    ("Vogt Annemarie", "Anne-Marie Vogt"),
    ("Bjorn Aas", "Bjørn Aas"),
    ("Otto Straße", "Otto Strasse"),
    ("José Nuñez", "Jose\u0301 Nun\u0303ez"),
    ("山田太郎", "山田 太郎"),
    ("Sukarno", "Sukarno"),
    ("Wei O", "Wei O"),
    ("Do Linh", "Linh Do"),
)
OTHER = (
    ("Mickey Mouse", "Séamus O’Brien"),
    ("x", "Séamus O’Brien"),
    ("S", "Séamus O’Brien"),
    ("Okafor", "Amara J Okafor"),
    ("A. Okafor", "Amara J Okafor"),
    ("Bob Smith", "Robert Smith"),
    ("Linh", "Linh Do"),
    ("Wei", "Wei O"),
    ("PA", "Ana Pa"),
    ("Luis Luis", "Luis Fuentes"),
    ("Amara Okafor Smith", "Amara Okafor"),
    ("-", "Ana Ma"),
)


@pytest.mark.parametrize(("written", "name"), SAME)
def test_another_spelling_is_the_same_name(written: str, name: str) -> None:
    assert fits(written, name)


@pytest.mark.parametrize(("written", "name"), OTHER)
def test_another_name_is_none_of_the_signers(written: str, name: str) -> None:
    assert not fits(written, name)


async def test_certificate_and_log_say_that_a_different_name_was_typed(
    database: Database, clock: MovableClock, data: Path
) -> None:
    agreement = await sent(data)
    await agreement.sign(OFFICER, typed("Mickey Mouse"))
    await agreement.sign(SPONSOR)

    site, events = agreement.signing.site, await event_log(agreement.key)
    drawn = certificate_data(site, await agreement.now(), events, clock())
    told = [str(signer["facts"]) for signer in drawn["signers"]]
    assert ["different name" in each for each in told] == [False, False, True]
    assert [each for each in drawn["events"] if "different name: Mickey Mouse" in each["words"]]
    assert (await agreement.signer(OFFICER)).typed_another_name
    assert not (await agreement.signer(SPONSOR)).typed_another_name

"""Time stamps by an authority: B-LTA, verified before it is stored, waited for when there is none."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random

import pyhanko_certvalidator.context
import pytest
from asn1crypto.parser import peek
from pyhanko.pdf_utils.reader import PdfFileReader

from core import clock as time_source
from core.agreements.paper import draw_pdf
from core.agreements.queries import agreement_in_force, sealed_pdf
from core.agreements.tables import SealedAgreement
from core.agreements.worker import AgreementWorker
from core.database import Database
from core.seal import NotSealed, put_seal, seal_certificates, sealing, verify
from core.settings import Settings
from tests.conftest import MovableClock
from tests.core.agreements.sample import PARTIES, mails, sent
from tests.core.seal.test_seal import MOMENT, ORGANIZATION, paper
from tests.time_stamp_authority import ANSWERS, TimeStampAuthority, time_stamp_authority

FAILURES = sorted(set(ANSWERS) - {"granted"})
WORDS = {
    "another digest": "time stamp on the seal is not valid",
    "a forged signature": "time stamp on the seal is not valid",
    "an unknown certificate": "Unable to build a validation path",
}


@pytest.fixture(scope="module")
def only_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TimeStampAuthority]:
    with time_stamp_authority(tmp_path_factory.mktemp("authority")) as authority:
        yield authority


@pytest.fixture
def authority(only_authority: TimeStampAuthority) -> TimeStampAuthority:
    only_authority.answer = "granted"
    return only_authority


@pytest.fixture(scope="module")
def settings(made_once: Path, only_authority: TimeStampAuthority) -> Settings:
    return _settings(made_once, only_authority)


@pytest.fixture(scope="module")
def plain() -> bytes:
    return draw_pdf(paper(), MOMENT)


@pytest.fixture(scope="module")
def stamped(settings: Settings, plain: bytes) -> bytes:
    return put_seal(plain, settings, ORGANIZATION, "Signed by all")


def _stamps(authority: TimeStampAuthority) -> dict[str, object]:
    return {"timestamp_url": authority.url, "timestamp_certificates": authority.certificates}


def _settings(folder: Path, authority: TimeStampAuthority) -> Settings:
    return Settings(demo=True, data_folder=folder, **_stamps(authority))


async def test_a_stamped_document_is_whole_and_says_who_stamped_it_and_when(
    stamped: bytes, settings: Settings
) -> None:
    verdict = await verify(stamped, seal_certificates(settings, ORGANIZATION))

    assert verdict.faults == () and "Test time stamps" in verdict.stamped_by
    assert verdict.stamped_at and abs(time_source.system_time() - verdict.stamped_at) < timedelta(minutes=30)


def test_it_holds_what_level_b_lta_asks_for(stamped: bytes) -> None:
    reader = PdfFileReader(BytesIO(stamped))
    seal, last = reader.embedded_signatures

    assert "signature_time_stamp_token" in [
        each["type"].native for each in seal.signer_info["unsigned_attrs"]
    ]
    assert reader.root["/DSS"]["/Certs"]
    assert last.sig_object_type == "/DocTimeStamp"
    _, _, after, length = last.byte_range
    assert after + length == len(stamped)


async def test_with_the_seal_s_certificate_alone_a_stamped_document_is_not_proved(
    stamped: bytes, made_once: Path
) -> None:
    without = Settings(demo=True, data_folder=made_once)
    assert not (await verify(stamped, seal_certificates(without, ORGANIZATION))).ok


async def test_a_hundred_and_fifty_flipped_bits_of_a_stamped_document_are_each_refused(
    stamped: bytes, settings: Settings
) -> None:
    """Everywhere but in the authority's last token: parts of its envelope are signed by nobody."""
    trusted, draws = seal_certificates(settings, ORGANIZATION), Random(200)
    seal, last = PdfFileReader(BytesIO(stamped)).embedded_signatures
    token = last.byte_range[1], last.byte_range[1] + 1 + 2 * peek(last.pkcs7_content)
    places = [draws.randrange(token[0]) for _ in range(50)]
    places += [draws.randrange(seal.byte_range[1], seal.byte_range[2]) for _ in range(50)]
    places += [draws.randrange(token[1], len(stamped)) for _ in range(50)]
    missed = []
    for number in places:
        changed = bytearray(stamped)
        changed[number] ^= 1 << draws.randrange(8)
        if (await verify(bytes(changed), trusted)).ok:
            missed.append(number)
    assert missed == []
    assert not (await verify(stamped + b"\n", trusted)).ok


async def test_it_is_still_whole_when_all_its_certificates_are_over(
    stamped: bytes, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return time_source.system_time() + timedelta(days=365 * 20)

    monkeypatch.setattr(pyhanko_certvalidator.context, "datetime", Later)
    assert (await verify(stamped, seal_certificates(settings, ORGANIZATION))).faults == ()


async def test_neither_the_authority_nor_whom_it_certified_can_seal_for_the_site(
    plain: bytes, settings: Settings, authority: TimeStampAuthority
) -> None:
    theirs = settings.model_copy(update={"seal_key": authority.own_key})
    with pytest.raises(NotSealed, match="another key than the site's"):
        await asyncio.to_thread(put_seal, plain, theirs, ORGANIZATION, "Signed by all")

    theirs = settings.model_copy(update={"seal_key": authority.key_of_somebody})
    forged = await asyncio.to_thread(put_seal, plain, theirs, ORGANIZATION, "Signed by all")
    verdict = await verify(forged, seal_certificates(settings, ORGANIZATION))
    assert verdict.faults[0] == "The seal was made with another key than the site's."


def test_pdfsig_finds_the_seal_valid_and_the_whole_document_stamped(stamped: bytes, tmp_path: Path) -> None:
    """Where it is installed."""
    if shutil.which("pdfsig"):
        file = tmp_path / "stamped.pdf"
        file.write_bytes(stamped)
        said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
        first, second = said.split("Signature #2")
        assert "Signature is Valid" in first
        assert "Total document signed" in second


@pytest.mark.parametrize("answer", FAILURES)
def test_without_a_proper_time_stamp_nothing_is_sealed_and_it_is_said_why(
    answer: str,
    authority: TimeStampAuthority,
    settings: Settings,
    plain: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealing, "STAMP_SECONDS", 2 if answer == "silence" else 30)
    authority.answer = answer
    words = WORDS.get(answer, "The time-stamp authority at 127.0.0.1 gave no time stamp: ")
    with pytest.raises(NotSealed, match=words):
        put_seal(plain, settings, ORGANIZATION, "Signed by all")


async def test_an_agreement_waits_while_the_authority_is_down_and_is_sealed_when_it_is_back(
    database: Database, clock: MovableClock, data: Path, authority: TimeStampAuthority
) -> None:
    agreement = await sent(data, **_stamps(authority))
    await agreement.sign_all()
    worker = AgreementWorker(agreement.signing)

    authority.stop()
    assert await worker.attend_due() == 1
    found = (await agreement.now()).agreement
    assert found.state == "signed" and await SealedAgreement.count() == 0
    assert await mails(PARTIES[0].email, "agreement-copy") == []
    assert await worker.attend_due() == 0

    authority.start()
    clock.advance(seconds=5)
    assert await worker.attend_due() == 1
    assert await agreement_in_force(found.group) == agreement.key
    pdf = await sealed_pdf(agreement.key)
    assert (await verify(pdf, seal_certificates(agreement.signing.settings, ORGANIZATION))).stamped_at


@pytest.mark.both_databases
async def test_while_the_authority_is_silent_everything_else_goes_on(
    database: Database,
    clock: MovableClock,
    data: Path,
    authority: TimeStampAuthority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealing, "STAMP_SECONDS", 2)
    agreement = await sent(data, **_stamps(authority))
    await agreement.sign_all()

    authority.answer = "silence"
    attending = asyncio.create_task(AgreementWorker(agreement.signing).attend_due())
    rounds = 0
    while not attending.done():
        await asyncio.sleep(0.01)
        rounds += 1
    assert await attending == 1 and rounds > 20
    assert (await agreement.now()).agreement.state == "signed"

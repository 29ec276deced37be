"""The seal: every flipped byte and every appended byte is refused, by us and by other judges."""

import hashlib
import random
import shutil
import stat
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

import core
from core.agreements.paper import draw_pdf
from core.seal import NoSealKey, put_seal, seal_certificates, verify
from core.seal.key_files import DEMO_KEY, demo_key
from core.settings import Settings
from core.texts import as_data, blocks_of
from core.texts.blocks import facts as table

MOMENT = datetime(2026, 11, 23, 16, tzinfo=UTC)
ORGANIZATION = "Health System"


def paper(name: str = "Rosa Alvarez") -> dict:
    text = {"title": "Agreement", "version": "1", "date": "2025-11-01"}
    text_blocks = blocks_of("## 1. One\n\n1.1 **Words** and *more*.\n\n- a\n- b\n\n1. c\n")
    blocks = [as_data(block) for block in text_blocks]
    facts = as_data(table(["Between", ORGANIZATION], ["and", "A practice", "1 Main St"]))
    signer = {"name": name, "parts": "Sponsor", "signed": "today", "facts": facts}
    lines = [[[0, 0], [300, 100], [600, 200]]]
    return {
        "content": text
        | {"organization": ORGANIZATION, "group": "A practice", "blocks": blocks}
        | {"consent": {"version": "1", "blocks": blocks}},
        "number": "1",
        "paper": "a4",
        "description": "An agreement",
        "noun": "Agreement",
        "zone": "Times are UTC.",
        "parties": facts,
        "document": facts,
        "signers": [
            signer | {"signature": {"kind": "typed", "text": name, "strokes": []}},
            signer | {"signature": {"kind": "drawn", "text": "", "strokes": lines}},
        ],
        "events": [{"number": "1", "at": "now", "words": "Sent", "by": name, "address": ""}],
        "last_leaf": "0" * 64,
    }


@pytest.fixture(scope="module")
def settings(made_once: Path) -> Settings:
    return Settings(demo=True, data_folder=made_once)


@pytest.fixture(scope="module")
def sealed(settings: Settings) -> bytes:
    return put_seal(draw_pdf(paper(), MOMENT), settings, ORGANIZATION, "Signed by all")


async def test_a_sealed_document_is_whole_and_a_stranger_s_certificate_does_not_judge_it(
    sealed: bytes, settings: Settings, tmp_path: Path
) -> None:
    verdict = await verify(sealed, seal_certificates(settings, ORGANIZATION))
    assert verdict.ok and ORGANIZATION in verdict.sealed_by

    stranger = seal_certificates(Settings(demo=True, data_folder=tmp_path), "Someone")
    assert not (await verify(sealed, stranger)).ok
    assert not (await verify(sealed, [])).ok


async def test_five_hundred_flipped_bits_are_each_refused(sealed: bytes, settings: Settings) -> None:
    trusted, draws = seal_certificates(settings, ORGANIZATION), random.Random(500)
    place = sealed.index(b"/Contents <")
    # Half of them where no signature reaches: in the place of the seal itself.
    places = [draws.randrange(len(sealed)) for _ in range(250)]
    places += [draws.randrange(place, place + 4000) for _ in range(250)]
    missed = []
    for number in places:
        changed = bytearray(sealed)
        changed[number] ^= 1 << draws.randrange(8)
        if (await verify(bytes(changed), trusted)).ok:
            missed.append(number)
    assert missed == []


@pytest.mark.parametrize("more", [b"\n", b"\0", b" ", b"%%EOF\n", b"A" * 1000])
async def test_appended_bytes_are_refused(sealed: bytes, settings: Settings, more: bytes) -> None:
    assert not (await verify(sealed + more, seal_certificates(settings, ORGANIZATION))).ok


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", b"\0" * 5000, b"%PDF-1.7\n" + b"9" * 5000])
async def test_what_is_no_sealed_document_is_refused_in_words(junk: bytes, settings: Settings) -> None:
    assert (await verify(junk, seal_certificates(settings, ORGANIZATION))).faults


async def test_an_unsealed_document_is_refused(settings: Settings) -> None:
    plain = draw_pdf(paper(), MOMENT)
    assert not (await verify(plain, seal_certificates(settings, ORGANIZATION))).ok


def test_other_programs_judge_alike(sealed: bytes, tmp_path: Path) -> None:
    """pdfsig and qpdf, where they are installed."""
    file = tmp_path / "sealed.pdf"
    file.write_bytes(sealed)
    if shutil.which("pdfsig"):
        said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=True).stdout
        assert "Signature is Valid" in said and "Total document signed" in said
        file.write_bytes(sealed.replace(b"/Type", b"/Typf", 1))
        said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid" not in said
    if shutil.which("qpdf"):
        file.write_bytes(sealed)
        subprocess.run(["qpdf", "--check", file], capture_output=True, check=True)


def test_the_same_data_gives_the_same_document_fit_for_archives_and_screen_readers() -> None:
    first, second = draw_pdf(paper(), MOMENT), draw_pdf(paper(), MOMENT)
    assert first == second
    assert b"pdfuaid" in first and b"pdfaid" in first


@pytest.mark.parametrize("name", ["山田 太郎", "Łukasz Žižek", "محمد", "#eval(1) $x$ *a* <b> @c \\ ]"])
def test_any_name_is_drawn_as_text(name: str) -> None:
    assert draw_pdf(paper(name), MOMENT).startswith(b"%PDF")


@pytest.mark.parametrize("name", ["山田 太郎", "さくら 李", "Łukasz Žižek", "Жанна Ελένη"])
def test_names_in_other_scripts_can_be_read_in_the_sealed_document(name: str, tmp_path: Path) -> None:
    file = tmp_path / "agreement.pdf"
    file.write_bytes(draw_pdf(paper(name), MOMENT))
    said = subprocess.run(["pdftotext", str(file), "-"], check=True, capture_output=True, text=True).stdout
    assert all(part in said for part in name.split()) and "[U+" not in said


def test_the_font_for_them_is_the_one_that_was_taken_in() -> None:
    folder = Path(core.__file__).parent / "fonts"
    digest = hashlib.sha256((folder / "DroidSansFallbackFull.ttf").read_bytes()).hexdigest()
    assert digest in (folder / "SOURCE.md").read_text("utf-8")


def test_a_demo_makes_its_key_once_and_for_its_owner_only(tmp_path: Path) -> None:
    demo_key(tmp_path, ORGANIZATION)
    before = (tmp_path / DEMO_KEY).read_bytes()
    demo_key(tmp_path, ORGANIZATION)

    assert (tmp_path / DEMO_KEY).read_bytes() == before
    assert stat.S_IMODE((tmp_path / DEMO_KEY).stat().st_mode) == 0o600


def test_without_a_key_that_fits_the_fault_is_told(tmp_path: Path) -> None:
    for given in ({}, {"seal_key": tmp_path / "none.pem"}, {"seal_pkcs12": tmp_path / "none.p12"}):
        with pytest.raises(NoSealKey, match=r"seal"):
            seal_certificates(Settings(**given), ORGANIZATION)

"""`portal agreement verify`: exit codes and words."""

import asyncio
import shutil
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from core import clock
from core.agreements.paper import draw_pdf
from core.agreements.tables import Agreement, SealedAgreement
from core.database import connect
from core.seal import put_seal
from core.seal.key_files import CERTIFICATE
from core.seal.verifying import verify
from core.settings import Settings
from tests.core.seal.test_seal import MOMENT, ORGANIZATION, paper
from web.commands import portal


def run(*words: object) -> Result:
    return CliRunner().invoke(portal, ["agreement", "verify", *map(str, words)])


@pytest.fixture
def sealed(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in {"DATABASE_URL": sqlite_url, "DATA_FOLDER": str(tmp_path), "DEMO": "true"}.items():
        monkeypatch.setenv(f"PORTAL_{name}", value)
    settings = Settings(demo=True, data_folder=tmp_path)
    file = tmp_path / "agreement.pdf"
    file.write_bytes(put_seal(draw_pdf(paper(), MOMENT), settings, ORGANIZATION, "Signed"))
    return file


async def _store(url: str, pdf: bytes) -> None:
    database = await connect(url)
    agreement = Agreement(group=uuid4(), state="in-force", sent_at=MOMENT, expires_at=MOMENT)
    await Agreement.insert(agreement)
    sha256 = (await verify(pdf, [])).sha256
    row = SealedAgreement(agreement=agreement.id, pdf=pdf, sha256=sha256, sealed_at=clock.now())
    await SealedAgreement.insert(row)
    await database.close()


def test_a_document_of_this_site_is_whole_and_known(sealed: Path, sqlite_url: str) -> None:
    asyncio.run(_store(sqlite_url, sealed.read_bytes()))

    result = run(sealed)

    assert result.exit_code == 0, result.output
    assert "in the site's own record since" in result.output


def test_a_document_the_site_never_stored_is_refused(sealed: Path) -> None:
    result = run(sealed)

    assert result.exit_code == 1 and "record does not have" in result.output


def test_with_a_certificate_neither_settings_nor_a_database_are_needed(
    sealed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = shutil.copy(tmp_path / CERTIFICATE, tmp_path / "public.pem")
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")

    assert run(sealed, "--certificate", certificate).exit_code == 0
    sealed.write_bytes(sealed.read_bytes() + b"\n")
    result = run(sealed, "--certificate", certificate)
    assert result.exit_code == 1 and "Something was added" in result.output


def test_without_a_database_the_seal_alone_judges_and_says_so(
    sealed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")

    result = run(sealed)

    assert result.exit_code == 0 and "not compared with the site's own record" in result.output

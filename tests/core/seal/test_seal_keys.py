"""The configured key of the seal, PKCS#12 or PEM with a passphrase, and every way it can be wrong."""

import asyncio
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from core import clock
from core.agreements.paper import draw_pdf
from core.seal import put_seal, seal_certificates, seal_faults, verify
from core.settings import Settings
from tests.core.seal.test_seal import MOMENT, ORGANIZATION, paper
from tests.core.test_settings import FIT
from web.commands import portal

PHRASE = "open sesame"
VALID = "Signature is Valid"


def certificate(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, days: int = 30) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Configured seal")])
    now = clock.system_time()
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=60)).not_valid_after(now + timedelta(days=days))
    return builder.sign(key, hashes.SHA256())


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a key, its certificate, the two as PKCS#12, and an expired and a foreign certificate."""
    key, locked = ec.generate_private_key(ec.SECP256R1()), BestAvailableEncryption(PHRASE.encode())
    own = certificate(key)
    archive = serialize_key_and_certificates(b"seal", key, own, None, locked)
    (tmp_path / "seal.p12").write_bytes(archive)
    (tmp_path / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    (tmp_path / "own.pem").write_bytes(own.public_bytes(Encoding.PEM))
    (tmp_path / "expired.pem").write_bytes(certificate(key, days=-1).public_bytes(Encoding.PEM))
    other = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "other.pem").write_bytes(certificate(other).public_bytes(Encoding.PEM))
    (tmp_path / "text.pem").write_text("not a certificate")
    return tmp_path


def archive(folder: Path, **changes: object) -> dict[str, object]:
    return {"seal_pkcs12": folder / "seal.p12", "seal_passphrase": PHRASE} | changes


def pem(folder: Path, name: str = "own.pem", **changes: object) -> dict[str, object]:
    given = {"seal_key": folder / "key.pem", "seal_certificate": folder / name, "seal_passphrase": PHRASE}
    return {**given, "seal_pkcs12": None} | changes


@pytest.mark.parametrize("given", [archive, pem])
async def test_a_configured_key_seals_and_its_certificate_judges(
    files: Path, given: Callable[[Path], dict[str, object]]
) -> None:
    settings = Settings(**given(files))
    assert seal_faults(settings) == []
    sealed = await asyncio.to_thread(put_seal, draw_pdf(paper(), MOMENT), settings, ORGANIZATION, "Signed")
    verdict = await verify(sealed, seal_certificates(settings, ORGANIZATION))

    assert verdict.faults == () and verdict.sealed_by == "Common Name: Configured seal"
    (files / "sealed.pdf").write_bytes(sealed)
    assert VALID in await asyncio.to_thread(pdfsig, files / "sealed.pdf")


def pdfsig(file: Path) -> str:
    """What it says, where it is installed."""
    if not shutil.which("pdfsig"):
        return VALID
    words = ["pdfsig", "-nocert", file]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


WRONG: list[tuple[Callable[[Path], dict[str, object]], str]] = [
    (lambda folder: archive(folder, seal_passphrase="wrong"), "seal_passphrase: does not open "),
    (lambda folder: archive(folder, seal_passphrase=""), "seal_passphrase: does not open "),
    (lambda folder: archive(folder, seal_pkcs12=folder / "none"), "seal_pkcs12: there is no file "),
    (lambda folder: archive(folder, seal_pkcs12=folder), "seal_pkcs12: there is no file "),
    (lambda folder: pem(folder, seal_passphrase="wrong"), "seal_passphrase: does not open "),
    (lambda folder: pem(folder, seal_passphrase=""), "seal_passphrase: does not open "),
    (lambda folder: pem(folder, seal_key=folder / "none"), "seal_key: there is no file "),
    (lambda folder: pem(folder, "none"), "seal_certificate: there is no file "),
    (lambda folder: pem(folder, "text.pem"), "seal_certificate: cannot be read: "),
    (lambda folder: pem(folder, "other.pem"), "seal_certificate: does not fit the key of the seal"),
    (lambda folder: pem(folder, "expired.pem"), "seal_certificate: is only valid from "),
    (
        lambda folder: archive(folder, timestamp_certificates=folder / "none"),
        "timestamp_certificates: there is no file ",
    ),
    (
        lambda folder: archive(folder, timestamp_url="http://127.0.0.1:9/tsa"),
        "timestamp_certificates: is missing, time stamps could not be judged",
    ),
]


@pytest.mark.parametrize(("given", "words"), WRONG)
def test_the_portal_does_not_start_with_a_key_that_cannot_seal_and_names_the_setting(
    files: Path,
    given: Callable[[Path], dict[str, object]],
    words: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours = {
        "database_url": f"sqlite:///{files / 'x.sqlite'}",
        "site": "banner",
        "data_folder": files / "none",
    }
    changed = {**FIT, **ours} | given(files)
    for name, value in changed.items():
        if value is not None:
            monkeypatch.setenv(f"PORTAL_{name.upper()}", str(value))
    if changed["seal_pkcs12"] is None:
        monkeypatch.delenv("PORTAL_SEAL_PKCS12", raising=False)
    for command in ("serve", "worker"):
        result = CliRunner().invoke(portal, [command])
        assert result.exit_code == 1
        (line,) = result.output.strip().splitlines()
        assert line.startswith(words)

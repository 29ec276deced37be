"""The key of the seal as it is in files, with its certificates; without what seals, which is large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    load_key_and_certificates,
    serialize_key_and_certificates,
)
from cryptography.x509.oid import NameOID

from core import clock
from core.files import write_once
from core.settings import Settings

DEMO_KEY = "seal-key.p12"
CERTIFICATE = "seal-certificate.pem"
DEMO_NAME = "Seal of agreements (demonstration)"
DEMO_YEARS = 10


class NoSealKey(Exception):
    """The settings name no key, or one that cannot be used; `str` says why."""


@dataclass(frozen=True, slots=True)
class KeyInFiles:
    """A key, its own certificate, and those that stand for that one."""

    key: PrivateKeyTypes
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]


def key_in_files(settings: Settings, organization: str) -> KeyInFiles:
    """Read the key that the settings name, or that of a demo; NoSealKey says what is wrong with them."""
    phrase = settings.seal_passphrase.get_secret_value().encode() or None
    if settings.seal_key:
        with _naming("seal_passphrase: does not open", settings.seal_key):
            key = load_pem_private_key(settings.seal_key.read_bytes(), phrase)
        name = "seal_certificate" if settings.seal_certificate else "seal_key"
        with _naming(f"{name}: cannot be read:", file := settings.seal_certificate or settings.seal_key):
            chain = x509.load_pem_x509_certificates(file.read_bytes())
        return _fitting(key, chain, name)
    archive = settings.seal_pkcs12
    if archive is None:
        if not settings.demo:
            raise NoSealKey(
                "No key of the seal is configured: seal_pkcs12, or seal_key and seal_certificate."
            )
        archive, phrase = demo_key(settings.data_folder, organization), None
    return _in_archive(archive, phrase)


def certificates_of_stamps(settings: Settings) -> list[x509.Certificate]:
    """Read the certificates that time stamps are judged by."""
    if settings.timestamp_certificates is None:
        return []
    with _naming("timestamp_certificates: cannot be read:", settings.timestamp_certificates):
        return x509.load_pem_x509_certificates(settings.timestamp_certificates.read_bytes())


def _in_archive(archive: Path, phrase: bytes | None) -> KeyInFiles:
    with _naming("seal_passphrase: does not open", archive):
        key, certificate, others = load_key_and_certificates(archive.read_bytes(), phrase)
    if key is None or certificate is None:
        raise NoSealKey(f"seal_pkcs12: {archive} does not hold both a key and its certificate")
    return _fitting(key, [certificate, *others], "seal_pkcs12")


def _fitting(key: PrivateKeyTypes, chain: Sequence[x509.Certificate], name: str) -> KeyInFiles:
    public = _bytes_of(key.public_key())
    own = next((each for each in chain if _bytes_of(each.public_key()) == public), None)
    if own is None:
        raise NoSealKey(f"{name}: does not fit the key of the seal")
    return KeyInFiles(key, own, tuple(each for each in chain if each != own))


def _bytes_of(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@contextmanager
def _naming(words: str, file: Path) -> Iterator[None]:
    """Turn whatever a library says of a file into words that name the setting."""
    try:
        yield
    except (OSError, ValueError, TypeError) as problem:
        raise NoSealKey(f"{words} {file}: {problem}") from problem


def lies_open(settings: Settings) -> bool:
    """Tell whether the file with the key opens without its passphrase."""
    file = settings.seal_key or settings.seal_pkcs12
    if file is None or settings.seal_pkcs11_module:
        return False
    try:
        if settings.seal_key:
            load_pem_private_key(file.read_bytes(), None)
        else:
            load_key_and_certificates(file.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        return False
    return True


def demo_key(folder: Path, organization: str) -> Path:
    """Return the file with a demo's own key, made first if there is none; its certificate is beside it."""
    file = folder / DEMO_KEY
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        key = rsa.generate_private_key(public_exponent=65537, key_size=3072)
        certificate = _certificate(key, organization)
        write_once(file, serialize_key_and_certificates(b"seal", key, certificate, None, NoEncryption()))
        _, kept, _ = load_key_and_certificates(file.read_bytes(), None)
        if kept is not None:
            (folder / CERTIFICATE).write_bytes(kept.public_bytes(Encoding.PEM))
    return file


def _certificate(key: rsa.RSAPrivateKey, organization: str) -> x509.Certificate:
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, DEMO_NAME),
        ]
    )
    # The wall clock, not the portal's: readers of PDFs compare this certificate with the time they know.
    moment = clock.system_time()
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"), False
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(moment - timedelta(days=1))
        .not_valid_after(moment + timedelta(days=365 * DEMO_YEARS))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                encipher_only=False,
                decipher_only=False,
                **usage,
            ),
            critical=True,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )

"""The key of the seal: kept in files, which a demo makes for itself, or in a hardware module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign import SimpleSigner
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core.seal.key_files import KeyInFiles, NoSealKey, certificates_of_stamps, key_in_files
from core.settings import Settings


@contextmanager
def seal_key(settings: Settings, organization: str) -> Iterator[Signer]:
    """Yield the key that seals while the block runs; NoSealKey says what is wrong with the settings."""
    if settings.seal_pkcs11_module:
        with _in_hardware(settings) as signer:
            yield signer
        return
    yield _signer(key_in_files(settings, organization))


def seal_certificates(settings: Settings, organization: str) -> list[Certificate]:
    """List the certificates that the seal and its time stamps are judged by."""
    with seal_key(settings, organization) as signer:
        return certificates_of(settings, signer)


def certificates_of(settings: Settings, signer: Signer) -> list[Certificate]:
    """List the same for a key that is at hand already, its own certificate first."""
    if signer.signing_cert is None:
        raise NoSealKey("The key of the seal has no certificate.")
    return [signer.signing_cert, *signer.cert_registry, *map(_asn1, certificates_of_stamps(settings))]


def certificates_in(file: Path) -> list[Certificate]:
    """Read the certificates in a PEM file, in their order; OSError or ValueError when there are none."""
    return [_asn1(each) for each in x509.load_pem_x509_certificates(file.read_bytes())]


def _signer(found: KeyInFiles) -> SimpleSigner:
    registry: SimpleCertificateStore = SimpleCertificateStore()  # type: ignore[no-untyped-call] # not annotated there
    registry.register_multiple(map(_asn1, found.others))
    inside = found.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=_asn1(found.certificate),
        signing_key=PrivateKeyInfo.load(inside),
        cert_registry=registry,
    )


def _asn1(certificate: x509.Certificate) -> Certificate:
    return Certificate.load(certificate.public_bytes(Encoding.DER))


@contextmanager
def _in_hardware(settings: Settings) -> Iterator[Signer]:
    """A key that never leaves its PKCS#11 module; needs the extra `[hsm]`."""
    try:
        from pyhanko.config.pkcs11 import PKCS11SignatureConfig, TokenCriteria  # noqa: PLC0415 - an extra
        from pyhanko.sign.pkcs11 import PKCS11SigningContext  # noqa: PLC0415 - an extra
    except ImportError as problem:
        raise NoSealKey('A PKCS#11 module needs the extra "hsm" to be installed.') from problem
    config = PKCS11SignatureConfig(
        module_path=str(settings.seal_pkcs11_module),
        token_criteria=TokenCriteria(label=settings.seal_pkcs11_token),
        cert_label=settings.seal_pkcs11_label,
    )
    pin = settings.seal_pkcs11_pin.get_secret_value() or None
    with ExitStack() as stack:
        try:
            signer = stack.enter_context(PKCS11SigningContext(config, pin))
            certificates_of(settings, signer)
        except NoSealKey:
            raise
        # Each module has errors of its own; none of them puts the PIN into its words.
        except Exception as problem:
            raise NoSealKey(f"seal_pkcs11_module, _token, _label or _pin: {problem}") from problem
        yield signer

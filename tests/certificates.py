"""A certificate authority for the tests, and certificates made by it: for a server, for time stamps."""

import datetime as dt
import ipaddress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from core import clock


def make_certificates(folder: Path) -> tuple[Path, Path]:
    """A test authority (to be trusted through SSL_CERT_FILE) and a certificate with key for localhost."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name("Test authority")
    authority = _certificate(issuer, issuer, authority_key, authority_key, [_for_signing(True)])
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))]
    )
    server = _certificate(_name("localhost"), issuer, key, authority_key, [_for_signing(False), names])
    trusted, served = folder / "authority.pem", folder / "server.pem"
    trusted.write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    served.write_bytes(_private(key) + server.public_bytes(serialization.Encoding.PEM))
    return trusted, served


def make_seal_key(folder: Path) -> tuple[Path, Path]:
    """A key of the seal, on an elliptic curve so that it seals in no time, and its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name("Seal of the tests")
    certificate = _certificate(name, name, key, key, [_for_signing(False)])
    kept, shown = folder / "seal-key.pem", folder / "seal-certificate.pem"
    kept.write_bytes(_private(key))
    shown.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return kept, shown


def locked_seal_files(folder: Path) -> dict[str, Any]:
    """The settings of a key of the seal that lies locked in its file, as production demands."""
    kept, shown = make_seal_key(folder)
    phrase, coding = "seal-of-the-tests", serialization.Encoding.PEM
    key = serialization.load_pem_private_key(kept.read_bytes(), None)
    locked = serialization.BestAvailableEncryption(phrase.encode())
    kept.write_bytes(key.private_bytes(coding, serialization.PrivateFormat.PKCS8, locked))
    return {"seal_key": kept, "seal_certificate": shown, "seal_passphrase": phrase}


@dataclass(frozen=True)
class StampCertificates:
    """One key for time stamps, and who certified it."""

    key: rsa.RSAPrivateKey
    # The certificate of the authority, which tests trust, and what it says of the key.
    root: x509.Certificate
    own: x509.Certificate
    # The same authority about the same key, but not for time stamps.
    other_use: x509.Certificate
    # Another authority about it.
    stranger: x509.Certificate


def make_stamp_certificates() -> StampCertificates:
    """A key with all its certificates."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    root_key, other_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    name, root, other = _name("Test time stamps"), _name("Time stamps"), _name("Another authority")
    return StampCertificates(
        key,
        _certificate(root, root, root_key, root_key, [_for_signing(True)]),
        _certificate(name, root, key, root_key, [_for_signing(False), usage]),
        _certificate(_name("Someone"), root, key, root_key, [_for_signing(False)]),
        _certificate(name, other, key, other_key, [_for_signing(False), usage]),
    )


def _private(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _for_signing(yes: bool) -> x509.BasicConstraints:
    return x509.BasicConstraints(ca=yes, path_length=None)


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    extensions: list[Any],
) -> x509.Certificate:
    now = clock.system_time()
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.ExtendedKeyUsage))
    return builder.sign(signer, hashes.SHA256())

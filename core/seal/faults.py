"""Can the settings seal? Asked before the portal starts, so that no signed agreement has to find out."""

from __future__ import annotations

from cryptography import x509
from cryptography.x509.oid import NameOID

from core import clock
from core.seal.key_files import DEMO_NAME, NoSealKey, certificates_of_stamps, key_in_files, lies_open
from core.settings import Settings

_FILES = ("seal_pkcs12", "seal_key", "seal_certificate", "seal_pkcs11_module", "timestamp_certificates")


def seal_faults(settings: Settings) -> list[str]:
    """List what is wrong with the seal and what judges time stamps, each with the name of its setting."""
    if faults := [*_missing_files(settings), *_unjudged_stamps(settings)]:
        return faults
    name = _named(settings)
    if not name:
        # A demo makes its key when it first seals; that production needs one is told by its settings.
        return []
    try:
        certificate = _certificate(settings)
        return [*_out_of_time(name, certificate), *_careless(settings, name, certificate)]
    except NoSealKey as problem:
        return [str(problem)]


def _certificate(settings: Settings) -> x509.Certificate:
    """The certificate of the seal, when it, its key and those of time stamps can be had."""
    if settings.seal_pkcs11_module:
        from core.seal.keys import seal_key  # noqa: PLC0415 - what seals is large, and files do without

        with seal_key(settings, "") as signer:
            if signer.signing_cert is None:
                raise NoSealKey("The key of the seal has no certificate.")
            found = x509.load_der_x509_certificate(signer.signing_cert.dump())
    else:
        found = key_in_files(settings, "").certificate
    certificates_of_stamps(settings)
    return found


def _missing_files(settings: Settings) -> list[str]:
    named = {name: getattr(settings, name) for name in _FILES}
    return [f"{name}: there is no file {file}" for name, file in named.items() if file and not file.is_file()]


def _unjudged_stamps(settings: Settings) -> list[str]:
    if settings.timestamp_url and not settings.timestamp_certificates:
        return ["timestamp_certificates: is missing, time stamps could not be judged"]
    return []


def _named(settings: Settings) -> str:
    """The setting that brings the certificate of the seal."""
    if settings.seal_pkcs11_module:
        return "seal_pkcs11_label"
    if settings.seal_key:
        return "seal_certificate" if settings.seal_certificate else "seal_key"
    return "seal_pkcs12" if settings.seal_pkcs12 else ""


def _careless(settings: Settings, name: str, certificate: x509.Certificate) -> list[str]:
    """What only a demo may do: seal as one, and with a key that whoever copies the file can use."""
    if settings.demo:
        return []
    shown = {each.value for each in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)}
    checks = {
        f"{name}: is the seal of a demonstration": DEMO_NAME in shown,
        "seal_passphrase: is missing, the key of the seal lies open in its file": lies_open(settings),
    }
    return [fault for fault, found in checks.items() if found]


def _out_of_time(name: str, certificate: x509.Certificate) -> list[str]:
    # The wall clock, as readers of PDFs have it.
    first, last = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if first <= clock.system_time() <= last:
        return []
    return [f"{name}: is only valid from {first:%Y-%m-%d} to {last:%Y-%m-%d}"]

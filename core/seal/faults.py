"""Can the settings seal? Asked before the portal starts, so that no signed agreement has to find out."""

from __future__ import annotations

from asn1crypto.x509 import Certificate

from core import clock
from core.seal.keys import DEMO_NAME, NoSealKey, certificates_of, lies_open, seal_key
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
        with seal_key(settings, "") as signer:
            certificate = certificates_of(settings, signer)[0]
            return [*_out_of_time(name, certificate), *_careless(settings, name, certificate)]
    except NoSealKey as problem:
        return [str(problem)]


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


def _careless(settings: Settings, name: str, certificate: Certificate) -> list[str]:
    """What only a demo may do: seal as one, and with a key that whoever copies the file can use."""
    if settings.demo:
        return []
    shown = certificate.subject.native.get("common_name", "")
    checks = {
        f"{name}: is the seal of a demonstration": shown == DEMO_NAME,
        "seal_passphrase: is missing, the key of the seal lies open in its file": lies_open(settings),
    }
    return [fault for fault, found in checks.items() if found]


def _out_of_time(name: str, certificate: Certificate) -> list[str]:
    # The wall clock, as readers of PDFs have it.
    first, last = certificate.not_valid_before, certificate.not_valid_after
    if first <= clock.system_time() <= last:
        return []
    return [f"{name}: is only valid from {first:%Y-%m-%d} to {last:%Y-%m-%d}"]

"""Until when the certificates last that a deployment names: of its seal, and those that judge time stamps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.seal.keys import NoSealKey, certificates_in, seal_key
from core.settings import Settings


def lasting_until(settings: Settings) -> Mapping[str, datetime | None]:
    """Say by its setting until when each certificate lasts; None where that can't be read.

    A hardware module is not asked, and a demo that names no seal has none to look at.
    """
    found: dict[str, datetime | None] = {}
    if settings.seal_key or settings.seal_pkcs12:
        found["seal"] = _of_seal(settings)
    if file := settings.timestamp_certificates:
        try:
            found["time stamps"] = min(each.not_valid_after for each in certificates_in(file))
        except (OSError, ValueError):
            found["time stamps"] = None
    return found


def _of_seal(settings: Settings) -> datetime | None:
    try:
        with seal_key(settings, "") as signer:
            return signer.signing_cert.not_valid_after if signer.signing_cert else None
    except NoSealKey:
        return None

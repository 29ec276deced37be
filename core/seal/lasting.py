"""Until when the certificates last that a deployment names: of its seal, and those that judge time stamps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.seal.key_files import NoSealKey, certificates_of_stamps, key_in_files
from core.settings import Settings


def lasting_until(settings: Settings) -> Mapping[str, datetime | None]:
    """Say by its setting until when each certificate lasts; None where that can't be read.

    A hardware module is not asked, and a demo that names no seal has none to look at.
    """
    found: dict[str, datetime | None] = {}
    if settings.seal_key or settings.seal_pkcs12:
        found["seal"] = _of_seal(settings)
    if settings.timestamp_certificates:
        try:
            found["time stamps"] = min(each.not_valid_after_utc for each in certificates_of_stamps(settings))
        except NoSealKey:
            found["time stamps"] = None
    return found


def _of_seal(settings: Settings) -> datetime | None:
    try:
        return key_in_files(settings, "").certificate.not_valid_after_utc
    except NoSealKey:
        return None

"""What no backup holds: the secrets, keys and files without which a restored database serves nobody."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from core.audit.signing import key_file
from core.settings import CONFIG, PREFIX, Settings

_SECRETS = ("secret_key", "pepper", "smtp_password", "seal_passphrase", "seal_pkcs11_pin")
_FILES = ("seal_pkcs12", "seal_key", "seal_certificate", "seal_pkcs11_module", "timestamp_certificates")


def kept_beside(settings: Settings, site: Path) -> tuple[str, ...]:
    """Name every setting and file of this deployment that has to be kept beside its backups, in words."""
    return (
        f"{site}: the profile of the site, with its texts and whatever files it names",
        f"{key_file(settings)}: the key that signs the trail (PORTAL_TRAIL_KEY)",
        *_files(settings),
        *_secrets(settings),
        *([f"{os.environ[CONFIG]}: the file of settings ({CONFIG})"] if os.environ.get(CONFIG) else []),
        "the applications that are installed beside the product, in their versions",
    )


def _files(settings: Settings) -> Iterator[str]:
    for name in _FILES:
        if file := getattr(settings, name):
            yield f"{file} ({PREFIX}{name.upper()})"
    if settings.demo:
        yield f"{settings.data_folder}: the secrets and the seal that a demo makes for itself"


def _secrets(settings: Settings) -> Iterator[str]:
    for name in _SECRETS:
        if not settings.demo and getattr(settings, name).get_secret_value():
            yield f"{PREFIX}{name.upper()}"
    if settings.former_secret_keys:
        yield f"{PREFIX}FORMER_SECRET_KEYS"
    if settings.former_trail_keys:
        yield f"{PREFIX}FORMER_TRAIL_KEYS"
    if settings.connector_secrets:
        yield f"{PREFIX}CONNECTOR_SECRETS, with {', '.join(sorted(settings.connector_secrets))}"

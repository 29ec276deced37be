"""The key that signs the trail. It is in a file, never in the database, and drawn from no other secret."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import urlsplit

from core.files import write_once
from core.settings import Settings
from core.tlog import LogKey, Unsound, Verifiers

FILE = "trail-key"


class NoTrailKey(Exception):
    """There is no key that signs the trail, or none that can be read; `str` says what to do."""


def key_file(settings: Settings) -> Path:
    """Say where the key is kept."""
    return settings.trail_key or settings.data_folder / FILE


def trail_key(settings: Settings) -> LogKey:
    """Read the key; a demo makes one for itself. NoTrailKey names what is wrong."""
    file = key_file(settings)
    if settings.demo and not file.exists():
        return new_trail_key(settings)
    try:
        return LogKey.parse(file.read_text("ascii"))
    except FileNotFoundError as problem:
        raise NoTrailKey(
            f"trail_key: there is no file {file}; `portal audit key --new` makes it"
        ) from problem
    except (OSError, ValueError, Unsound) as problem:
        raise NoTrailKey(f"trail_key: cannot be read: {file}: {problem}") from problem


def new_trail_key(settings: Settings) -> LogKey:
    """Make the key, for the eyes of its owner; NoTrailKey when there is a file already that holds none.

    The log bears the address of the site as it is now, and keeps this name for as long as the key lasts.
    """
    address = urlsplit(settings.base_url)
    file = key_file(settings)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_once(file, LogKey.new(f"{address.netloc}{address.path}/trail").text.encode())
    return trail_key(settings.model_copy(update={"demo": False}))


def verifiers(settings: Settings) -> Verifiers:
    """List the public keys that checkpoints of this trail are verified with; NoTrailKey as above."""
    try:
        return Verifiers((trail_key(settings).verifier, *Verifiers.parse(settings.former_trail_keys)))
    except Unsound as problem:
        raise NoTrailKey(f"former_trail_keys: {problem}") from problem


def trail_faults(settings: Settings) -> list[str]:
    """List what is wrong with the key, before the portal starts."""
    if settings.demo:
        return []
    try:
        verifiers(settings)
    except NoTrailKey as problem:
        return [str(problem)]
    file = key_file(settings)
    open_to_others = stat.S_IMODE(file.stat().st_mode) & 0o077
    return [f"trail_key: others may read {file}; it must have the mode 0600"] if open_to_others else []

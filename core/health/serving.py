"""This server: its disk, its backup, its certificates and secrets, and the versions of what it runs."""

from __future__ import annotations

import asyncio
import platform
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core import clock
from core.audit.signing import key_file
from core.backup.making import BACKED_UP
from core.backup.manifest import product_version
from core.health.found import (
    Chapter,
    Sight,
    State,
    for_how_long,
    how_bad,
    how_scarce,
    in_bytes,
    so_many,
    worst,
)
from core.portal import Portal
from core.provisioning.connectors.choosing import faults_of_secrets
from core.settings import Settings
from core.webhooks.signing import faults_of_hook_keys

OLD_BACKUP, VERY_OLD_BACKUP = timedelta(hours=26), timedelta(hours=72)
ENDING, ENDING_SOON = timedelta(days=30), timedelta(days=7)
LITTLE_ROOM, NO_ROOM = 2e9, 5e8
LITTLE_SHARE, NO_SHARE = 0.15, 0.05
OPERATOR = "Ask whoever runs the server to"


async def server_of(portal: Portal, settings: Settings) -> Chapter:
    """Look at this server; whatever touches its disk waits beside everything else."""
    found = await asyncio.to_thread(_on_disk, settings)
    return Chapter("This server", [*found, _secrets(portal, settings)])


def _on_disk(settings: Settings) -> Sequence[Sight]:
    return [_room(settings), _backup(settings), *_certificates(settings)]


def _room(settings: Settings) -> Sight:
    folder = _there(settings.data_folder)
    try:
        disk = shutil.disk_usage(folder)
    except OSError:
        return Sight("Disk", "unknown", "We can’t read how much room the data folder has.")
    share = disk.free / disk.total if disk.total else 0.0
    state = worst(
        (
            how_scarce(float(disk.free), look=LITTLE_ROOM, act=NO_ROOM),
            how_scarce(share, look=LITTLE_SHARE, act=NO_SHARE),
        )
    )
    words = f"{in_bytes(disk.free)} of {in_bytes(disk.total)} are free where the data folder is."
    if not settings.database_file:
        words = f"{words} We don’t see the disk of the database server."
    return Sight(
        "Disk",
        state,
        words,
        f"{OPERATOR} make room. Without room we store nothing." if state != "fine" else "",
    )


def _there(folder: Path) -> Path:
    """The folder itself, or the first above it that there is."""
    return next((each for each in (folder, *folder.resolve().parents) if each.exists()), Path("/"))


def _backup(settings: Settings) -> Sight:
    file = settings.data_folder / BACKED_UP
    try:
        made = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    except OSError:
        words = "Nothing here says when the last backup was made."
        todo = f"{OPERATOR} run “portal backup” every night, which touches “{BACKED_UP}” in the data folder."
        return Sight("Backup", "unknown" if settings.demo else "look", words, todo)
    age = clock.system_time() - made
    state = how_bad(age, look=OLD_BACKUP, act=VERY_OLD_BACKUP)
    words = f"The last backup ended {for_how_long(age)} ago."
    return Sight(
        "Backup", state, words, f"{OPERATOR} find out why a newer one is missing." if state != "fine" else ""
    )


def _certificates(settings: Settings) -> Sequence[Sight]:
    from core.seal.lasting import lasting_until  # noqa: PLC0415 - what seals is large, and loaded by few

    found = [_certificate(what, until) for what, until in lasting_until(settings).items()]
    if settings.seal_pkcs11_module:
        words = "The certificate of the seal is in a hardware module, which this page doesn’t ask."
        found.append(Sight("Certificate of the seal", "unknown", words))
    words = "It belongs to the proxy in front of this server, which this page doesn’t see."
    return [*found, Sight("Certificate of the site’s address", "unknown", words)]


def _certificate(what: str, until: datetime | None) -> Sight:
    about = f"Certificate of the {what}"
    if until is None:
        return Sight(about, "act", "We can’t read it.", f"{OPERATOR} look at its file.")
    left = until - clock.system_time()
    if left <= timedelta():
        ended = f"It ended {for_how_long(-left)} ago."
        return Sight(about, "act", ended, f"{OPERATOR} put a new one in its place.")
    state: State = how_scarce(left, look=ENDING, act=ENDING_SOON)
    words = f"It lasts for {for_how_long(left)} more."
    return Sight(about, state, words, f"{OPERATOR} get a new one in time." if state != "fine" else "")


def _secrets(portal: Portal, settings: Settings) -> Sight:
    """Which secrets are set, by their names; never what they are."""
    named = {
        "secret key": bool(settings.secret_key.get_secret_value()),
        "pepper": bool(settings.pepper.get_secret_value()),
        "password of the email server": bool(settings.smtp_password.get_secret_value()),
        "key of the seal": bool(settings.seal_key or settings.seal_pkcs12 or settings.seal_pkcs11_module),
        "key of the trail": key_file(settings).exists(),
        **{
            f"secret “{name}”": bool(value.get_secret_value())
            for name, value in sorted(settings.connector_secrets.items())
        },
    }
    given = settings.connector_secrets
    missing = len(
        [*faults_of_secrets(portal.applications, given), *faults_of_hook_keys(portal.site.webhooks, given)]
    )
    there = ", ".join(name for name, is_set in named.items() if is_set) or "none"
    absent = ", ".join(name for name, is_set in named.items() if not is_set) or "none"
    words = f"Set: {there}. Not set: {absent}."
    if earlier := len(settings.former_secret_keys):
        words = f"{words} {so_many(earlier, 'earlier secret key is', 'earlier secret keys are')} kept."
    if missing:
        words = f"{words} {so_many(missing, 'connection lacks', 'connections lack')} its secret."
        return Sight("Secrets", "act", words, f"{OPERATOR} set what is missing, and restart it.")
    return Sight("Secrets", "fine", words)


def versions_of(portal: Portal) -> Sequence[tuple[str, str]]:
    """List what runs here, with its version."""
    site, texts = portal.site, portal.site.texts
    terms, privacy = texts.terms.version, texts.privacy.version
    profile = f"{site.slug}, with version {terms} of its terms and version {privacy} of its privacy policy"
    plugins = [
        (application.name, f"{slug}, with version {application.fields_version} of its questions")
        for slug, application in portal.applications.items()
    ]
    return [
        ("Product", product_version()),
        ("Python", platform.python_version()),
        ("Site profile", profile),
        *plugins,
    ]

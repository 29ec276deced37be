"""Putting a backup into an empty database: all of it, with a trail that verifies, or nothing."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from core.actor import SYSTEM
from core.audit import note
from core.audit.checkpoints import Rewritten, evidence, sign_checkpoint
from core.audit.putting_back import put_end
from core.audit.verification import Broken, Elsewhere, Head, Verified, verify
from core.backup.archive import NOT_WHOLE, Backup, BackupFaults, open_backup
from core.backup.manifest import BackupManifest, PartSaid, manifest_of
from core.backup.refusing import fault_of_file, fault_of_tables, fault_of_trail, faults_of_backup
from core.database import elsewhere, migrate, transaction
from core.database.copying import (
    copy_in,
    count_for_planner,
    count_on,
    damage,
    hold_all,
    in_order,
    stored_columns,
)
from core.identity.queries import is_lived_in
from core.identity.sessions import end_every
from core.key_mark.checking import forget_marks
from core.settings import Settings
from core.site import SiteProfile
from core.tlog.tree import Frontier

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored: what it says of itself, its trail or what is wrong with that, the sessions ended."""

    manifest: BackupManifest
    trail: Verified | str
    sessions: int


def that_fits(
    file: Path, settings: Settings, site: SiteProfile, plugins: Mapping[str, Path]
) -> BackupManifest:
    """Say what a backup holds that fits this deployment; BackupFaults otherwise. No database is needed."""
    with open_backup(file) as backup:
        manifest = manifest_of(backup)
        _require([*faults_of_backup(backup, settings, site, plugins), *fault_of_trail(manifest)])
        return manifest


async def faults_of_place(settings: Settings) -> list[str]:
    """Say what keeps any backup from being restored where the settings say, such as what is there already."""
    if target := settings.database_file:
        return fault_of_file(target)
    try:
        async with elsewhere(settings.database_url):
            return await fault_of_tables()
    # Each driver has errors of its own; none of them puts the password into its words.
    except Exception as problem:
        return [f"database_url: can’t be opened: {problem}"]


async def restore(
    file: Path,
    settings: Settings,
    site: SiteProfile,
    plugins: Mapping[str, Path],
    *,
    with_broken_trail: bool = False,
) -> Restored:
    """Restore a backup; BackupFaults, with nothing touched, where it doesn't fit or the database isn't empty.

    `settings` name the role that owns the tables. Sessions are ended, because some of them ended after the
    backup was made. Broken when the trail is not whole: then nothing is stored either, but where
    `with_broken_trail` says that it has to be; then the event of the restore and the log say what is wrong.
    """
    with open_backup(file) as backup:
        faults = faults_of_backup(backup, settings, site, plugins)
        faults += [] if with_broken_trail else fault_of_trail(manifest_of(backup))
        if target := settings.database_file:
            _require([*faults, *fault_of_file(target)])
            return await _into_file(backup, target, settings, with_broken_trail)
        async with elsewhere(settings.database_url):
            _require([*faults, *await fault_of_tables()])
            return await _into_tables(backup, settings, plugins, with_broken_trail)


def _require(faults: list[str]) -> None:
    if faults:
        raise BackupFaults(faults)


async def _into_file(backup: Backup, target: Path, settings: Settings, may_be_broken: bool) -> Restored:
    """Make the database beside its place, and give it its name when all is well."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    manifest = manifest_of(backup)
    (part,) = manifest.parts
    draft = target.with_name(f"{target.name}.{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.writelines(_chunks(backup, part))
        async with elsewhere(f"sqlite:///{draft}"):
            restored = await _settled(manifest, settings, may_be_broken)
        _sync(draft)
        os.link(draft, target)
    finally:
        for end in ("", "-wal", "-shm"):
            draft.with_name(draft.name + end).unlink(missing_ok=True)
    async with elsewhere(settings.database_url):
        await _sign(settings, restored)
    return restored


async def _into_tables(
    backup: Backup, settings: Settings, plugins: Mapping[str, Path], may_be_broken: bool
) -> Restored:
    await migrate(plugins)
    async with transaction():
        await hold_all(await stored_columns())
        _require(await fault_of_tables())
        manifest = manifest_of(backup)
        await _fill(backup, manifest)
        restored = await _settled(manifest, settings, may_be_broken)
    await count_for_planner()
    await _sign(settings, restored)
    return restored


async def _fill(backup: Backup, manifest: BackupManifest) -> None:
    await forget_marks()
    parts = {part.table: part for part in manifest.parts}
    for table in await in_order(await stored_columns()):
        if (part := parts.pop(table, None)) is not None:
            rows = await copy_in(table, part.columns, _chunks(backup, part))
            if rows != part.rows:
                raise BackupFaults(
                    [f"the backup {NOT_WHOLE}: {table} has {rows} rows instead of {part.rows}"]
                )
    if parts:
        raise BackupFaults([f"there is no table for {', '.join(sorted(parts))}"])
    await put_end(manifest.trail.number, manifest.trail.frontier)
    await count_on()


async def _settled(manifest: BackupManifest, settings: Settings, may_be_broken: bool) -> Restored:
    """Verify the trail as it was backed up, and have it go on with what a restore itself does."""
    if faults := await damage():
        raise BackupFaults([f"the database would be damaged: {faults}"])
    end = manifest.trail
    head = Head(end.number, Frontier.read(end.number, end.frontier).root.hex())
    found = await _walked(evidence(settings, head, lived_in=await is_lived_in()), may_be_broken)
    ended = await end_every(by=SYSTEM)
    said: dict[str, Any] = {
        "made_at": manifest.made_at.isoformat(),
        "number": end.number,
        "product": manifest.product,
    }
    if broken := end.fault or (found if isinstance(found, str) else ""):
        log.critical("trail.restored-broken", why=broken)
        said["broken_trail"] = broken
    await note("database.restored", by=SYSTEM, **said)
    return Restored(manifest, broken or found, ended)


async def _walked(known: Elsewhere, may_be_broken: bool) -> Verified | str:
    try:
        return await verify(known)
    except Broken as problem:
        if not may_be_broken:
            raise
        return str(problem)


async def _sign(settings: Settings, restored: Restored) -> None:
    """Sign what was restored; a broken trail may be one that can't be, and was said to be broken already."""
    try:
        await sign_checkpoint(settings)
    except Rewritten:
        if not isinstance(restored.trail, str):
            raise


def _chunks(backup: Backup, part: PartSaid) -> Iterator[bytes]:
    """Yield a part; BackupFaults at its end when it is another than the manifest says."""
    digest, size = hashlib.sha256(), 0
    for chunk in backup.chunks(part.name):
        digest.update(chunk)
        size += len(chunk)
        yield chunk
    if (size, digest.hexdigest()) != (part.size, part.sha256):
        raise BackupFaults([f"the backup {NOT_WHOLE}: {part.name} isn’t what its manifest says"])


def _sync(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())

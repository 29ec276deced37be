"""Writing the whole database into one file while others go on reading and writing."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from core import clock
from core.actor import SYSTEM
from core.audit import note
from core.audit.checkpoints import Rewritten, sign_checkpoint
from core.audit.reading import newest_checkpoint, stored_head
from core.audit.signing import trail_key
from core.backup.archive import CHUNK, MANIFEST, BackupFaults, NewArchive, new_backup
from core.backup.beside import kept_beside
from core.backup.manifest import BackupManifest, Mark, PartSaid, Trail, product_version
from core.database import current, elsewhere, pending_migrations
from core.database.copying import (
    Columns,
    at_one_moment,
    copy_file,
    copy_out,
    damage,
    stored_columns,
    stored_migrations,
)
from core.demo_mark import is_demo
from core.key_mark.checking import marks
from core.settings import Settings
from core.site import SiteProfile

# Touched in the data folder when a backup is whole: the page of health says how old it is.
BACKED_UP = "last-backup"
FILE_PART = "database.sqlite"
# What a restored database has by its migrations: their own record, and the row for the end of the trail.
NOT_COPIED = ("migration", "audit_head")


@dataclass(frozen=True, slots=True)
class Made:
    """What was backed up, and what is wrong with its trail, in words; empty when nothing is."""

    manifest: BackupManifest
    trail_fault: str


async def back_up(file: Path, settings: Settings, site: SiteProfile) -> Made:
    """Write the open database into a new file, and its event into the trail.

    The trail is signed first, so that a checkpoint stands for what the file holds; where it cannot be signed
    the backup is made all the same. FileExistsError when there is such a file, NoTrailKey, BackupFaults for a
    damaged database or one that waits for a migration.
    """
    if await pending_migrations():
        raise BackupFaults(["the database isn’t migrated: run `portal migrate`"])
    trail_key(settings)
    with new_backup(file, settings.keys) as draft:
        await note("database.backed-up", by=SYSTEM, file=file.name)
        fault = await _signed(settings)
        async with _still(file) as copy:
            parts = [_of_file(draft, copy)] if copy else await _of_tables(draft, await stored_columns())
            manifest = await _manifest(settings, site, parts)
        with draft.part(MANIFEST) as part:
            part.write(manifest.model_dump_json(indent=1).encode())
    if not fault:
        (settings.data_folder / BACKED_UP).touch(mode=0o600)
    return Made(manifest, fault)


async def _signed(settings: Settings) -> str:
    try:
        await sign_checkpoint(settings)
    except Rewritten as problem:
        return str(problem)
    return ""


@asynccontextmanager
async def _still(file: Path) -> AsyncIterator[Path | None]:
    """Have the tables stand still: those of PostgreSQL themselves, or a copy of the file, which is given."""
    if current().kind == "postgres":
        async with at_one_moment():
            yield None
        return
    copy = file.with_name(f"{file.name}.{secrets.token_hex(8)}.sqlite")
    try:
        await copy_file(copy)
        async with elsewhere(f"sqlite:///{copy}"):
            if found := await damage():
                raise BackupFaults([f"the database is damaged: {found}"])
            yield copy
    finally:
        for end in ("", "-wal", "-shm"):
            copy.with_name(copy.name + end).unlink(missing_ok=True)


def _of_file(draft: NewArchive, copy: Path) -> PartSaid:
    with draft.part(FILE_PART) as part, copy.open("rb") as content:
        while chunk := content.read(CHUNK):
            part.write(chunk)
    return PartSaid(name=FILE_PART, size=part.size, sha256=part.sha256)


async def _of_tables(draft: NewArchive, tables: Columns) -> list[PartSaid]:
    found = []
    for table, columns in tables.items():
        if table not in NOT_COPIED:
            name = f"tables/{table}.copy"
            with draft.part(name) as part:
                rows = await copy_out(table, columns, part.write)
            said = {"name": name, "size": part.size, "sha256": part.sha256}
            found.append(PartSaid(**said, table=table, columns=columns, rows=rows))
    return found


async def _manifest(settings: Settings, site: SiteProfile, parts: list[PartSaid]) -> BackupManifest:
    head = await stored_head() or {"number": 0, "frontier": ""}
    key, checkpoint = str(trail_key(settings).verifier), await newest_checkpoint() or ""
    return BackupManifest(
        product=product_version(),
        made_at=clock.now(),
        site=site.slug,
        demo=await is_demo(),
        kind="sqlite" if current().kind == "sqlite" else "postgres",
        migrations=await stored_migrations(),
        tables=await stored_columns(),
        trail=Trail(number=head["number"], frontier=head["frontier"], key=key, checkpoint=checkpoint),
        marks=tuple(Mark(**row) for row in await marks()),
        beside=kept_beside(settings, site.folder),
        parts=tuple(parts),
    )

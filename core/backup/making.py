"""Writing the whole database into one file while others go on reading and writing."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from core import clock
from core.actor import SYSTEM
from core.audit import note
from core.audit.checkpoints import Rewritten, evidence, sign_checkpoint
from core.audit.reading import newest_checkpoint, stored_head
from core.audit.signing import trail_key
from core.audit.verification import Broken, Elsewhere, verify
from core.backup.archive import CHUNK, MANIFEST, BackupFaults, NewArchive, new_backup
from core.backup.beside import kept_beside
from core.backup.manifest import BackupManifest, Mark, PartSaid, Trail, product_version
from core.database import current, elsewhere, pending_migrations
from core.database.copying import (
    at_one_moment,
    copy_file,
    copy_out,
    damage,
    stored_columns,
    stored_migrations,
)
from core.database.registry import all_tables
from core.demo_mark import is_demo
from core.identity.queries import is_lived_in
from core.key_mark.checking import marks
from core.settings import Settings
from core.site import SiteProfile
from core.tlog import Unsound

# Touched in the data folder when a backup is whole: the page of health says how old it is.
BACKED_UP = "last-backup"
FILE_PART = "database.sqlite"
# What a restored database has by its migrations: their own record, and the row for the end of the trail.
NOT_COPIED = ("migration", "audit_head")


@dataclass(frozen=True, slots=True)
class Made:
    """What was backed up, and that its trail could not be signed, in words; empty when it was."""

    manifest: BackupManifest
    not_signed: str

    @property
    def is_good(self) -> bool:
        """Tell whether it was signed, and is a backup from which everything comes back by itself."""
        return not self.not_signed and not self.manifest.trail.fault


async def back_up(file: Path, settings: Settings, site: SiteProfile) -> Made:
    """Write the open database into a new file, and its event into the trail.

    The trail is signed first, so that a checkpoint stands for what the file holds, and what the file holds is
    walked from end to end. Where the one or the other fails the backup is made all the same, and says so.
    FileExistsError when there is such a file, NoTrailKey, BackupFaults for a damaged database, one that waits
    for a migration, or one without all tables of the product.
    """
    await _require_all_tables()
    trail_key(settings)
    with new_backup(file, settings.keys) as draft:
        await note("database.backed-up", by=SYSTEM, file=file.name)
        not_signed = await _signed(settings)
        # Read before the tables stand still: another process may keep a checkpoint of more events meanwhile.
        known = _known(settings)
        async with _still(file) as copy:
            parts = [_of_file(draft, copy)] if copy else await _of_tables(draft)
            manifest = await _manifest(settings, site, parts, await _trail_fault(known))
        with draft.part(MANIFEST) as part:
            part.write(manifest.model_dump_json(indent=1).encode())
    made = Made(manifest, not_signed)
    if made.is_good:
        (settings.data_folder / BACKED_UP).touch(mode=0o600)
    return made


async def _require_all_tables() -> None:
    if await pending_migrations():
        raise BackupFaults(["the database isn’t migrated: run `portal migrate`"])
    if lacking := {each._meta.tablename for each in all_tables()} - {*await stored_columns()}:
        where = "are they in another schema than public?" if current().kind == "postgres" else ""
        raise BackupFaults(
            [f"the database lacks tables of the product: {', '.join(sorted(lacking))}; {where}".rstrip("; ")]
        )


async def _signed(settings: Settings) -> str:
    try:
        await sign_checkpoint(settings)
    except Rewritten as problem:
        return str(problem)
    return ""


def _known(settings: Settings) -> Elsewhere | str:
    """What is known of the trail outside the database, or why that can't be read."""
    try:
        return evidence(settings)
    except Unsound as problem:
        return f"what was signed last can’t be read: {problem}"


async def _trail_fault(known: Elsewhere | str) -> str:
    """Walk the trail that is backed up as a restore will; say what is wrong with it, or nothing."""
    if isinstance(known, str):
        return known
    try:
        await verify(replace(known, lived_in=await is_lived_in()))
    except Broken as problem:
        return str(problem)
    return ""


@asynccontextmanager
async def _still(file: Path) -> AsyncIterator[Path | None]:
    """Have the tables stand still: those of PostgreSQL themselves, or a copy of the file, which is given."""
    if current().kind == "postgres":
        async with at_one_moment():
            yield None
        return
    # The database makes the copy with the mode it likes: what closes it to others is its folder.
    with tempfile.TemporaryDirectory(prefix=f"{file.name}.", suffix=".part", dir=file.parent) as folder:
        copy = Path(folder) / FILE_PART
        await copy_file(copy)
        async with elsewhere(f"sqlite:///{copy}"):
            if found := await damage():
                raise BackupFaults([f"the database is damaged: {found}"])
            yield copy


def _of_file(draft: NewArchive, copy: Path) -> PartSaid:
    with draft.part(FILE_PART) as part, copy.open("rb") as content:
        while chunk := content.read(CHUNK):
            part.write(chunk)
    return PartSaid(name=FILE_PART, size=part.size, sha256=part.sha256)


async def _of_tables(draft: NewArchive) -> list[PartSaid]:
    found = []
    for table, columns in (await stored_columns()).items():
        if table not in NOT_COPIED:
            name = f"tables/{table}.copy"
            with draft.part(name) as part:
                rows = await copy_out(table, columns, part.write)
            said = {"name": name, "size": part.size, "sha256": part.sha256}
            found.append(PartSaid(**said, table=table, columns=columns, rows=rows))
    return found


async def _manifest(
    settings: Settings, site: SiteProfile, parts: list[PartSaid], fault: str
) -> BackupManifest:
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
        trail=Trail(
            number=head["number"], frontier=head["frontier"], key=key, checkpoint=checkpoint, fault=fault
        ),
        marks=tuple(Mark(**row) for row in await marks()),
        beside=kept_beside(settings, site.folder),
        parts=tuple(parts),
    )

"""What speaks against restoring a backup here, all of it, before anything is touched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from piccolo.table import Table

from core.audit.checkpoints import KEPT, kept_checkpoint
from core.audit.signing import NoTrailKey, key_file, verifiers
from core.backup.archive import ANOTHER_KEY, Backup
from core.backup.manifest import BackupManifest, manifest_of, product_version
from core.database.copying import stored_columns, with_rows
from core.database.migrating import APP, known_migrations
from core.database.registry import all_tables, plugin_tables
from core.key_mark.checking import faults_with_marks
from core.settings import Settings
from core.site import SiteProfile
from core.tlog import Checkpoint, Unsound

KINDS = {"sqlite": "SQLite", "postgres": "PostgreSQL"}
# `portal migrate` leaves these in an empty database; what the backup has of them takes their place.
LEFT_BY_MIGRATING = ("migration", "key_mark", "audit_head")


def faults_of_backup(
    backup: Backup, settings: Settings, site: SiteProfile, plugins: Mapping[str, Path]
) -> list[str]:
    """List what doesn't fit this deployment, each with what to do; BackupFaults for what cannot be read."""
    manifest = manifest_of(backup)
    if fault := _version(manifest.product, product_version()):
        return [fault]
    found = [*_deployment(manifest, settings, site), *_schema(manifest, plugins)]
    marks = [each.model_dump() for each in manifest.marks]
    if faults := faults_with_marks(settings.keys, marks):
        return [*found, *(f"{each} (the backup is of a database with others)" for each in faults)]
    return [*found, *([] if backup.is_of(settings.keys) else [f"the backup {ANOTHER_KEY}"])] or [
        *_trail(manifest, settings)
    ]


def _version(theirs: str, ours: str) -> str:
    if theirs == ours:
        return ""
    if _numbers(theirs) > _numbers(ours):
        then = f"install version {theirs} here, and restore with that"
    else:
        then = f"install version {theirs}, restore with that, then install {ours} and run `portal migrate`"
    return f"the backup is of version {theirs} of the product, and this is {ours}: {then}"


def _numbers(version: str) -> list[int]:
    return [int(each) for each in re.findall(r"\d+", version)]


def _deployment(manifest: BackupManifest, settings: Settings, site: SiteProfile) -> Iterator[str]:
    if manifest.site != site.slug:
        yield f"site: the backup is of the site {manifest.site}, and this is {site.slug}"
    if manifest.demo != settings.demo:
        whose = "of a demo, and this is none" if manifest.demo else "of no demo, and this is one"
        yield f"demo: the backup is {whose}"
    ours = "sqlite" if settings.database_file else "postgres"
    if manifest.kind != ours:
        theirs = f"{KINDS[manifest.kind]}, and is restored into {KINDS[manifest.kind]} alone"
        yield f"database_url: is an address of {KINDS[ours]}; the backup is of {theirs}"


def _schema(manifest: BackupManifest, plugins: Mapping[str, Path]) -> Iterator[str]:
    """Say what the backup has that this installation doesn't know, or the other way round."""
    ours, theirs = known_migrations(plugins), manifest.migrations
    gone = sorted(app for app, names in theirs.items() if app != APP and not {*names} <= {*ours.get(app, ())})
    if gone and manifest.kind == "postgres":
        yield (
            f"the backup has tables of {', '.join(gone)}: install and switch on that application as it was;"
            " after the restore it may be switched off again"
        )
    known = {each._meta.tablename: _columns(each) for each in (*all_tables(), *plugin_tables())}
    differ = {name for name, columns in manifest.tables.items() if {*columns} != known.get(name, {*columns})}
    missing = {each._meta.tablename for each in all_tables()} - {*manifest.tables}
    if [*theirs.get(APP, ())] != ours[APP] or differ or missing:
        which = ", ".join(sorted(differ | missing)) or "its migrations"
        yield (
            f"the backup has other tables than this version, though both are called {manifest.product}"
            f" ({which}): install exactly what it was made with"
        )


def _columns(table: type[Table]) -> set[str]:
    return {column._meta.name for column in table._meta.columns}


def _trail(manifest: BackupManifest, settings: Settings) -> Iterator[str]:
    """The trail is verified afterwards, with keys that have to be here before."""
    where = f"put its file at {key_file(settings)}, or its public key into former_trail_keys"
    try:
        known = verifiers(settings)
        if _is_checkpoint(manifest.trail.checkpoint) or not manifest.trail.fault:
            Checkpoint.read(manifest.trail.checkpoint, known)
    except (NoTrailKey, Unsound) as problem:
        yield f"trail_key: the trail of the backup is signed with {manifest.trail.key}: {where} ({problem})"
        return
    try:
        kept = kept_checkpoint(settings, known)
    except Unsound as problem:
        yield f"data_folder: its trail-checkpoint is of another trail: {problem}"
        return
    if kept and kept.size > manifest.trail.number:
        lost, file = kept.size - manifest.trail.number, settings.data_folder / KEPT
        yield (
            f"data_folder: {lost} events were signed after the backup was made and would be lost."
            f" If that has to be, move {file} away first and keep it, as it proves what was lost"
        )


def _is_checkpoint(written: str) -> bool:
    """Whether something was signed at all; a trail that was broken from its beginning may have nothing."""
    try:
        Checkpoint.parse(written)
    except Unsound:
        return False
    return True


def fault_of_trail(manifest: BackupManifest) -> list[str]:
    """Say what was wrong with the trail when the backup was made; nothing when it was whole."""
    if not manifest.trail.fault:
        return []
    return [
        f"the trail of the backup was broken when it was made: {manifest.trail.fault}."
        " Restore an older backup; if it has to be this one, say --with-broken-trail"
    ]


def fault_of_file(file: Path) -> list[str]:
    """Say that a SQLite database is there already; nothing when it is not."""
    beside = [file.with_name(file.name + end) for end in ("", "-wal", "-shm")]
    there = ", ".join(str(each) for each in beside if each.exists())
    return [f"database_url: {there} is there already; move it away first"] if there else []


async def fault_of_tables() -> list[str]:
    """Say that there is something in the open database of PostgreSQL; nothing when there is not."""
    tables = await stored_columns()
    found = await with_rows(table for table in tables if table not in LEFT_BY_MIGRATING)
    if not found:
        return []
    some = ", ".join(found[:5]) + (" and others" if len(found) > 5 else "")
    return [f"database_url: there are rows in {some}; restore into an empty database"]

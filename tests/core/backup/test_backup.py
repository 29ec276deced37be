"""A backup brings everything back, into an empty database alone, and a trail that verifies."""

from __future__ import annotations

import asyncio
import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from core.audit.tables import AuditEvent
from core.audit.verification import Broken, verify
from core.backup.archive import ANOTHER_KEY, NOT_WHOLE, BackupFaults
from core.backup.making import BACKED_UP, Made, back_up
from core.backup.manifest import product_version
from core.backup.restoring import faults_of_place, that_fits
from core.database import elsewhere
from core.database.copying import stored_columns
from core.identity import sessions
from tests.core.audit import trail
from tests.core.backup.faulty import Deployment, said, saying
from tests.practices import Practice

NOT_AS_BEFORE = {
    "audit_event",
    "audit_head",
    "audit_subtree",
    "audit_checkpoint",
    "account_session",
    "migration",
}
# What another process does to a portal while it is backed up.
WRITER = """
import asyncio, sys
from core.database import connect
from tests.core.audit import trail
async def main():
    await connect(sys.argv[1])
    while True:
        await trail.write(1)
        print("written", flush=True)
asyncio.run(main())
"""


async def made(deployment: Deployment, file: Path) -> Made:
    return await back_up(file, deployment.settings, deployment.site)


async def contents() -> dict[str, list[Any]]:
    tables = sorted({*await stored_columns()} - NOT_AS_BEFORE)
    rows = {table: await AuditEvent.raw(f'SELECT * FROM "{table}"') for table in tables}
    return {table: sorted(map(repr, found)) for table, found in rows.items()}


def modes(folder: Path, names: str) -> dict[str, int]:
    return {each.name: stat.S_IMODE(each.stat().st_mode) for each in sorted(folder.glob(names))}


def content_of(file: Path) -> bytes:
    return file.read_bytes()


def holding(file: Path, content: bytes) -> Path:
    file.write_bytes(content)
    return file


@pytest.mark.both_databases
async def test_everything_comes_back_but_sign_ins(
    practice: Practice, here: Deployment, there: Deployment, tmp_path: Path
) -> None:
    assert practice.by.account
    token = await sessions.start(practice.by.account, "full", by=practice.by)
    before = await contents()
    assert sum(map(bool, before.values())) > 25

    backup = await made(here, tmp_path / "x.backup")
    assert backup.is_good
    assert modes(tmp_path, "x.*") == {"x.backup": 0o600}
    assert modes(here.settings.data_folder, BACKED_UP) == {BACKED_UP: 0o600}
    restored = await there.restored(tmp_path / "x.backup")

    assert not isinstance(restored.trail, str)
    assert (restored.trail.number, restored.sessions) == (backup.manifest.trail.number, 1)
    assert await sessions.find(token, sessions.LONGEST) is not None
    async with elsewhere(there.settings.database_url):
        assert await contents() == before
        assert await sessions.find(token, sessions.LONGEST) is None
        assert (await verify()).number == restored.trail.number + 2
        with pytest.raises(Exception, match="only ever added to"):
            await AuditEvent.raw("DELETE FROM audit_event")
    assert set(modes(there.settings.data_folder, "*").values()) == {0o600}
    with pytest.raises(BackupFaults, match=r"there are rows in|is there already"):
        await there.restored(tmp_path / "x.backup")
    with pytest.raises(FileExistsError):
        await made(here, tmp_path / "x.backup")


@pytest.mark.both_databases
async def test_a_backup_is_of_one_moment_while_others_write(
    here: Deployment, there: Deployment, tmp_path: Path
) -> None:
    words = [sys.executable, "-c", WRITER, here.settings.database_url]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    writer = await asyncio.create_subprocess_exec(*words, stdout=subprocess.PIPE, env=environment)
    try:
        assert writer.stdout and await writer.stdout.readline() == b"written\n"
        backup = await made(here, tmp_path / "x.backup")
        assert await writer.stdout.readline()
    finally:
        writer.kill()
        await writer.wait()
    later = await verify()
    restored = await there.restored(tmp_path / "x.backup")
    assert not isinstance(restored.trail, str)
    assert 4 < restored.trail.number == backup.manifest.trail.number < later.number


@pytest.fixture
async def file(here: Deployment, tmp_path: Path) -> Path:
    await made(here, tmp_path / "x.backup")
    return tmp_path / "x.backup"


async def refused(deployment: Deployment, file: Path) -> str:
    """What is said against a restore, which has touched nothing."""
    folder, target = deployment.settings.data_folder, deployment.settings.database_file
    before = sorted(folder.iterdir())
    with pytest.raises(BackupFaults) as problem:
        await deployment.restored(file)
    assert sorted(folder.iterdir()) == before and (target is None or not target.exists())
    return str(problem.value)


def faulty(whole: bytes) -> Iterator[bytes]:
    """Files that were cut short or changed, or are something else."""
    cut = [whole[:length] for length in (0, 1, 100, len(whole) // 2, len(whole) - 1)]
    places = (0, 11, 40, len(whole) // 3, len(whole) - 1000, len(whole) - 145, len(whole) - 100)
    changed = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in places]
    yield from (*cut, *changed, whole + b" ", b"PK" * 500)


async def test_a_file_that_is_cut_short_or_changed_anywhere_is_refused(file: Path, there: Deployment) -> None:
    whole = content_of(file)
    for content in faulty(whole):
        assert NOT_WHOLE in await refused(there, holding(file, content))
    last = b"1" if whole.endswith(b"0") else b"0"
    assert ANOTHER_KEY in await refused(there, holding(file, whole[:-1] + last))
    holding(file, whole)
    assert that_fits(file, there.settings, there.site, there.plugins) == said(file)


async def test_a_backup_of_something_else_is_refused_in_words(
    file: Path, here: Deployment, there: Deployment
) -> None:
    tables = dict(said(file).tables)
    others: dict[str, dict[str, Any]] = {
        "version 99.1 of the product, and this is .*: install version 99.1 here": {"product": "99.1"},
        "version 0.0.1 .* restore with that, then install .* `portal migrate`": {"product": "0.0.1"},
        "has the format 7, and this version reads 1": {"format": 7},
        "of the site north, and this is banner": {"site": "north"},
        "of a demo, and this is none": {"demo": True},
        "an address of SQLite; the backup is of PostgreSQL": {"kind": "postgres"},
        r"other tables .* \(account\)": {"tables": {**tables, "account": ["id"]}},
        r"other tables .* \(person\)": {"tables": {each: tables[each] for each in {*tables} - {"person"}}},
        r"other tables .* \(its migrations\)": {"migrations": {"portal": ["portal_0001", "portal_0002"]}},
    }
    for words, other in others.items():
        changed = saying(file, here, **other)
        with pytest.raises(BackupFaults, match=words):
            await there.restored(changed)
        changed.unlink()
    migrations = {**said(file).migrations, "north": ["north_0001"]}
    of_plugin = saying(file, here, kind="postgres", migrations=migrations)
    with pytest.raises(BackupFaults, match="has tables of north: install and switch on that application"):
        await there.restored(of_plugin)
    assert said(file).product == product_version()


async def test_other_keys_are_named(file: Path, there: Deployment) -> None:
    for setting in ("secret_key", "pepper"):
        other = there.but(**{setting: type(there.settings.pepper)("another one " * 6)})
        assert f"{setting}: is another one" in await refused(other, file)
    rotated = there.but(
        secret_key=type(there.settings.pepper)("a new one " * 6),
        former_secret_keys=(there.settings.secret_key,),
    )
    assert that_fits(file, rotated.settings, rotated.site, rotated.plugins)
    key = there.settings.data_folder / "trail-key"
    key.rename(key.with_name("elsewhere"))
    assert f"is signed with {said(file).trail.key}: put its file at {key}" in await refused(there, file)


async def test_what_was_signed_later_is_not_lost_in_silence(
    file: Path, here: Deployment, there: Deployment, tmp_path: Path
) -> None:
    await trail.write(4)
    await made(here, tmp_path / "later.backup")
    kept = content_of(here.settings.data_folder / "trail-checkpoint")
    there_too = holding(there.settings.data_folder / "trail-checkpoint", kept)
    words = await refused(there, file)
    assert "5 events were signed after the backup was made and would be lost" in words
    there_too.unlink()
    assert (await there.restored(file)).manifest.trail.number == 4


@pytest.fixture
async def broken(here: Deployment, tmp_path: Path, database: Any) -> Path:
    """A backup of a trail in which somebody changed an event."""
    await trail.without_protection(database)
    await AuditEvent.raw("UPDATE audit_event SET actor_name = 'Somebody else' WHERE number = 2")
    backup = await made(here, tmp_path / "x.backup")
    assert not backup.is_good
    return tmp_path / "x.backup"


CHANGED = "event 2: is not as it was written"


@pytest.mark.both_databases
async def test_a_backup_of_a_broken_trail_says_so_and_is_no_good_one(
    broken: Path, here: Deployment, there: Deployment
) -> None:
    assert said(broken).trail.fault == CHANGED
    assert modes(here.settings.data_folder, BACKED_UP) == {}
    with pytest.raises(BackupFaults, match=f"{CHANGED}.*--with-broken-trail"):
        that_fits(broken, there.settings, there.site, there.plugins)
    assert CHANGED in await refused(there, broken)
    silent = saying(broken, here, trail=said(broken).trail.model_copy(update={"fault": ""}))
    with pytest.raises(Broken, match=CHANGED):
        await there.restored(silent)
    if there.settings.database_file:
        assert sorted(each.name for each in there.settings.data_folder.iterdir()) == ["trail-key"]
        return
    async with elsewhere(there.settings.database_url):
        assert not await AuditEvent.raw("SELECT 1 FROM audit_event LIMIT 1")
        await AuditEvent.raw("ALTER TABLE audit_head DISABLE TRIGGER audit_head_on")
    with pytest.raises(BackupFaults, match="trigger audit_head_on is switched off"):
        await there.restored(silent)


@pytest.mark.both_databases
async def test_a_broken_trail_is_restored_where_that_is_said_and_stays_broken(
    broken: Path, there: Deployment
) -> None:
    with capture_logs() as lines:
        restored = await there.restored(broken, with_broken_trail=True)
    assert restored.trail == CHANGED
    assert {"event": "trail.restored-broken", "log_level": "critical", "why": CHANGED} in lines
    async with elsewhere(there.settings.database_url):
        (row,) = await AuditEvent.raw("SELECT details FROM audit_event WHERE action = 'database.restored'")
        assert CHANGED in str(row["details"]) and "broken_trail" in str(row["details"])
        with pytest.raises(Broken, match=CHANGED):
            await verify()


async def test_a_database_without_one_of_our_tables_is_not_backed_up(
    here: Deployment, tmp_path: Path
) -> None:
    await AuditEvent.raw("ALTER TABLE account_session RENAME TO another")
    with pytest.raises(BackupFaults, match=r"lacks tables of the product: account_session$"):
        await made(here, tmp_path / "x.backup")
    assert modes(tmp_path, "x.*") == {} and (await verify()).number == 3


async def test_nobody_else_reads_the_copy_that_the_database_makes(
    here: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def looked() -> str:
        seen.append(modes(tmp_path, "x.*") | {each: 0 for each in modes(tmp_path, "x.*/*")})
        return ""

    seen: list[Any] = []
    monkeypatch.setattr("core.backup.making.damage", looked)
    before = os.umask(0)
    try:
        await made(here, tmp_path / "x.backup")
    finally:
        os.umask(before)
    (during,) = seen
    assert sorted(during.values()) == [0, 0o600, 0o700] and "database.sqlite" in during
    assert modes(tmp_path, "x.*") == {"x.backup": 0o600}


@pytest.mark.both_databases
async def test_what_is_there_already_is_said_before_a_restore(
    database: Any, here: Deployment, there: Deployment
) -> None:
    assert await faults_of_place(there.settings) == []
    (fault,) = await faults_of_place(here.settings)
    assert "is there already" in fault or "there are rows in" in fault
    nowhere = there.but(database_url="postgresql://nobody@127.0.0.1:1/none")
    assert "database_url: can’t be opened" in (await faults_of_place(nowhere.settings))[0]

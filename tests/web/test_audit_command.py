"""`portal audit`: exit codes and words."""

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.audit.tables import AuditEvent
from core.database import connect
from tests.conftest import MovableClock
from tests.core.audit import trail
from web.commands import portal


async def _prepare(url: str, *, tampered: bool) -> None:
    database = await connect(url)
    await trail.write(5)
    if tampered:
        await trail.without_protection(database)
        await AuditEvent.delete().where(AuditEvent.number == 4)
    await database.close()


@pytest.fixture
def audit(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)
    monkeypatch.setenv("PORTAL_DATA_FOLDER", str(tmp_path / "data"))
    assert CliRunner().invoke(portal, ["audit", "verify"]).exit_code == 1, "there is no key yet"
    assert CliRunner().invoke(portal, ["audit", "key", "--new"]).exit_code == 0
    return lambda *words: CliRunner().invoke(portal, ["audit", *map(str, words)])


def test_a_whole_trail_ends_with_its_head(audit, database_url: str) -> None:
    asyncio.run(_prepare(database_url, tampered=False))

    result = audit("verify")

    assert result.exit_code == 0
    assert "the trail is whole: 5 events" in result.output
    head = result.output.split()[-1]
    assert "0 signed checkpoints" in result.output
    assert audit("verify", "--head", head).exit_code == 0
    assert audit("verify", "--head", f"3:{'0' * 64}").exit_code == 1
    assert audit("verify", "--head", "nonsense").exit_code == 1
    since = audit("verify", "--since", head)
    assert since.exit_code == 0 and since.output.startswith(
        "what came after event 5 is whole, up to event 5;"
    )
    assert audit("verify", "--since", "nonsense").exit_code == 1
    assert audit("verify", "--since", head, "--head", f"3:{'0' * 64}").exit_code == 1


def test_a_broken_trail_is_named_and_fails(audit, database_url: str) -> None:
    asyncio.run(_prepare(database_url, tampered=True))

    result = audit("verify")

    assert result.exit_code == 1
    assert "event 4: is missing" in result.output


def test_an_export_verifies_without_the_database(
    audit, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(_prepare(database_url, tampered=False))
    assert audit("export", tmp_path / "trail.jsonl").exit_code == 0
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")

    assert audit("verify", "--file", tmp_path / "trail.jsonl").exit_code == 0
    key = audit("key").output.strip()
    assert audit("verify", "--file", tmp_path / "trail.jsonl", "--key", key).exit_code == 0
    text = (tmp_path / "trail.jsonl").read_text("utf-8")
    (tmp_path / "trail.jsonl").write_text(text.replace("thing.changed", "thing.changes", 1), "utf-8")
    result = audit("verify", "--file", tmp_path / "trail.jsonl")
    assert result.exit_code == 1
    assert "event 1: is not as it was written" in result.output


def test_a_month_is_listed_verified_and_kept_by_itself(
    audit, database_url: str, tmp_path: Path, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "there is no segment yet" in audit("segments").output
    assert audit("verify", "--since", "last").exit_code == 1
    month = clock().strftime("%Y-%m")
    asyncio.run(_prepare(database_url, tampered=False))
    assert audit("prove", 5).exit_code == 0, "this signs the trail"
    clock.advance(days=32)
    asyncio.run(_prepare(database_url, tampered=False))

    assert audit("segments").output.startswith(f"{month}  events 1 to 5  head 5:")
    assert f"segments: {month}" in audit("verify").output
    assert "what came after event 5 is whole, up to event 10" in audit("verify", "--since", "last").output
    assert "events 1 to 5 are whole; nothing before them" in audit("verify", "--month", month).output
    assert audit("verify", "--month", "1999-12").exit_code == 1
    assert audit("verify", "--month", month, "--since", "last").exit_code == 2
    file = tmp_path / "month.jsonl"
    assert f"the segment of {month} written to" in audit("export", file, "--month", month).stderr
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    assert "events 1 to 5 are whole; nothing before them" in audit("verify", "--file", file).output


def test_an_export_to_a_dash_is_the_trail_on_standard_output(
    audit, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(_prepare(database_url, tampered=False))
    monkeypatch.chdir(tmp_path)
    written = audit("export", "-")
    assert written.exit_code == 0 and "6 events written to" in written.stderr
    assert not (tmp_path / "-").exists()
    (tmp_path / "trail.jsonl").write_bytes(written.stdout_bytes)
    assert audit("verify", "--file", tmp_path / "trail.jsonl").exit_code == 0


def test_an_event_is_proved_and_the_proof_checked_without_a_database(
    audit, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(_prepare(database_url, tampered=False))
    key, proof = audit("key").output.strip(), audit("prove", 3)
    assert proof.exit_code == 0 and audit("prove", 99).exit_code == 1
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    (tmp_path / "3.tlog-proof").write_text(proof.stdout, "utf-8")

    result = audit("check-proof", tmp_path / "3.tlog-proof", "--key", key)

    assert result.exit_code == 0 and "event 3 is in the trail" in result.output
    (tmp_path / "3.tlog-proof").write_text(proof.stdout.replace("index 2", "index 1"), "utf-8")
    result = audit("check-proof", tmp_path / "3.tlog-proof", "--key", key)
    assert result.exit_code == 1 and "3.tlog-proof proves nothing" in result.output
    assert audit("check-proof", tmp_path / "3.tlog-proof", "--key", "nonsense").exit_code == 1


def test_young_events_are_not_retired(audit, database_url: str) -> None:
    asyncio.run(_prepare(database_url, tampered=False))
    result = audit("retire", "--before", "2026-01-01", "--reason", "over")
    assert result.exit_code == 1 and "before: Events are kept for six years" in result.output
    result = audit("retire", "--before", "2001-01-01", "--reason", "over")
    assert result.exit_code == 0 and "the first 0 events are retired" in result.output

"""The exported trail is verified without a database, and every changed byte of it is found."""

import random
from pathlib import Path

import pytest

from core.actor import SYSTEM
from core.audit.checkpoints import sign_checkpoint
from core.audit.export import export, verify_file
from core.audit.signing import verifiers
from core.audit.tables import AuditEvent
from core.audit.verification import Broken, Elsewhere, verify
from core.database import Database
from core.tlog import Verifiers
from tests.core.audit import trail

pytestmark = pytest.mark.both_databases


@pytest.fixture
async def exported(database: Database, tmp_path: Path) -> Path:
    settings = trail.settings(tmp_path)
    await trail.write(4)
    await sign_checkpoint(settings)
    await trail.write(4)
    await sign_checkpoint(settings)
    await export(tmp_path / "trail.jsonl", verifiers(settings), by=SYSTEM)
    return tmp_path / "trail.jsonl"


async def test_an_export_verifies_and_has_the_head_of_the_trail(
    database: Database, exported: Path, tmp_path: Path
) -> None:
    found = verify_file(exported)

    assert found.head == (await verify(Elsewhere(verifiers(trail.settings(tmp_path))))).head
    assert found.number == 9, "the export is an event itself"
    assert found.checkpoints == 2


async def test_only_the_named_key_vouches_for_an_export(exported: Path, tmp_path: Path) -> None:
    known = verifiers(trail.settings(tmp_path))
    assert verify_file(exported, Elsewhere(known)).number == 9

    with pytest.raises(Broken, match="event 4: has a checkpoint that counts for nothing"):
        verify_file(exported, Elsewhere(verifiers(trail.settings(tmp_path / "another"))))


def test_an_export_is_for_the_eyes_of_its_owner(exported: Path) -> None:
    assert exported.stat().st_mode & 0o077 == 0


def test_every_changed_byte_is_found(exported: Path) -> None:
    whole, chance = exported.read_bytes(), random.Random(7)
    for _ in range(600):
        place = chance.randrange(len(whole))
        other = bytes([whole[place] ^ (1 << chance.randrange(8))])
        exported.write_bytes(whole[:place] + other + whole[place + 1 :])
        with pytest.raises(Broken):
            verify_file(exported)


def test_every_missing_added_or_moved_line_is_found(exported: Path) -> None:
    lines = exported.read_text("utf-8").splitlines(keepends=True)
    for place in range(len(lines)):
        without = lines[:place] + lines[place + 1 :]
        twice = [*lines[: place + 1], *lines[place:]]
        swapped = list(lines)
        swapped[place - 1], swapped[place] = swapped[place], swapped[place - 1]
        for changed in (without, twice, swapped, lines[:place]):
            exported.write_text("".join(changed), "utf-8")
            with pytest.raises(Broken):
                verify_file(exported)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"number":1}',
        '{"head":1}',
        '{"checkpoint":1}',
        '{"checkpoint":"","size":3}',
        '{"head":{"number":"9","frontier":""}}',
        "[" * 100_000,
    ],
)
def test_a_line_of_any_shape_is_answered_with_a_fault(exported: Path, line: str) -> None:
    lines = exported.read_text("utf-8").splitlines()
    lines[3] = line
    exported.write_text("\n".join(lines) + "\n", "utf-8")

    with pytest.raises(Broken):
        verify_file(exported)


async def test_a_broken_trail_is_exported_as_it_stands_and_does_not_verify(
    database: Database, tmp_path: Path
) -> None:
    await trail.write(5)
    await trail.without_protection(database)
    await AuditEvent.update({"actor_name": "Nobody"}).where(AuditEvent.number == 2)

    await export(tmp_path / "trail.jsonl", Verifiers(), by=SYSTEM)

    with pytest.raises(Broken, match="event 2: is not as it was written"):
        verify_file(tmp_path / "trail.jsonl")

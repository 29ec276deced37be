"""The trail is signed outside the database: whoever holds database and secrets is found all the same."""

import stat
from pathlib import Path

import pytest
import structlog

from core.audit.checkpoints import KEPT, CheckpointWorker, Rewritten, evidence, sign_checkpoint
from core.audit.publishing import published_checkpoint, published_tile
from core.audit.reading import newest_checkpoint
from core.audit.signing import NoTrailKey, key_file, new_trail_key, trail_faults, trail_key, verifiers
from core.audit.tables import AuditCheckpoint, AuditEvent
from core.audit.verification import Broken, verify
from core.database import Database
from core.errors import NotFound
from core.settings import Settings
from core.tlog import Unsound
from core.tlog.witness import Unreachable, Witness
from tests.core.audit import trail
from tests.core.audit.sights import fetching

pytestmark = pytest.mark.both_databases


def witness(settings: Settings, folder: Path) -> Witness:
    return Witness(trail_key(settings).verifier, folder / "seen", fetching)


async def test_the_trail_is_signed_when_there_is_something_new(database: Database, tmp_path: Path) -> None:
    settings = trail.settings(tmp_path)
    assert await sign_checkpoint(settings) is None
    with pytest.raises(NotFound):
        await published_checkpoint()
    await trail.write(3)

    first = await sign_checkpoint(settings)
    assert first == await sign_checkpoint(settings)
    await trail.write(1)
    second = await sign_checkpoint(settings)

    assert first and second and (first.size, second.size) == (3, 4)
    assert await AuditCheckpoint.count() == 2
    assert str(second) == (tmp_path / KEPT).read_text("utf-8") == await published_checkpoint()
    assert (await verify(evidence(settings))).checkpoints == 2


async def test_a_signed_trail_that_is_rewritten_is_not_signed_again(
    database: Database, tmp_path: Path
) -> None:
    settings = trail.settings(tmp_path)
    await trail.write(300)
    await sign_checkpoint(settings)
    await trail.without_protection(database)
    await trail.rewrite({7: {"action": "thing.forged"}})
    await AuditCheckpoint.delete(force=True)
    await trail.write(1)

    with pytest.raises(Rewritten, match="event 300, or one before it"):
        await sign_checkpoint(settings)
    with structlog.testing.capture_logs() as logged:
        assert await CheckpointWorker(settings).sign() is None
    assert [(each["event"], each["log_level"]) for each in logged] == [("trail.rewritten", "critical")]
    with pytest.raises(Broken, match="event 1: it, or one of those up to 300"):
        await verify(evidence(settings))


async def test_a_trail_that_was_shortened_is_found_by_what_is_kept_beside_it(
    database: Database, tmp_path: Path
) -> None:
    settings = trail.settings(tmp_path)
    await trail.write(9)
    await sign_checkpoint(settings)
    await trail.without_protection(database)
    await AuditCheckpoint.delete(force=True)
    await AuditEvent.delete().where(AuditEvent.number > 5)
    await trail.rewrite({})
    assert (await verify()).number == 5

    with pytest.raises(Broken, match="event 6: is missing, though an earlier verification saw it"):
        await verify(evidence(settings))


async def test_who_holds_database_key_and_data_folder_is_found_by_a_witness_a_minute_old(
    database: Database, tmp_path: Path
) -> None:
    settings = trail.settings(tmp_path / "data")
    watching = witness(settings, tmp_path)
    await trail.write(280)
    await sign_checkpoint(settings)
    assert (await watching.look()).size == 280
    await trail.write(20)
    await sign_checkpoint(settings)
    assert (await watching.look()).size == 300

    # The attacker has everything: rewrites the past, forgets what was signed, and signs anew.
    await trail.without_protection(database)
    await trail.rewrite({131: {"actor_name": "Someone else"}})
    await AuditCheckpoint.delete(force=True)
    (tmp_path / "data" / KEPT).unlink()
    await trail.write(5)
    await sign_checkpoint(settings)
    assert (await verify(evidence(settings))).number == 305

    with pytest.raises(Unsound, match="it was rewritten: its first 300 events"):
        await watching.look()


async def test_a_witness_sees_a_shorter_trail_and_another_signer(database: Database, tmp_path: Path) -> None:
    settings = trail.settings(tmp_path / "data")
    await trail.write(4)
    await sign_checkpoint(settings)
    watching = witness(settings, tmp_path)
    await watching.look()
    other = Witness(trail_key(trail.settings(tmp_path / "other")).verifier, tmp_path / "new", fetching)
    with pytest.raises(Unsound, match="not signed with a key of this log"):
        await other.look()

    await trail.without_protection(database)
    await AuditCheckpoint.delete(force=True)
    await AuditEvent.delete().where(AuditEvent.number > 2)
    await trail.rewrite({})
    (tmp_path / "data" / KEPT).unlink()
    await sign_checkpoint(settings)

    with pytest.raises(Unsound, match="it had 4 events and now has 2"):
        await watching.look()


async def test_a_trail_that_shows_nothing_is_not_seen(database: Database, tmp_path: Path) -> None:
    with pytest.raises(Unreachable):
        await witness(trail.settings(tmp_path), tmp_path).look()


async def test_only_what_was_signed_is_published(database: Database, tmp_path: Path) -> None:
    await trail.write(258)
    await sign_checkpoint(trail.settings(tmp_path))
    await trail.write(4)

    assert len(await published_tile("0", "000")) == 256 * 32
    assert len(await published_tile("0", "001.p/2")) == 2 * 32
    assert len(await published_tile("1", "000.p/1")) == 32
    for level, place in (("0", "001.p/3"), ("1", "000"), ("0", "1"), ("9", "000"), ("entries", "000")):
        with pytest.raises(NotFound):
            await published_tile(level, place)


def test_the_key_is_made_once_for_the_eyes_of_its_owner(tmp_path: Path) -> None:
    settings = Settings(data_folder=tmp_path / "data", base_url="https://portal.example")
    with pytest.raises(NoTrailKey, match="`portal audit key --new` makes it"):
        trail_key(settings)
    assert trail_faults(settings)

    made = new_trail_key(settings)

    assert new_trail_key(settings) == made == trail_key(settings)
    assert made.name == "portal.example/trail"
    assert stat.S_IMODE(key_file(settings).stat().st_mode) == 0o600
    assert trail_faults(settings) == []
    key_file(settings).chmod(0o644)
    assert "must have the mode 0600" in trail_faults(settings)[0]
    key_file(settings).write_text("nonsense")
    assert "cannot be read" in trail_faults(settings)[0]


async def test_what_an_earlier_key_signed_still_counts(database: Database, tmp_path: Path) -> None:
    settings = trail.settings(tmp_path)
    await trail.write(2)
    await sign_checkpoint(settings)
    before = str(trail_key(settings).verifier)
    key_file(settings).unlink()
    await trail.write(2)
    with pytest.raises(Rewritten, match="what was signed last cannot be read"):
        await sign_checkpoint(settings)

    changed = trail.settings(tmp_path, former_trail_keys=(before,))

    assert (await sign_checkpoint(changed)) and len(verifiers(changed)) == 2
    assert (await verify(evidence(changed))).checkpoints == 2
    assert await newest_checkpoint() == (tmp_path / KEPT).read_text("utf-8")

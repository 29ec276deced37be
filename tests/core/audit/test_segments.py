"""Each month of the trail is verified, written to a file and kept by itself: both of its ends are signed."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.actor import SYSTEM
from core.audit.checkpoints import sign_checkpoint
from core.audit.export import export, export_segment, verify_file
from core.audit.retiring import KEPT, retire
from core.audit.segments import last_segment, segment_of, segments
from core.audit.signing import verifiers
from core.audit.tables import AuditCheckpoint, AuditEvent
from core.audit.verification import Broken, Elsewhere, Head, Verified, verify, verify_between
from core.database import Database
from core.errors import NotFound
from core.settings import Settings
from core.tlog import Checkpoint, LogKey, Verifiers
from tests.conftest import MovableClock
from tests.core.audit import trail

pytestmark = pytest.mark.both_databases

DAYS = [(1, 20), (1, 28), (3, 5), (4, 2)]
EVENTS = 3


@pytest.fixture
async def own(database: Database, clock: MovableClock, tmp_path: Path) -> Settings:
    """A trail that was written in January, March and April; it is April."""
    settings = trail.settings(tmp_path)
    for month, day in DAYS:
        clock.set(datetime(2031, month, day, tzinfo=UTC))
        await trail.write_at_once(EVENTS)
        await sign_checkpoint(settings)
    return settings


async def _verified(month: str, known: Verifiers) -> Verified:
    segment = await segment_of(month)
    return await verify_between(segment.heads(known)[0], segment.size, Elsewhere(known))


async def _in_file(month: str, own: Settings) -> Path:
    file = own.data_folder / f"{month}.jsonl"
    await export_segment(file, await segment_of(month), verifiers(own), by=SYSTEM)
    return file


async def test_the_months_that_are_over_are_segments_of_the_trail(own: Settings) -> None:
    found = await segments()
    assert [(each.name, each.after, each.size) for each in found] == [("2031-01", 0, 6), ("2031-03", 6, 9)]
    assert await last_segment() == found[-1]
    with pytest.raises(NotFound, match="no segment of 2031-04"):
        await segment_of("2031-04")

    known = verifiers(own)
    _, end = found[-1].heads(known)
    assert (await verify(since=end)).head == (await verify()).head
    march = await _verified("2031-03", known)
    assert (march.behind, march.head, march.checkpoints, march.segment) == (6, end, 1, True)
    assert (await _verified("2031-01", known)).checkpoints == 2


async def test_a_fault_is_found_in_the_month_that_has_it(database: Database, own: Settings) -> None:
    known = verifiers(own)
    await trail.without_protection(database)
    await AuditEvent.update({AuditEvent.actor_name: "Nobody"}).where(AuditEvent.number == 8)
    assert (await _verified("2031-01", known)).number == 6
    with pytest.raises(Broken, match="event 8: is not as it was written"):
        await _verified("2031-03", known)
    with pytest.raises(Broken, match="event 8: is not as it was written"):
        verify_file(await _in_file("2031-03", own))

    await AuditEvent.delete().where(AuditEvent.number == 9)
    await trail.rewrite({8: {"actor_name": "Nobody"}})
    with pytest.raises(Broken, match="event 9: is missing, though a checkpoint stands for it"):
        await _verified("2031-03", known)
    await trail.rewrite({2: {"action": "thing.forged"}})
    with pytest.raises(Broken, match="up to 6, is not the event that an earlier verification saw"):
        await _verified("2031-03", known)

    forged = Checkpoint.sign(6, bytes(32), LogKey.new("portal.example/trail"))
    await AuditCheckpoint.update({AuditCheckpoint.note: str(forged)}).where(AuditCheckpoint.size == 6)
    for month in ("2031-01", "2031-03"):
        with pytest.raises(Broken, match="event 6: has a checkpoint that counts for nothing"):
            await _verified(month, known)


async def test_the_file_of_a_month_is_verified_without_a_database(own: Settings) -> None:
    known = verifiers(own)
    for month in ("2031-01", "2031-03"):
        in_file = verify_file(await _in_file(month, own), Elsewhere(known))
        stored = await _verified(month, known)
        assert (in_file, in_file.behind) == (stored, stored.behind)
    file = await _in_file("2031-03", own)
    assert file.stat().st_mode & 0o077 == 0
    assert verify_file(file, Elsewhere(known, (in_file.head,))) == in_file
    with pytest.raises(Broken, match="event 6: is not in this file"):
        verify_file(file, Elsewhere(known, (Head(6, in_file.head.root),)))
    another = verifiers(trail.settings(own.data_folder / "another"))
    with pytest.raises(Broken, match="counts for nothing"):
        verify_file(file, Elsewhere(another))


async def test_every_change_of_the_file_of_a_month_is_found(own: Settings) -> None:
    file, chance = await _in_file("2031-03", own), random.Random(7)
    whole = file.read_bytes()
    for _ in range(300):
        place = chance.randrange(len(whole))
        file.write_bytes(
            whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :]
        )
        with pytest.raises(Broken):
            verify_file(file)
    lines = whole.decode().splitlines(keepends=True)
    for place in range(len(lines)):
        for changed in (
            lines[:place] + lines[place + 1 :],
            [*lines[: place + 1], *lines[place:]],
            lines[:place],
        ):
            file.write_text("".join(changed), "utf-8")
            with pytest.raises(Broken):
                verify_file(file)


async def test_a_trail_that_was_cut_is_no_segment(own: Settings) -> None:
    file = own.data_folder / "trail.jsonl"
    await export(file, verifiers(own), by=SYSTEM)
    lines = file.read_text("utf-8").splitlines(keepends=True)
    # Six events with their two checkpoints behind the first line.
    end = json.dumps({"end": {"checkpoints": 2, "number": 6}}, separators=(",", ":"))
    file.write_text("".join(lines[:9]) + end + "\n", "utf-8")
    with pytest.raises(Broken, match="event 7"):
        verify_file(file)


async def test_a_month_that_is_retired_still_proves(own: Settings, clock: MovableClock) -> None:
    clock.set(datetime(2031, 2, 1, tzinfo=UTC) + KEPT)
    assert (await retire(datetime(2031, 2, 1, tzinfo=UTC), "Over", _nothing, by=SYSTEM)).until == 6
    known = verifiers(own)
    january, march = await _verified("2031-01", known), await _verified("2031-03", known)
    assert (january.retired, march.retired) == (6, 0)
    for month, verified in (("2031-01", january), ("2031-03", march)):
        assert verify_file(await _in_file(month, own)) == verified
    assert (await verify()).retired == 6


async def _nothing() -> int | None:
    """No hold covers any event."""
    return None

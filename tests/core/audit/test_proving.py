"""One event is proved to a stranger without the others, and old events can be forgotten."""

import base64
import json
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from tlog_scales import signing, tlog

from core.actor import SYSTEM
from core.audit.canonical import COVERED
from core.audit.checkpoints import evidence, sign_checkpoint
from core.audit.proving import prove, proved_event
from core.audit.retiring import KEPT, Retirement, retire
from core.audit.signing import trail_key, verifiers
from core.audit.tables import AuditEvent
from core.audit.verification import Broken, verify
from core.database import Database, connect, may_rewrite
from core.errors import Invalid, NotFound
from core.tlog import Unsound
from tests.conftest import MovableClock
from tests.core.audit import trail

pytestmark = pytest.mark.both_databases

WHY = "The time for which they are kept is over"


async def nothing_held() -> None:
    """No hold covers any event."""


async def test_an_event_is_proved_without_showing_another(database: Database, tmp_path: Path) -> None:
    settings = trail.settings(tmp_path)
    await trail.write(300)

    text = await prove(settings, 17)

    (row,) = await AuditEvent.select().where(AuditEvent.number == 17).output(load_json=True)
    event = proved_event(text, verifiers(settings))
    assert set(event) == set(COVERED) and event["details"] == row["details"]
    others = await AuditEvent.select(AuditEvent.subject).where(AuditEvent.number != 17)
    assert not [each["subject"] for each in others if each["subject"] in text]
    with pytest.raises(Unsound, match="not signed with a key of this log"):
        proved_event(text, verifiers(trail.settings(tmp_path / "another")))
    with pytest.raises(NotFound):
        await prove(settings, 301)


async def test_a_package_of_others_verifies_the_proof(database: Database, tmp_path: Path) -> None:
    settings = trail.settings(tmp_path)
    await trail.write(300)

    head, _, note = (await prove(settings, 17)).partition("\n\n")

    _, _, index, *path = head.split("\n")
    checkpoint = tlog.Checkpoint.from_text(note)
    checkpoint.verify(signing.Vkey.from_string(str(trail_key(settings).verifier)))
    (row,) = await AuditEvent.select(AuditEvent.leaf).where(AuditEvent.number == 17)
    proof = tlog.InclusionProof(int(index.split()[1]), checkpoint.size, [*map(base64.b64decode, path)])
    proof.check(bytes.fromhex(row["leaf"]), checkpoint.root_hash)


@pytest.mark.parametrize("name", COVERED)
async def test_a_changed_event_is_not_proved(database: Database, tmp_path: Path, name: str) -> None:
    settings = trail.settings(tmp_path)
    await trail.write(5)
    first, extra, rest = (await prove(settings, 4)).split("\n", 2)
    said = json.loads(base64.b64decode(extra.split()[1]))
    said["event"][name] = 3 if name == "number" else "other"
    changed = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    with pytest.raises(Unsound):
        proved_event(f"{first}\nextra {base64.b64encode(changed).decode()}\n{rest}", verifiers(settings))


@pytest.mark.parametrize(
    "extra",
    [
        b"",
        b"{}",
        b"[]",
        b"x",
        b'{"event":{},"hidden":{},"salts":{}}',
        b'{"event":{},"hidden":[],"salts":{}}',
        b"[" * 5000,
    ],
)
async def test_a_proof_that_shows_nothing_proves_nothing(
    database: Database, tmp_path: Path, extra: bytes
) -> None:
    settings = trail.settings(tmp_path)
    await trail.write(2)
    first, _, rest = (await prove(settings, 1)).split("\n", 2)

    with pytest.raises(Unsound):
        proved_event(f"{first}\nextra {base64.b64encode(extra).decode()}\n{rest}", verifiers(settings))


async def test_old_events_are_forgotten_and_everything_else_still_proved(
    database: Database, clock: MovableClock, tmp_path: Path
) -> None:
    settings, now = trail.settings(tmp_path), clock()
    clock.set(now - KEPT - timedelta(days=1))
    await trail.write(20)
    await sign_checkpoint(settings)
    clock.set(now - timedelta(days=1))
    await trail.write(20)
    clock.set(now)
    before = await prove(settings, 30)

    assert await retire(now - KEPT, WHY, nothing_held, by=SYSTEM) == Retirement(20)

    found = await verify(evidence(settings))
    assert (found.number, found.retired, found.checkpoints) == (41, 20, 2)
    kept = await AuditEvent.select().where(AuditEvent.number <= 20)
    assert {(row["action"], row["salt"], row["subject"], row["actor_name"]) for row in kept} == {
        ("retired", "", None, "")
    }
    assert proved_event(before, verifiers(settings))["number"] == 30
    assert proved_event(await prove(settings, 30), verifiers(settings))["number"] == 30
    with pytest.raises(NotFound):
        await prove(settings, 20)
    assert await retire(now - KEPT, WHY, nothing_held, by=SYSTEM) == Retirement(20)


async def test_young_events_stay_and_a_reason_is_needed(database: Database, clock: MovableClock) -> None:
    await trail.write(2)
    with pytest.raises(Invalid):
        await retire(clock() - timedelta(days=365), WHY, nothing_held, by=SYSTEM)
    with pytest.raises(Invalid):
        await retire(clock() - KEPT, " ", nothing_held, by=SYSTEM)
    assert await retire(clock() - KEPT, WHY, nothing_held, by=SYSTEM) == Retirement(0)
    assert (await verify()).retired == 0


async def test_an_event_that_was_emptied_without_a_word_is_found(database: Database) -> None:
    await trail.write(5)
    empty = (
        "UPDATE audit_event SET at = '1970-01-01 00:00:00+00:00', action = 'retired', actor_kind = '',"
        " actor_account = NULL, actor_name = '', address = '', agent = '', subject_kind = NULL,"
        " subject = NULL, details = '{{}}', salt = '' WHERE number "
    )
    await AuditEvent.raw(f"{empty} = 1")
    with pytest.raises(Broken, match="event 1: was emptied, and no event says"):
        await verify()
    await AuditEvent.raw(f"{empty} = 3")
    with pytest.raises(Broken, match="event 3: was emptied, though one before it is kept"):
        await verify()


@pytest.mark.postgres
async def test_the_role_of_the_portal_writes_the_trail_and_cannot_rewrite_it(
    two_roles: str, postgres_url: str, clock: MovableClock, tmp_path: Path
) -> None:
    now = clock()
    clock.set(now - KEPT - timedelta(days=1))
    database = await connect(two_roles)
    try:
        await trail.write(300)
        await sign_checkpoint(trail.settings(tmp_path))
        assert not await may_rewrite()
        for table in trail.TABLES:
            for forbidden in (
                f"DELETE FROM {table}",
                f"TRUNCATE {table}",
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await AuditEvent.raw(forbidden.format(table))
        with pytest.raises(asyncpg.RaiseError):
            await AuditEvent.raw("UPDATE audit_head SET number = 299")
        clock.set(now)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await retire(now - KEPT, WHY, nothing_held, by=SYSTEM)
    finally:
        await database.close()
    owner = await connect(postgres_url)
    try:
        assert await may_rewrite()
        assert await retire(now - KEPT, WHY, nothing_held, by=SYSTEM) == Retirement(300)
        assert (await verify(evidence(trail.settings(tmp_path)))).retired == 300
    finally:
        await owner.close()

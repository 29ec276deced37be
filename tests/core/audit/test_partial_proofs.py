"""A proof shows what was done and by whom, and keeps from where and with which account to itself."""

import base64
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from tlog_scales import signing, tlog

from core.audit import change
from core.audit.canonical import COVERED, PARTS, leaf_of, salt_of
from core.audit.checkpoints import sign_checkpoint
from core.audit.proving import WITHOUT_ORIGIN, prove_parts, proved_event
from core.audit.signing import trail_key, verifiers
from core.audit.tables import AuditEvent
from core.database import Database
from core.errors import Stale
from core.tlog import Unsound
from tests.core.audit import trail


async def test_a_proof_shows_some_parts_of_an_event_and_nothing_to_guess_the_others_by(
    database: Database, tmp_path: Path
) -> None:
    settings = trail.settings(tmp_path)
    await trail.write(5)
    with pytest.raises(Stale):
        await prove_parts(settings, 4, WITHOUT_ORIGIN)
    async with change("thing.changed", by=trail.PERSON, subject=("thing", "6"), why="as was asked"):
        pass
    await sign_checkpoint(settings)

    text = await prove_parts(settings, 6, WITHOUT_ORIGIN)

    event = proved_event(text, verifiers(settings))
    assert event["actor_name"] == trail.PERSON.name and event["details"] == {"why": "as was asked"}
    assert set(event) == set(COVERED) - set(PARTS["origin"])
    (row,) = await AuditEvent.select().where(AuditEvent.number == 6).output(load_json=True)
    shown = base64.b64decode(text.split("\n")[1].split()[1]).decode()
    secrets = (
        row["address"],
        row["agent"],
        str(row["actor_account"]),
        row["salt"],
        salt_of("origin", row["salt"]),
    )
    assert all(secrets) and not [each for each in secrets if each in shown]


async def test_a_package_of_others_verifies_the_proof_of_some_parts(
    database: Database, tmp_path: Path
) -> None:
    settings = trail.settings(tmp_path)
    await trail.write(300)
    await sign_checkpoint(settings)

    head, _, note = (await prove_parts(settings, 17, WITHOUT_ORIGIN)).partition("\n\n")

    _, extra, index, *path = head.split("\n")
    checkpoint = tlog.Checkpoint.from_text(note)
    checkpoint.verify(signing.Vkey.from_string(str(trail_key(settings).verifier)))
    # The leaf as operations.md says that it is made, without a line of ours.
    said = json.loads(base64.b64decode(extra.split()[1]))
    text = json.dumps(said["event"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    shown = sha256(bytes.fromhex(said["salts"]["event"]) + text.encode()).digest()
    parts = [shown, bytes.fromhex(said["hidden"]["origin"])]
    leaf = sha256(b"\0" + sha256(b"".join(parts)).digest()).digest()
    proof = tlog.InclusionProof(int(index.split()[1]), checkpoint.size, [*map(base64.b64decode, path)])
    proof.check(leaf, checkpoint.root_hash)


def _without_a_part(said: dict) -> None:
    del said["hidden"]["origin"]


def _with_a_part_twice(said: dict) -> None:
    said["hidden"]["event"] = "0" * 64


def _with_more_than_was_proved(said: dict) -> None:
    said["event"]["address"] = "192.0.2.99"


def _with_other_details(said: dict) -> None:
    said["event"]["details"]["why"] = "as nobody asked"


def _with_another_origin(said: dict) -> None:
    said["hidden"]["origin"] = "0" * 64


def _with_its_origin_where_the_event_was(said: dict) -> None:
    said["hidden"], said["salts"] = {"event": said["hidden"]["origin"]}, {"origin": said["salts"]["event"]}
    said["event"] = {"actor_account": None, "address": "", "agent": ""}


@pytest.mark.parametrize(
    "change_it",
    [
        _without_a_part,
        _with_a_part_twice,
        _with_more_than_was_proved,
        _with_other_details,
        _with_another_origin,
        _with_its_origin_where_the_event_was,
    ],
)
async def test_a_proof_of_some_parts_that_was_changed_proves_nothing(
    database: Database, tmp_path: Path, change_it: Callable[[dict], None]
) -> None:
    settings = trail.settings(tmp_path)
    async with change("thing.changed", by=trail.PERSON, subject=("thing", "1"), why="as was asked"):
        pass
    await sign_checkpoint(settings)
    first, extra, rest = (await prove_parts(settings, 1, WITHOUT_ORIGIN)).split("\n", 2)
    said = json.loads(base64.b64decode(extra.split()[1]))
    change_it(said)
    changed = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    with pytest.raises(Unsound):
        proved_event(f"{first}\nextra {base64.b64encode(changed).decode()}\n{rest}", verifiers(settings))


async def test_what_is_stored_now_is_not_proved_where_something_else_was_signed(
    database: Database, tmp_path: Path
) -> None:
    settings = trail.settings(tmp_path)
    await trail.write(3)
    await sign_checkpoint(settings)
    await trail.without_protection(database)
    (row,) = await AuditEvent.select().where(AuditEvent.number == 2).output(load_json=True)
    forged = {"action": "thing.forged", "leaf": leaf_of(row | {"action": "thing.forged"}, row["salt"]).hex()}
    await AuditEvent.update(forged).where(AuditEvent.number == 2)

    with pytest.raises(Unsound):
        await prove_parts(settings, 2, WITHOUT_ORIGIN)

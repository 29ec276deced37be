"""Random tampering is found, every time: by who owns the database, and by the role that the portal has."""

import random
from pathlib import Path

import asyncpg
import pytest

from core.audit.checkpoints import evidence, sign_checkpoint
from core.audit.leaves import stored_leaves
from core.audit.verification import Broken, Elsewhere, verify
from core.database import Database, connect, transaction
from tests.core.audit import trail
from tests.core.audit.stretches import in_stretches
from tests.core.audit.tampering import EVENTS, SIGNED, TAMPERINGS, Tampering

pytestmark = pytest.mark.both_databases


class _Undo(Exception):
    """Ends a transaction so that what was tampered with is whole again."""


async def _found(tampering: Tampering, chance: random.Random, known: Elsewhere) -> tuple[int, Broken | None]:
    """The row that was tampered with and what verification says; everything is undone."""
    outcome: tuple[int, Broken | None] = (0, None)
    try:
        async with transaction():
            number = await tampering(chance)
            try:
                await verify(known, leaves=chance.choice([stored_leaves, in_stretches]))
                outcome = (number, None)
            except Broken as broken:
                outcome = (number, broken)
            raise _Undo
    except _Undo:
        return outcome


@pytest.mark.parametrize("tries", [300, pytest.param(10_000, marks=pytest.mark.slow)])
async def test_every_random_tampering_is_found_and_the_first_bad_event_named(
    database: Database, tmp_path: Path, tries: int
) -> None:
    await trail.write(SIGNED)
    await sign_checkpoint(trail.settings(tmp_path))
    await trail.write(EVENTS - SIGNED)
    await trail.without_protection(database)
    chance, known = random.Random(20261122), evidence(trail.settings(tmp_path))

    for _ in range(tries):
        tampering = chance.choice(TAMPERINGS)
        number, broken = await _found(tampering, chance, known)
        assert broken is not None, f"{tampering.__name__} of event {number} was not found"
        assert broken.number == number, f"{tampering.__name__} of event {number}: {broken}"
    assert (await verify(known)).number == EVENTS


@pytest.mark.parametrize("tries", [300, pytest.param(10_000, marks=pytest.mark.slow)])
@pytest.mark.postgres
async def test_the_role_of_the_portal_can_tamper_with_nothing_unnoticed(
    two_roles: str, tmp_path: Path, tries: int
) -> None:
    database, refused = await connect(two_roles), 0
    try:
        await trail.write(SIGNED)
        await sign_checkpoint(trail.settings(tmp_path))
        await trail.write(EVENTS - SIGNED)
        chance, known = random.Random(20261123), evidence(trail.settings(tmp_path))
        for _ in range(tries):
            tampering = chance.choice(TAMPERINGS)
            try:
                number, broken = await _found(tampering, chance, known)
            except asyncpg.PostgresError:
                refused += 1
                continue
            assert broken is not None, f"{tampering.__name__} of event {number} was not found"
        assert refused > tries / 2
        assert (await verify(known)).number == EVENTS
    finally:
        await database.close()

"""Whose turn it is: work on the same person at the same application is done one after the other.

Without this a late grant and an early revocation, or the grants of two groups, could pass each other at the
application. A turn ends by itself, so that a dead worker holds nobody up for long.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid5

from core import clock
from core.database.leases import Lease
from core.provisioning.tables import Turn

# One statement takes the turn and says whether it was free.
TAKE = """
INSERT INTO work_turn (key, holder, until) VALUES ({}, {}, {})
ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE work_turn.until <= {}
RETURNING key
"""


def of(lease: Lease) -> tuple[str, UUID]:
    """Return the turn that a row of work needs, and its holder, which another claim of the row is not."""
    return lease.row["turn"], uuid5(lease.token, str(lease.row["id"]))


async def take(key: str, holder: UUID, seconds: float) -> bool:
    """Have the turn for so long; False when somebody else has it."""
    now = clock.now()
    return bool(await Turn.raw(TAKE, key, holder, now + timedelta(seconds=seconds), now))


async def hold_turn(key: str, holder: UUID, seconds: float) -> bool:
    """Have the turn for so long again; False when it may have been somebody else's since it was taken."""
    held = (Turn.key == key) & (Turn.holder == holder)
    until = clock.now() + timedelta(seconds=seconds)
    return bool(await Turn.update({Turn.until: until}).where(held).returning(Turn.key))


async def give_back(key: str, holder: UUID) -> None:
    """Give the turn back: somebody else may go on."""
    await Turn.delete().where(Turn.key == key, Turn.holder == holder)

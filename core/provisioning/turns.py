"""Whose turn it is: work on the same person at the same application is done one after the other.

Without this a late grant and an early revocation, or the grants of two groups, could pass each other at the
application. A turn ends by itself, so that a dead worker holds nobody up for long.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from core import clock
from core.provisioning.tables import Turn

# One statement takes the turn and says whether it was free.
TAKE = """
INSERT INTO work_turn (key, holder, until) VALUES ({}, {}, {})
ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE work_turn.until <= {} OR work_turn.holder = excluded.holder
RETURNING key
"""


async def take(key: str, holder: UUID, seconds: float) -> bool:
    """Have the turn for so long; False when somebody else has it."""
    now = clock.now()
    return bool(await Turn.raw(TAKE, key, holder, now + timedelta(seconds=seconds), now))


async def give_back(key: str, holder: UUID) -> None:
    """Give the turn back: somebody else may go on."""
    await Turn.delete().where(Turn.key == key, Turn.holder == holder)

"""Browsers that signed in before: what strangers guess elsewhere never spends their tries.

A browser keeps a sealed note of the accounts whose both factors it gave. The note opens nothing; it only has
wrong tries counted for this browser and this account instead of together with those of all strangers.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from uuid import UUID, uuid4

from core import clock
from core.keys import CannotUnseal, Keys, Place

LASTS = timedelta(days=180)
# A computer at the front desk is used by some people; the longest unused is forgotten.
MOST = 5
LONGEST = 2_000
_PLACE: Place = ("browser", "known", "accounts")


@dataclass(frozen=True, slots=True)
class Browser:
    """What a browser showed: the accounts that know it, by their own mark for it, and a solved puzzle."""

    known: Mapping[UUID, str] = field(default_factory=lambda: MappingProxyType({}))
    solved: bool = False

    def budget(self, account: UUID | None) -> str | None:
        """Name the budget this browser has of its own for an account; None when it is a stranger's."""
        mark = self.known.get(account) if account else None
        return None if mark is None else f"{account}:{mark}"


STRANGER = Browser()


def accounts_in(keys: Keys, note: str) -> dict[UUID, str]:
    """Read which accounts know a browser; none from what we did not seal, or sealed too long ago."""
    return {account: mark for account, (mark, until) in _read(keys, note).items() if until > _seconds()}


def noted(keys: Keys, note: str, account: UUID) -> str:
    """Write the note again, with an account that has just signed in."""
    entries = {each: entry for each, entry in _read(keys, note).items() if entry[1] > _seconds()}
    mark = entries.pop(account, (uuid4().hex[:16], 0))[0]
    entries[account] = (mark, _seconds() + int(LASTS.total_seconds()))
    rows = [[each.hex, *entry] for each, entry in list(entries.items())[-MOST:]]
    return keys.seal(json.dumps(rows).encode(), _PLACE)


def _read(keys: Keys, note: str) -> dict[UUID, tuple[str, int]]:
    if not note or len(note) > LONGEST:
        return {}
    try:
        # Sealed by us, hence of the shape we made.
        return {UUID(key): (mark, until) for key, mark, until in json.loads(keys.unseal(note, _PLACE))}
    except CannotUnseal:
        return {}


def _seconds() -> int:
    return int(clock.now().timestamp())

"""Compares the secrets of a deployment with those its database was begun with."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from core import clock
from core.key_mark.tables import KeyMark
from core.keys import CannotUnseal, Keys, Place

_KNOWN = b"The secrets of this database"
_PLACE: Place = ("key_mark", "sealed", "")
# While a new key is rolled out, servers with the one before it still answer.
ROLLING_OUT = timedelta(days=1)
KEY = (
    "secret_key: is another one than this database was used with; if it was changed, keep the earlier one"
    " in former_secret_keys"
)
PEPPER = "pepper: is another one than this database was begun with, so that no password would be right"


async def faults_of_keys(keys: Keys) -> list[str]:
    """List the secrets that do not fit this database; none fails one that was used with no secrets yet."""
    return faults_with_marks(keys, await marks())


def faults_with_marks(keys: Keys, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """List the secrets that do not fit what a database left of its own, the newest first."""
    if not rows:
        return []
    checks = {KEY: _fits(keys, rows), PEPPER: hmac.compare_digest(rows[0]["code"], _code(keys))}
    return [fault for fault, fits in checks.items() if not fits]


async def leave_mark(keys: Keys) -> None:
    """Write down what a secret key is known by, when it is first used here.

    Call it with secrets in which `faults_of_keys` finds no fault.
    """
    if not await KeyMark.table_exists().run() or any(keys.is_current(row["sealed"]) for row in await marks()):
        return
    sealed = keys.seal(_KNOWN, _PLACE)
    mark = KeyMark(key=sealed.partition(".")[0], made_at=clock.now(), sealed=sealed, code=_code(keys))
    await KeyMark.insert(mark).on_conflict(action="DO NOTHING")


async def forget_marks() -> None:
    """Forget what the empty database of a restore knows its secrets by: it gets those of the backup."""
    await KeyMark.delete(force=True)


async def marks() -> list[dict[str, Any]]:
    """Return what this database knows its secrets by, the newest first; it opens nothing."""
    if not await KeyMark.table_exists().run():
        return []
    return list(await KeyMark.select().order_by(KeyMark.made_at, ascending=False))


def _fits(keys: Keys, rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the newest key is known, or was made so lately that the one before it may still be in use."""
    newest, *former = rows
    if _opens(keys, newest["sealed"]):
        return True
    lately = clock.now() - newest["made_at"] < ROLLING_OUT
    return lately and any(_opens(keys, row["sealed"]) for row in former)


def _opens(keys: Keys, sealed: str) -> bool:
    try:
        return keys.unseal(sealed, _PLACE) == _KNOWN
    except CannotUnseal:
        return False


def _code(keys: Keys) -> str:
    return hashlib.sha256(b"key mark" + keys.peppered(_KNOWN.decode(), None)).hexdigest()

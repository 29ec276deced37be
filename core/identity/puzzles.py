"""Proof of work in place of picture puzzles: some seconds of a browser's time, no third party (ALTCHA 2)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import altcha

from core import clock
from core.identity.tables import SolvedPuzzle
from core.keys import Keys

ALGORITHM = "PBKDF2/SHA-256"
# 256 tries on average of a fraction of a millisecond to a few, as the device is.
COST, PREFIX = 2_000, "00"
# While everybody together does too much, each try costs so much more.
HARDER = 4
LASTS = timedelta(minutes=30)
LONGEST = 4_000
PURPOSE = "puzzle"


def make(keys: Keys, form: str, *, hard: bool = False) -> dict[str, Any]:
    """Make a signed puzzle for one form; nothing is stored until it comes back solved."""
    challenge = altcha.create_challenge(
        ALGORITHM,
        COST * HARDER if hard else COST,
        key_prefix=PREFIX,
        data={"form": form, "hard": int(hard), "until": _seconds() + int(LASTS.total_seconds())},
        hmac_secret=keys.key(PURPOSE),
    )
    return dict(challenge.to_dict())


async def accept(keys: Keys, solution: str, form: str, *, hard: bool = False) -> bool:
    """Tell whether this is a right, timely solution of a puzzle of this form, never handed in before, and no
    easy one where it has to be `hard`.
    """
    payload = _read(solution)
    if payload is None or not altcha.verify_solution(payload, keys.key(PURPOSE)).verified:
        return False
    # Signed by us, hence of the shape we made; its time is our own clock's.
    parameters = payload.challenge.parameters
    data = parameters.data or {}
    if data.get("form") != form or data.get("until", 0) <= _seconds() or (hard and not data.get("hard")):
        return False
    await SolvedPuzzle.delete().where(SolvedPuzzle.expires <= _seconds())
    taken = (
        await SolvedPuzzle.insert(SolvedPuzzle(nonce=parameters.nonce, expires=data["until"]))
        .on_conflict(target=SolvedPuzzle.nonce, action="DO NOTHING")
        .returning(SolvedPuzzle.nonce)
    )
    return bool(taken)


def _read(solution: str) -> altcha.Payload | None:
    if not solution or len(solution) > LONGEST:
        return None
    try:
        return altcha.Payload.from_base64(solution)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _seconds() -> int:
    return int(clock.now().timestamp())

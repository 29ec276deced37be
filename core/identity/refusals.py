"""What strangers are refused, in the trail: the first time in an hour, then at each power of ten."""

from __future__ import annotations

import hashlib
from typing import Any

from core.actor import Actor
from core.audit import Subject, refused
from core.identity.limits import Limit

_NOTED = Limit("refused", 1, 60 * 60)


async def refuse(
    action: str, whose: object, *, by: Actor, subject: Subject | None = None, **details: Any
) -> None:
    """Record that something was asked for and not allowed; of many times in an hour the trail gets a few.

    `whose` is what they are counted for. An event that stands for more than one says how many `times` it was
    so far. Call it outside of any transaction.
    """
    key = hashlib.sha256(f"{action}:{whose}".encode()).hexdigest()[:32]
    times = (await _NOTED.count(key)).spent
    if str(times).strip("0") == "1":
        more = {"times": times} if times > 1 else {}
        await refused(action, by=by, subject=subject, **details, **more)

"""A database is a demo's or it is not, from its first event on."""

from __future__ import annotations

from core.actor import SYSTEM
from core.audit import note
from core.audit.reading import is_there, was_noted
from core.settings import UnfitForProduction

_MARK = "demo.started"
_SUBJECT = "demo"


async def keep_demo_apart(*, demo: bool) -> None:
    """Let a demo use its own or a new database, and everybody else any but a demo's.

    Mark a new database as a demo's. Raise UnfitForProduction when the two would mix; say nothing about a
    database without tables.
    """
    if not await is_there():
        return
    marked = await is_demo()
    if marked and not demo:
        raise UnfitForProduction(["database_url: holds a demo, whose sign-ins are known to all"])
    if marked or not demo:
        return
    if await was_noted():
        raise UnfitForProduction(["demo: is on, but the database holds what is not a demo's"])
    await note(_MARK, by=SYSTEM, subject=("database", _SUBJECT))


async def is_demo() -> bool:
    """Tell whether the open database is a demo's."""
    return await was_noted(_MARK, _SUBJECT)

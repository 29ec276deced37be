"""How a case moves from state to state, and who may know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.database.rows import load_one
from core.errors import NotFound
from core.groups.people import locked_group
from core.groups.rights import concerned
from core.misuse.records import Case
from core.misuse.states import CASE
from core.misuse.tables import MisuseCase


async def held_case(case: UUID, by: Actor) -> Case:
    """Find a case, its group and itself held until the change ends; NotFound for who belongs there."""
    found = Case.of(await load_one(MisuseCase, case))
    await locked_group(found.group)
    await require_stranger(found, by)
    return Case.of(await load_one(MisuseCase, case, lock=True))


async def require_stranger(case: Case, by: Actor) -> None:
    """Go on only for who has nothing to do with the practice of a case; for others there is none."""
    if await concerned(by.account, [case.group]):
        raise NotFound


async def moving(case: Case, to: str, **values: Any) -> Case:
    """Put a held case into another state, which nothing else does; NotNow for a move that is none.

    Part of a change, which has the event.
    """
    CASE.require(case.state, to)
    return await keeping(replace(case, state=to), {"state": to, **values})


async def keeping(case: Case, values: Mapping[str, Any]) -> Case:
    """Write values of a held case; returns the case as it is now. Part of a change, which has the event."""
    columns: dict[Any, Any] = {getattr(MisuseCase, name): value for name, value in values.items()}
    await MisuseCase.update(columns).where(MisuseCase.id == case.id)
    return replace(case, **values)

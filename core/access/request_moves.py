"""How a request moves: by the signatures, by support, and in the end by its last line."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.access.lines import Row
from core.access.states import REQUEST
from core.access.tables import Grant, Request
from core.actor import Actor
from core.audit import change

# Nothing more happens to such lines by themselves; a suspended one was working before.
ENDED = ("active", "suspended", "denied", "revoked", "expired")


async def signed(group: UUID, *, by: Actor) -> None:
    """The agreement is in force: requests that waited for it go on to the check of credentials."""
    await _move_all(group, "waiting-for-signatures", "checking-credentials", by)


async def begun(group: UUID, *, by: Actor) -> None:
    """The group is active: its requests are worked on."""
    await signed(group, by=by)
    await _move_all(group, "checking-credentials", "in-progress", by)


async def being_corrected(group: UUID) -> bool:
    """Whether the group still has something to mend before support can go on."""
    waiting = (Request.group == group) & (Request.state == "waiting-for-correction")
    return bool(await Request.exists().where(waiting))


async def settle(request: Row, *, by: Actor) -> None:
    """A request whose last line has ended is done; part of the change that moved a line, request locked."""
    if request["state"] != "in-progress":
        return
    open_line = (Grant.request == request["id"]) & Grant.state.not_in(list(ENDED))
    if not await Grant.exists().where(open_line):
        await _move(request["id"], request["state"], "done", by)


async def _move_all(group: UUID, state: str, to: str, by: Actor) -> None:
    rows = await Request.select(Request.id).where(Request.group == group, Request.state == state)
    for row in rows:
        await _move(row["id"], state, to, by)


async def _move(request: UUID, state: str, to: str, by: Actor) -> None:
    values: dict[Any, Any] = {Request.state: REQUEST.move(state, to)}
    async with change(f"request.{to}", by=by, subject=("request", request)):
        await Request.update(values).where(Request.id == request)

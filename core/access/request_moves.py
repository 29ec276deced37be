"""How a request moves: by the signatures, by support, by its practice, and in the end by its last line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from piccolo.query.functions.aggregate import Count

from core.access.figures import request_moved
from core.access.records import RequestDetails, RequestFacts
from core.access.states import REQUESTS
from core.access.tables import Request, RequestLine
from core.actor import Actor
from core.audit import change, count
from core.moves import NotNow

WAITING, CHECKING, CORRECTING = "waiting-for-signatures", "checking-credentials", "waiting-for-correction"
DECIDING = "to-be-decided"
# What a move is called in the trail where its state alone does not say what happened.
EVENTS: Mapping[tuple[str, str], str] = {
    (WAITING, CHECKING): "signatures-complete",
    (CHECKING, CORRECTING): "given-back",
    (CORRECTING, CHECKING): "corrected",
    (DECIDING, "in-progress"): "decided",
}


async def moving(request: RequestFacts, to: str, *, by: Actor, what: str = "", **details: Any) -> None:
    """Put a locked request into another state, which nothing else does; NotNow for a move that is none.

    The event is `request.<what>`, by default called after the move, and says from where it went and to where.
    """
    what = what or EVENTS.get((request.state, to), to)
    said = {"was": request.state, "to": to}
    async with change(f"request.{what}", by=by, subject=("request", request.id), **said, **details):
        REQUESTS[request.kind].require(request.state, to)
        values: dict[Any, Any] = {Request.state: to}
        as_read = (Request.id == request.id) & (Request.state == request.state)
        if not await Request.update(values).where(as_read).returning(Request.id):
            raise NotNow("Someone else was faster.")
        count(request_moved(request.state, to, request.submitted_at))


async def signed(request: RequestFacts, *, by: Actor) -> None:
    """Move a locked request that waited for the agreement, now in force, on to the check of credentials."""
    if request.state == WAITING:
        await moving(request, CHECKING, by=by)


async def look_after(request: UUID, account: UUID | None, name: str) -> None:
    """Note who of the staff looks after a locked request, or that nobody does; part of a change."""
    values: dict[Any, Any] = {Request.assignee: account, Request.assignee_name: name[:200]}
    await Request.update(values).where(Request.id == request)


async def remember(request: RequestFacts, details: RequestDetails) -> None:
    """Note what a locked request remembers as people saw it; part of a change."""
    await Request.update({Request.details: details.stored()}).where(Request.id == request.id)


async def remember_end(request: RequestFacts, reason: str) -> None:
    """Note why a locked request was declined or withdrawn; nobody waits for its agreement any more."""
    details = request.details.model_copy(update={"reason": reason.strip()[:1000]})
    values: dict[Any, Any] = {Request.details: details.stored(), Request.agreement_ended: None}
    await Request.update(values).where(Request.id == request.id)


async def before_work(group: UUID) -> list[RequestFacts]:
    """List the requests of a group on which no work has begun; one that is being corrected holds it up."""
    return await _in_state(group, WAITING, CHECKING, CORRECTING)


async def begun(requests: Iterable[RequestFacts], *, by: Actor) -> None:
    """Have requests worked on that wait for it, now that their group is active."""
    for request in requests:
        await signed(request, by=by)
        await moving(replace(request, state=CHECKING), "in-progress", by=by)


async def follow_in_progress(group: UUID, *, by: Actor) -> None:
    """Move on the requests of a locked group that are worked on and have nothing left to do."""
    await _follow(await _in_state(group, "in-progress"), by)


async def follow(requests: Collection[UUID], *, by: Actor) -> None:
    """Move requests on that have nothing left to decide, or nothing left to do; with their group locked.

    Closed is the request of the line that came to its end, never an earlier one of the same grant.
    """
    if not requests:
        return
    open_ = Request.id.is_in(list(requests)) & Request.state.is_in([DECIDING, "in-progress"])
    query = Request.select().where(open_).order_by(Request.number).output(load_json=True)
    await _follow([RequestFacts.of(row) for row in await query], by)


async def _follow(requests: Iterable[RequestFacts], by: Actor) -> None:
    for request in requests:
        left = await _open_lines(request.id)
        if not left:
            await moving(request, "done", by=by)
        elif request.state == DECIDING and "" not in left:
            await moving(request, "in-progress", by=by)


async def _open_lines(request: UUID) -> Mapping[str, int]:
    """How many open lines a request has, by what was decided."""
    query = RequestLine.select(RequestLine.decision, Count().as_alias("number")).where(
        RequestLine.request == request, RequestLine.open_for.is_not_null()
    )
    return {row["decision"]: row["number"] for row in await query.group_by(RequestLine.decision)}


async def _in_state(group: UUID, *states: str) -> list[RequestFacts]:
    theirs = (Request.group == group) & Request.state.is_in([*states])
    query = Request.select().where(theirs).order_by(Request.number)
    return [RequestFacts.of(row) for row in await query.output(load_json=True)]

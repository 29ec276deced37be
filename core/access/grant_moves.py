"""How grants move: any number of them with few statements, with the lines and requests that follow."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from core import clock
from core.access.figures import grants_moved
from core.access.lines import Line
from core.access.request_moves import follow
from core.access.states import GRANT
from core.access.tables import Grant, RequestLine
from core.actor import Actor
from core.audit import Event, count, note_each
from core.due.actions import schedule_each
from core.moves import NotNow

PAST = {"provisioning": "begun", "active": "activated", "requested": "asked-again"}
DECISIONS = ("approved", "denied")
# What the event of a move says besides where it went.
TOLD = ("account", "reason", "suspended_by")
KEPT = "This access stays suspended until whoever suspended it ends that."
# Soon after access is over, nothing that others have names it any more.
OVER, ENDS = "grant.over", ("revoked", "expired")
# A line is closed when its grant comes to one of these.
CLOSING: Mapping[str, Collection[str]] = {
    "give": ("active", "denied", "revoked", "expired"),
    "change": ("active", "denied", "revoked", "expired"),
    "suspend": ("suspended", "revoked", "expired"),
    "end": ("revoked", "expired"),
}


def require(line: Line, to: str) -> None:
    """Go on only when a grant may move there; raises NotNow."""
    GRANT.require(line.grant.state, to)
    if to == "provisioning" and line.grant.suspended_by:
        raise NotNow(KEPT)


async def moving(lines: Sequence[Line], to: str, *, by: Actor, **values: Any) -> list[Line]:
    """Put locked grants into another state, which nothing else does; NotNow, and nothing, if one may not.

    Part of a change. Each has its event; open lines are decided or closed with it, and their requests follow.
    `values` are written to each grant as well. Returns the lines as they are now.
    """
    for line in lines:
        require(line, to)
    if not lines:
        return []
    now: dict[str, Any] = {"state": to, "changed_at": clock.now(), "suspended_by": "", **values}
    if to in ENDS:
        now |= {"kept": {}, "kept_version": ""}
    columns: dict[Any, Any] = {getattr(Grant, name): value for name, value in now.items()} | {Grant.state: to}
    await Grant.update(columns).where(Grant.id.is_in([line.id for line in lines]))
    told = {name: value for name, value in values.items() if name in TOLD}
    note_each(_event(line, to, by, told) for line in lines)
    count(grants_moved(*((line.grant.application, line.grant.state, to) for line in lines)))
    if to in ENDS:
        await schedule_each(OVER, [line.id for line in lines], clock.now())
    closed = await _lines_follow(lines, to, by, str(told.get("reason", "")))
    return [
        replace(
            line,
            grant=replace(line.grant, **now),
            line=replace(line.line, open=line.line.open and line.id not in closed),
        )
        for line in lines
    ]


def _event(line: Line, to: str, by: Actor, told: Mapping[str, Any]) -> Event:
    about = {"was": line.grant.state, "application": line.grant.application, "request": line.request.number}
    return Event(f"grant.{PAST.get(to, to)}", by, ("grant", line.id), {**told, **about})


async def _lines_follow(lines: Sequence[Line], to: str, by: Actor, reason: str) -> set[UUID]:
    """Decide or close the open lines; the answer is the grants whose line was closed."""
    decided: dict[Any, Any] = {}
    if to in DECISIONS:
        decided = {
            RequestLine.decision: to,
            RequestLine.decided_by: by.account,
            RequestLine.decided_by_name: by.name[:200],
            RequestLine.decided_at: clock.now(),
            RequestLine.reason: reason,
        }
    closing = [line for line in lines if line.line.open and to in CLOSING[line.line.what]]
    going_on = [line for line in lines if line.line.open and line not in closing] if decided else []
    ended = {RequestLine.open_for: None, RequestLine.outcome: to, RequestLine.closed_at: clock.now()}
    for some, values in ((closing, decided | ended), (going_on, decided)):
        if some:
            await RequestLine.update(values).where(RequestLine.id.is_in([each.line.id for each in some]))
    await follow({each.request.id for each in (*closing, *going_on)}, by=by)
    return {line.id for line in closing}

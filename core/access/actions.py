"""Every legal move of a grant: each one transaction, one event, and the work that follows from it.

Nothing is ever given without an active group, an agreement in force and a person who may have it: that is
asked inside the transaction that moves the grant, with the group locked (D6, W3).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from piccolo.columns import Column

from core import clock
from core.access import standing
from core.access.desk import Desk
from core.access.letters import tell_of_access, tell_of_failure
from core.access.lines import Line, load
from core.access.request_moves import settle
from core.access.standing import NotNow
from core.access.states import GRANT, IllegalMove
from core.access.tables import Grant
from core.actor import Actor
from core.audit import change
from core.errors import Invalid
from core.groups.rights import concerned
from core.provisioning.context import require_nothing_missing
from core.provisioning.queue import NOT_REFUSED, may_be_there, queue, supersede

PAST = {"provisioning": "begun", "active": "activated", "requested": "asked-again"}
LINKED = frozenset({"new", "known"})


async def approve(desk: Desk, grant: UUID, *, by: Actor) -> None:
    """Support agrees to a line; nobody decides about a practice of their own."""
    async with _moving(grant, "approved", by=by) as line:
        if await concerned(by.account, [line.group["id"]]):
            raise NotNow("Somebody else has to approve what you asked for.")
        await standing.require(desk, line)


async def begin(desk: Desk, grant: UUID, *, by: Actor) -> None:
    """Set the access up: an approved line, or one that failed, or one that was suspended."""
    async with _moving(grant, "provisioning", by=by) as line:
        await standing.require(desk, line)
        if line.member["person_state"] not in LINKED:
            raise NotNow(f"The {desk.site.terms.login} of this person is not settled yet.")
        await queue(line, "grant")


async def activate(desk: Desk, grant: UUID, account: str, *, by: Actor) -> None:
    """The access works; its person and the administrator are told (V6)."""
    async with _moving(grant, "active", by=by, account=account[:200], reason="") as line:
        await standing.require(desk, line)
        await require_nothing_missing(desk, line)
        await supersede(grant)
        await tell_of_access(desk, line, account[:200])


async def fail(desk: Desk, grant: UUID, reason: str, *, by: Actor, take_away: bool = False) -> None:
    """The access cannot be set up; the administrator is told why.

    What may exist at the application already is taken away; `take_away` says that something does.
    """
    async with _moving(grant, "failed", by=by, reason=reason[:500]) as line:
        if take_away or await may_be_there(grant):
            # What was refused can still be tried again by support.
            await queue(line, "revoke", over=NOT_REFUSED)
        await tell_of_failure(desk, line, reason[:500])


async def deny(grant: UUID, reason: str, *, by: Actor) -> None:
    """A line is declined, for a reason the administrator may read."""
    async with _moving(grant, "denied", by=by, reason=_given(reason)):
        pass


async def suspend(grant: UUID, reason: str, *, by: Actor) -> None:
    """Take working access away for a while."""
    async with _moving(grant, "suspended", by=by, reason=_given(reason)) as line:
        await queue(line, "revoke")


async def resume(desk: Desk, grant: UUID, *, by: Actor) -> None:
    """Give suspended access back: it is set up again, under the same conditions as the first time."""
    await begin(desk, grant, by=by)


async def revoke(grant: UUID, reason: str, *, by: Actor) -> None:
    """End access, or the way to it; whatever may exist at the application is taken away."""
    async with _moving(grant, "revoked", by=by, reason=_given(reason)) as line:
        await _take_away(line)


async def expire(grant: UUID, *, by: Actor) -> None:
    """Access whose last day is over ends."""
    async with _moving(grant, "expired", by=by) as line:
        await _take_away(line)


async def ask_again(grant: UUID, *, by: Actor) -> None:
    """A line that ended is asked for once more, with the answers it had."""
    async with _moving(grant, "requested", by=by, reason=""):
        pass


async def _take_away(line: Line) -> None:
    """What was never begun left nothing behind; everything else leaves work, always (W3)."""
    if line.grant["state"] not in {"requested", "approved"}:
        await queue(line, "revoke")


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"reason": "Say why"})
    return reason.strip()[:500]


@asynccontextmanager
async def _moving(grant: UUID, to: str, *, by: Actor, **values: str) -> AsyncIterator[Line]:
    """The one way in which a grant changes its state; raises NotNow for a move that is not in the table."""
    async with change(f"grant.{PAST.get(to, to)}", by=by, subject=("grant", grant), **values) as event:
        line = await load(grant, lock=True)
        before = line.grant["state"]
        try:
            GRANT.move(before, to)
        except IllegalMove as problem:
            raise NotNow(f"This is not possible now: {GRANT.in_words(before).lower()}.") from problem
        event.details |= {"was": before, "application": line.grant["application"]}
        yield line
        columns: dict[Column | str, Any] = {Grant.state: to, Grant.changed_at: clock.now()}
        columns |= {getattr(Grant, name): value for name, value in values.items()}
        await Grant.update(columns).where(Grant.id == grant)
        await settle(line.request, by=by)

"""Every legal move of a grant: each one transaction, one event, and the work that follows from it.

Nothing is ever given without an active group, an agreement in force and a person who may have it: that is
asked inside the transaction that moves the grant, with the group locked.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from core.access import conditions
from core.access.conditions import NotNow
from core.access.given import require_nothing_missing
from core.access.grant_moves import moving, require
from core.access.lines import Line, load
from core.access.looking import expect_use, look_later
from core.access.notices import tell_of_access, tell_of_failure
from core.access.work import NOT_REFUSED, may_be_there, queue, queue_each, supersede
from core.actor import Actor
from core.audit import changes
from core.errors import Invalid
from core.groups.rights import concerned, sent_by_oneself
from core.portal import Portal

LINKED = frozenset({"new", "known"})
OWN = "Someone else has to approve what you requested."


async def approve(portal: Portal, grant: UUID, *, by: Actor) -> None:
    """Agree to a line on behalf of support; nobody decides about a practice of their own.

    On whose authority somebody acts is asked once access is set up.
    """
    async with _locked(grant, "approved") as line:
        await require_not_ones_own([line], by)
        await conditions.require(portal, line, agreeing=True)
        await moving([line], "approved", by=by)


async def begin(portal: Portal, grant: UUID, *, by: Actor) -> None:
    """Set the access up: an approved line, or one that failed, or one nobody keeps suspended."""
    async with _locked(grant, "provisioning") as line:
        await conditions.require(portal, line)
        if line.member.person_state not in LINKED:
            raise NotNow(f"The {portal.site.terms.login} of this person still needs a check.")
        await begin_each([line], by=by)


async def activate(portal: Portal, grant: UUID, account: str, *, by: Actor) -> None:
    """Note that the access works, and tell its person and the administrator."""
    async with _locked(grant, "active") as line:
        await conditions.require(portal, line)
        await activate_line(portal, line, account, by=by)


async def fail(portal: Portal, grant: UUID, reason: str, *, by: Actor, take_away: bool = False) -> None:
    """Note that the access cannot be set up, and tell the administrator why.

    What may exist at the application already is taken away; `take_away` says that something does.
    """
    async with _locked(grant, "failed") as line:
        if take_away or await may_be_there(grant):
            # What was refused can still be tried again by support.
            await queue(line, "revoke", over=NOT_REFUSED)
        await _fail([line], reason, by=by)
        await tell_of_failure(portal, line, reason[:500])


async def deny(grant: UUID, reason: str, *, by: Actor) -> None:
    """Decline a line, for a reason the administrator may read."""
    async with _locked(grant, "denied") as line:
        await deny_each([line], reason, by=by)


async def revoke(grant: UUID, reason: str, *, by: Actor) -> None:
    """End access, or the way to it; whatever may exist at the application is taken away."""
    async with _locked(grant, "revoked") as line:
        await revoke_each([line], reason, by=by)


async def expire(grant: UUID, *, by: Actor) -> None:
    """End access whose last day is over."""
    async with _locked(grant, "expired") as line:
        await _take_away([line])
        await moving([line], "expired", by=by)


def may_begin(portal: Portal, line: Line) -> bool:
    """Tell whether what was agreed to is set up at once: the person is known, and signed what each signs."""
    signed = portal.site.member_agreement is None or line.member.has_signed
    return signed and line.member.person_state in LINKED


async def begin_each(lines: Sequence[Line], *, by: Actor) -> None:
    """Set up any number of locked lines whose conditions were looked at; part of a change."""
    await queue_each(lines, "grant")
    await moving(lines, "provisioning", by=by)


async def deny_each(lines: Sequence[Line], reason: str, *, by: Actor) -> None:
    """Decline any number of locked lines; part of a change."""
    await moving(lines, "denied", by=by, reason=given_reason(reason))


async def activate_line(portal: Portal, line: Line, account: str, *, by: Actor) -> None:
    """Note that a locked line works whose conditions were looked at; part of a change."""
    require(line, "active")
    await require_nothing_missing(portal, line)
    await supersede(line.id)
    await tell_of_access(portal, line, account[:200])
    await moving([line], "active", by=by, account=account[:200], reason="")
    await look_later(portal, line)
    await expect_use(portal, line)


async def suspend_each(lines: Sequence[Line], reason: str, *, by: Actor, suspended_by: str = "") -> None:
    """Take working access of any number of locked lines away for a while; part of a change.

    `suspended_by` says who has to end that, where it is about these lines alone.
    """
    await queue_each(lines, "revoke")
    await moving(lines, "suspended", by=by, reason=given_reason(reason), suspended_by=suspended_by)


async def stop_each(lines: Sequence[Line], reason: str, *, by: Actor, suspended_by: str = "") -> None:
    """Stop setting up any number of locked lines, and take away what may exist; part of a change.

    `suspended_by` says who has to end that, as where access is suspended.
    """
    await queue_each(lines, "revoke", over=NOT_REFUSED)
    await _fail(lines, reason, by=by, suspended_by=suspended_by)


async def revoke_each(lines: Sequence[Line], reason: str, *, by: Actor) -> None:
    """End the access of any number of locked lines, or the way to it; part of a change."""
    await _take_away(lines)
    await moving(lines, "revoked", by=by, reason=given_reason(reason))


async def require_not_ones_own(lines: Sequence[Line], by: Actor) -> None:
    """Go on only for somebody who has nothing to do with these practices; raises NotNow."""
    groups = list({line.group.id for line in lines})
    sent = sent_by_oneself(by.account, [line.request.sent_by for line in lines])
    if sent or await concerned(by.account, groups):
        raise NotNow(OWN)


def given_reason(reason: str) -> str:
    """Return a reason as it is stored; Invalid when there is none."""
    if not reason.strip():
        raise Invalid({"reason": "Say why"})
    return reason.strip()[:500]


async def _fail(lines: Sequence[Line], reason: str, *, by: Actor, suspended_by: str = "") -> None:
    await moving(lines, "failed", by=by, reason=reason[:500], suspended_by=suspended_by)


async def _take_away(lines: Sequence[Line]) -> None:
    """What was never begun left nothing behind; everything else leaves work, always."""
    begun = [line for line in lines if line.grant.state not in {"requested", "approved"}]
    await queue_each(begun, "revoke")


@asynccontextmanager
async def _locked(grant: UUID, to: str) -> AsyncIterator[Line]:
    """A line that may move there, held until the change ends; NotNow for a move that is in no table."""
    async with changes():
        line = await load(grant, lock=True)
        require(line, to)
        yield line

"""Changes that a practice asks for and support decides about; nothing changes before."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID, uuid4

from core import clock
from core.access.actions import given_reason
from core.access.conditions import NotNow
from core.actor import Actor
from core.audit import Subject, change
from core.database.rows import load_one
from core.errors import Forbidden, NotFound, Stale
from core.groups.people import locked_group
from core.groups.rights import administers, administrator_of, concerned
from core.office.acts import OWN
from core.office.queries.changes import AskedChange, Wanted, change_asked, open_change_of
from core.office.tables import ChangeRequest
from core.portal import Portal

WAITS = "Support decides about an earlier change already. Withdraw that first."
OVER = "This change was decided or withdrawn already."
Kind = Literal["practice", "person"]
Apply = Callable[[Portal, AskedChange, Actor], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """A change of a group, or of somebody in it: the answers to keep, each as people read it, and why."""

    kind: Kind
    group: UUID
    wanted: Mapping[str, Any]
    shown: Sequence[Wanted]
    why: str
    member: UUID | None = None


async def request_change(asking: ChangeAsked, *, by: Actor) -> UUID:
    """Ask support for a change, with the group locked; part of a change.

    Invalid at `reason` without one, Stale while another change of the same waits.
    """
    subject, key = asking.member or asking.group, uuid4()
    if await open_change_of(subject) is not None:
        raise Stale(WAITS)
    shown: Any = [[each.label, each.was, each.now] for each in asking.shown]
    row = ChangeRequest(id=key, group=asking.group, member=asking.member, kind=asking.kind, open_for=subject)
    row.wanted, row.shown, row.why = dict(asking.wanted), shown, given_reason(asking.why)
    row.asked_by_name, row.asked_at = by.name[:200], clock.now()
    about = {"fields": [each.label for each in asking.shown], "reason": row.why}
    async with change("office.change-asked", by=by, subject=_subject(asking.group, asking.member), **about):
        await ChangeRequest.insert(row)
    return key


async def withdraw_change(key: UUID, *, by: Actor) -> None:
    """Have a change not asked for any more; NotFound for whoever does not act for its practice."""
    asked = await change_asked(key)
    if not await administers(by.account, asked.group):
        raise NotFound
    async with change("office.change-withdrawn", by=by, subject=_subject(asked.group, asked.member)):
        await locked_group(asked.group)
        await _end(key, "withdrawn", "", by)


async def decide_change(
    portal: Portal, key: UUID, approve: bool, reason: str, *, by: Actor, apply: Mapping[str, Apply]
) -> None:
    """Approve a change, which makes it, or decline it, for a reason that the practice reads.

    Invalid at `reason` for a refusal without one, NotNow for staff in their own practice, Stale when it was
    decided or withdrawn meanwhile. `apply` makes a change of each kind.
    """
    reason = reason.strip()[:500] if approve else given_reason(reason)
    if by.kind != "staff":
        raise Forbidden("Only staff decide about changes.")
    asked = await change_asked(key)
    state = "approved" if approve else "declined"
    about = {"fields": [each.label for each in asked.shown], "reason": reason}
    async with change(f"office.change-{state}", by=by, subject=_subject(asked.group, asked.member), **about):
        group = await locked_group(asked.group)
        if await concerned(by.account, [group.id]):
            raise NotNow(OWN)
        await _end(key, state, reason, by)
        if approve:
            await apply[asked.kind](portal, asked, by)
        await _tell(portal, asked, state, reason)


def _subject(group: UUID, member: UUID | None) -> Subject:
    return ("member", member) if member else ("group", group)


async def _end(key: UUID, state: str, reason: str, by: Actor) -> None:
    """Close it, once; Stale."""
    row = await load_one(ChangeRequest, key, lock=True)
    if row["state"] != "open":
        raise Stale(OVER)
    values: dict[Any, Any] = {
        ChangeRequest.state: state,
        ChangeRequest.reason: reason,
        ChangeRequest.decided_by_name: by.name[:200],
        ChangeRequest.decided_at: clock.now(),
        ChangeRequest.open_for: None,
    }
    await ChangeRequest.update(values).where(ChangeRequest.id == key)


async def _tell(portal: Portal, asked: AskedChange, state: str, reason: str) -> None:
    administrator = await administrator_of(asked.group)
    if administrator is None:
        return
    path = f"/office/people/{asked.member}" if asked.member else f"/office/{asked.group}"
    await portal.mail.send(
        to=administrator.email,
        template="change-decided",
        about=("group", asked.group),
        first_name=administrator.first_name,
        group_name=asked.group_name,
        approved=state == "approved",
        changes=[f"{each.label}: {each.now}" for each in asked.shown],
        reason=reason,
        path=path,
    )

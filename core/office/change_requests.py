"""Changes that a practice asks for and support decides about; nothing changes before, or before their day."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, Literal
from uuid import UUID, uuid4

from core import clock
from core.access.actions import given_reason
from core.access.conditions import NotNow
from core.actor import SYSTEM, Actor
from core.audit import Subject, change
from core.database import transaction
from core.database.rows import load_one
from core.due.actions import schedule
from core.due.worker import Handler
from core.errors import Forbidden, NotFound, Stale
from core.groups.people import locked_group
from core.groups.rights import administers, administrator_of, concerned, sent_by_oneself, sponsors_of
from core.groups.states import MANAGED
from core.mail import NewMail
from core.office.acts import OWN
from core.office.queries.changes import AskedChange, Wanted, change_asked, open_change_of
from core.office.tables import ChangeRequest
from core.portal import Portal

NO_WAITING: Mapping[str, Any] = {}
WAITS = "Support decides about an earlier change already. Withdraw that first."
OVER = "This change was decided or withdrawn already."
CLOSED = "Everything was closed before this day."
DAY = "office.change-day"
OPEN, UNDER_WAY = ("open",), ("open", "planned")
ONES_OWN = "You entered this change yourself. Someone else in support decides about it."
Kind = Literal["practice", "person", "addresses", "merge"]
Apply = Callable[[Portal, AskedChange, Actor], Awaitable[None]]
Ready = Callable[[Portal, AskedChange], Awaitable[datetime | None]]
# Begun with the approval, and ended when its day has come and it is ready.
LONG = frozenset({"merge"})


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """A change of a group, or of somebody in it: the answers to keep, each as people read it, and why.

    It is made once it is approved, and not before `from_day`.
    """

    kind: Kind
    group: UUID
    wanted: Mapping[str, Any]
    shown: Sequence[Wanted]
    why: str
    member: UUID | None = None
    from_day: date | None = None


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
    row.asked_by = by.account
    row.asked_by_name, row.asked_at, row.from_day = by.name[:200], clock.now(), asking.from_day
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
        await _end(key, "withdrawn", "", by, UNDER_WAY)
        await schedule(DAY, key, None)


async def decide_change(
    portal: Portal, key: UUID, approve: bool, reason: str, *, by: Actor, apply: Mapping[str, Apply]
) -> None:
    """Approve a change, which makes it, or has it made on its day, or decline it for a reason that is told.

    One that waits for its day can still be declined.

    Invalid at `reason` for a refusal without one, NotNow for staff in their own practice and for
    an approval of what one entered oneself, Stale when it was decided or withdrawn meanwhile.
    `apply` makes a change of each kind.
    """
    reason = reason.strip()[:500] if approve else given_reason(reason)
    if by.kind != "staff":
        raise Forbidden("Only staff decide about changes.")
    asked = await change_asked(key)
    day = _moment(portal, asked) if approve else None
    state = "planned" if day else "approved" if approve else "declined"
    about = {"fields": [each.label for each in asked.shown], "reason": reason}
    async with change(f"office.change-{state}", by=by, subject=_subject(asked.group, asked.member), **about):
        await locked_group(asked.group)
        await _require_other(asked, approve, by)
        await _end(key, state, reason, by, OPEN if approve else UNDER_WAY)
        await schedule(DAY, key, day)
        if approve and (not day or asked.kind in LONG):
            await apply[asked.kind](portal, asked, by)
        await _tell(portal, asked, state, reason)


async def _require_other(asked: AskedChange, approve: bool, by: Actor) -> None:
    """Go on only with staff whom a change does not concern, and who did not ask for what they approve."""
    if await concerned(by.account, [asked.group]):
        raise NotNow(OWN)
    if approve and sent_by_oneself(by.account, [asked.asked_by]):
        raise NotNow(ONES_OWN)


def making_changes(
    portal: Portal, apply: Mapping[str, Apply], ready: Mapping[str, Ready] = NO_WAITING
) -> Mapping[str, Handler]:
    """Return the handler that makes what was approved for a day, with who makes a change of each kind.

    `ready` tells of a kind when to look again whether it can be made.
    """
    return {DAY: partial(_make, portal, apply, ready)}


async def _make(
    portal: Portal, apply: Mapping[str, Apply], ready: Mapping[str, Ready], key: UUID
) -> datetime | None:
    asked = await change_asked(key)
    async with transaction():
        group = await locked_group(asked.group)
        if (await change_asked(key)).state != "planned":
            return None
        if group.state not in MANAGED:
            async with change(
                "office.change-withdrawn", by=SYSTEM, subject=_subject(asked.group, asked.member)
            ):
                await _end(key, "withdrawn", CLOSED, SYSTEM, UNDER_WAY)
            return None
        if asked.kind in ready and (later := await ready[asked.kind](portal, asked)):
            return later
        about = {"fields": [each.label for each in asked.shown]}
        async with change(
            "office.change-made", by=SYSTEM, subject=_subject(asked.group, asked.member), **about
        ):
            await ChangeRequest.update({ChangeRequest.state: "approved", ChangeRequest.open_for: None}).where(
                ChangeRequest.id == key
            )
            await apply[asked.kind](portal, asked, SYSTEM)
    return None


def _moment(portal: Portal, asked: AskedChange) -> datetime | None:
    """Tell when a change is made that is approved now; None for at once."""
    if asked.kind in LONG:
        return clock.now()
    begins = portal.site.dates.begins(asked.from_day) if asked.from_day else None
    return begins if begins and begins > clock.now() else None


def _subject(group: UUID, member: UUID | None) -> Subject:
    return ("member", member) if member else ("group", group)


async def _end(key: UUID, state: str, reason: str, by: Actor, states: Collection[str]) -> None:
    """Decide about it while it is in one of these states; Stale. It stays under way until its day."""
    row = await load_one(ChangeRequest, key, lock=True)
    if row["state"] not in states:
        raise Stale(OVER)
    values: dict[Any, Any] = {
        ChangeRequest.state: state,
        ChangeRequest.reason: reason,
        ChangeRequest.decided_by_name: by.name[:200],
        ChangeRequest.decided_at: clock.now(),
        ChangeRequest.open_for: row["open_for"] if state == "planned" else None,
    }
    await ChangeRequest.update(values).where(ChangeRequest.id == key)


async def _tell(portal: Portal, asked: AskedChange, state: str, reason: str) -> None:
    changes = [f"{each.label}: {each.now}" for each in asked.shown]
    if state != "declined" and not asked.member:
        await _tell_sponsors(portal, asked, changes)
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
        approved=state != "declined",
        changes=changes,
        reason=reason,
        path=path,
    )


async def _tell_sponsors(portal: Portal, asked: AskedChange, changes: Sequence[str]) -> None:
    said = {"group_name": asked.group_name, "changes": changes, "path": "/sponsor"}
    about = ("group", asked.group)
    await portal.mail.send_each(
        [
            NewMail(each.email, "group-changes", about, {**said, "first_name": each.first_name})
            for each in await sponsors_of([asked.group])
        ]
    )

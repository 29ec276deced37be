"""What whoever administers a practice, and support, do about somebody in it, as the practice stands then.

Every act is for those who administer the group now, and for staff; NotFound for everybody else. Staff do
nothing about a practice they have to do with themselves, and give a reason for everything: Invalid without.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from core.access import absence, leaving, suspending
from core.access.actions import given_reason, stop_each
from core.access.conditions import NotNow
from core.access.lines import Line, lines_of, load
from core.access.on_authority import colleague_changed
from core.access.setting_up import begin_for
from core.actor import Actor
from core.audit import change
from core.errors import NotFound
from core.groups import membership
from core.groups.people import load_member, locked_group
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administers, concerned, is_oneself
from core.office.by_support import tell_of_support
from core.office.possible import REACHED
from core.office.queries.people import member_of_grant
from core.portal import Portal

OTHERS = "Someone else has to bring back your own access. Write to support."
OWN = "Someone else has to do this: you belong there yourself."


async def end_access(portal: Portal, member: UUID, day: date | None, reason: str, *, by: Actor) -> None:
    """End everything somebody has, now or with the end of a day.

    Invalid for a day that is over and without a reason, Stale for who plays a part that somebody always has
    to play.
    """
    reason = given_reason(reason)
    async with change("office.ending", by=by, subject=("member", member), day=day and day.isoformat()):
        group, row = await hold_member(member, by)
        if day is None:
            await leaving.leave(portal, member, reason, by=by)
            return
        await leaving.set_last_day(portal, member, day, reason, by=by)
        if by.kind == "staff":
            what = f"Support set the last day of {row.name}: {portal.site.dates.day(day)}"
            await tell_of_support(portal, group, what, reason, member=member, sponsor_too=True)


async def leave_practice(portal: Portal, member: UUID, reason: str, *, by: Actor) -> None:
    """Let somebody leave one practice themselves: everything they have there ends, and nothing elsewhere.

    NotFound for everybody but that person, Stale for who plays a part that somebody always has to play.
    """
    reason = given_reason(reason)
    async with change("office.left", by=by, subject=("member", member)):
        await locked_group((await load_member(member)).group)
        if not await is_oneself(by.account, member):
            raise NotFound
        await leaving.leave(portal, member, reason, by=by)


async def keep_access(portal: Portal, member: UUID, reason: str = "", *, by: Actor) -> None:
    """Have nothing end on somebody's last day after all."""
    reason = because(reason, by)
    async with change("office.keeping", by=by, subject=("member", member)):
        group, row = await hold_member(member, by)
        await leaving.set_last_day(portal, member, None, reason, by=by)
        if by.kind == "staff":
            what = f"Support canceled the last day of {row.name}"
            await tell_of_support(portal, group, what, reason, member=member, sponsor_too=True)


async def begin_leave(portal: Portal, member: UUID, reason: str, *, by: Actor) -> None:
    """Take everything away from somebody who will be back."""
    async with change("office.leave-begun", by=by, subject=("member", member)):
        await hold_member(member, by)
        await leaving.go_on_leave(portal, member, reason, by=by)


async def plan_leave(
    portal: Portal, member: UUID, first: date, last: date | None, reason: str, *, by: Actor
) -> None:
    """Take everything away from somebody from a day on, until the end of another or until they are back.

    Invalid at `first`, `last` and `reason`.
    """
    async with change("office.leave-planned", by=by, subject=("member", member)):
        group, row = await hold_member(member, by)
        await absence.plan_absence(portal, member, first, last, reason, by=by)
        what = f"planned a leave of {row.name} from {portal.site.dates.day(first)} on"
        await tell_of(portal, (group, row), what, reason, by)


async def set_return(portal: Portal, member: UUID, last: date | None, reason: str = "", *, by: Actor) -> None:
    """Have a leave end by itself with a day, or with None not any more; Invalid at `last`."""
    reason = because(reason, by)
    async with change("office.return-set", by=by, subject=("member", member)):
        held = await hold_member(member, by)
        await absence.date_return(portal, member, last, reason, by=by)
        what = f"the last day of the leave of {held[1].name}"
        done = f"set {what}: {portal.site.dates.day(last)}" if last else f"took back {what}"
        await tell_of(portal, held, done, reason, by)


async def call_leave_off(portal: Portal, member: UUID, reason: str = "", *, by: Actor) -> None:
    """Have a leave that was planned not begin; NotNow when none was."""
    reason = because(reason, by)
    async with change("office.leave-called-off", by=by, subject=("member", member)):
        held = await hold_member(member, by)
        await absence.cancel_absence(member, reason, by=by)
        await tell_of(portal, held, f"canceled the planned leave of {held[1].name}", reason, by)


async def end_leave(portal: Portal, member: UUID, reason: str = "", *, by: Actor) -> None:
    """Give somebody who is back from a leave what it took away; NotNow for who was not on leave."""
    reason = because(reason, by)
    async with change("office.leave-ended", by=by, subject=("member", member)):
        held = await hold_member(member, by)
        if held[1].state != "on-leave":
            raise NotNow("This person isn’t on leave.")
        await leaving.come_back(portal, member, reason, by=by)
        await tell_of(portal, held, f"ended the leave of {held[1].name}", reason, by)


async def bring_back(portal: Portal, member: UUID, reason: str = "", *, by: Actor) -> None:
    """Give somebody back what was suspended for want of use; NotNow for oneself, and where nothing was."""
    reason = because(reason, by)
    async with change("office.brought-back", by=by, subject=("member", member), reason=reason):
        group, row = await hold_member(member, by)
        if row.state != "dormant":
            raise NotNow("Their access isn’t suspended for want of use.")
        if await is_oneself(by.account, member):
            raise NotNow(OTHERS)
        await leaving.come_back(portal, member, reason, by=by)
        await tell_of(portal, (group, row), f"brought back the access of {row.name}", reason, by)


async def date_access(portal: Portal, grant: UUID, day: date | None, reason: str = "", *, by: Actor) -> None:
    """Have one access end with a day, or with None not any more."""
    reason, member = because(reason, by), await member_of_grant(grant)
    async with change("office.access-dated", by=by, subject=("grant", grant)):
        held = await hold_member(member, by)
        await leaving.set_end(portal, grant, day, reason, by=by)
        what = f"the last day of {(await load(grant)).grant.application_name} for {held[1].name}"
        done = f"set {what}: {portal.site.dates.day(day)}" if day else f"took back {what}"
        await tell_of(portal, held, done, reason, by)


async def suspend_all(portal: Portal, member: UUID, reason: str, *, by: Actor) -> None:
    """Suspend at once everything that somebody has, on a suspicion, and tell support.

    What is being set up stops. Only the side that suspended access can end that. NotNow when nothing works.
    """
    reason = given_reason(reason)
    async with change("office.suspended", by=by, subject=("member", member), reason=reason):
        group, row = await hold_member(member, by)
        lines = [each for each in await lines_of(group, [row], *REACHED) if not _is_kept(each, by)]
        if not lines:
            raise NotNow("Nothing is left to suspend.")
        row = await membership.suspended_by(row, suspending.side_of(by))
        for line in lines:
            if line.grant.state == "provisioning":
                await stop_each([line], reason, by=by)
            else:
                await suspending.suspend(line.id, reason, by=by)
        await colleague_changed(portal, group, row, by=by)
        if by.kind != "staff":
            await _tell_support(portal, group, row, lines, reason, by)


async def resume_all(portal: Portal, member: UUID, *, by: Actor) -> None:
    """End what one's own side suspended; NotNow when it suspended nothing."""
    async with change("office.resumed", by=by, subject=("member", member)):
        group, row = await hold_member(member, by)
        lines = [each for each in await lines_of(group, [row], "suspended") if _is_kept(each, by)]
        if not lines and not _holds(row, by):
            raise NotNow("Your side suspended nothing here.")
        row = await membership.suspended_no_more_by(row, suspending.side_of(by))
        for line in lines:
            await suspending.resume(portal, line.id, by=by)
        await begin_for(portal, group, [row], by=by)
        await colleague_changed(portal, group, row, by=by)


def _is_kept(line: Line, by: Actor) -> bool:
    """Whether one's own side keeps it suspended."""
    return suspending.side_of(by) in line.grant.suspended_by.split()


def _holds(member: MemberFacts, by: Actor) -> bool:
    """Whether one's own side keeps everything of somebody suspended."""
    return suspending.side_of(by) in member.held_by.split()


async def hold_member(member: UUID, by: Actor) -> tuple[GroupFacts, MemberFacts]:
    """The group, held until the change ends, and the member as it is then, for whoever may act."""
    group = await locked_group((await load_member(member)).group)
    if by.kind != "staff":
        if not await administers(by.account, group.id):
            raise NotFound
    elif await concerned(by.account, [group.id]):
        raise NotNow(OWN)
    return group, await load_member(member)


def because(reason: str, by: Actor) -> str:
    """Return the reason that support gives; the practice needs none for this."""
    return given_reason(reason) if by.kind == "staff" else ""


async def tell_of(
    portal: Portal, held: tuple[GroupFacts, MemberFacts], what: str, reason: str, by: Actor
) -> None:
    """Tell the administrator what support did about somebody, and nobody what the practice did itself."""
    group, row = held
    if by.kind == "staff":
        await tell_of_support(portal, group, f"Support {what}", reason, member=row.id)


async def _tell_support(
    portal: Portal, group: GroupFacts, member: MemberFacts, lines: list[Line], reason: str, by: Actor
) -> None:
    await portal.mail.send(
        to=portal.site.support_address,
        template="member-suspended",
        about=("member", member.id),
        person=member.name,
        group_name=group.name,
        name=by.name,
        applications=[line.grant.application_name for line in lines],
        reason=reason,
        path=f"/support/people/{member.id}",
    )

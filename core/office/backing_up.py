"""Who stands in for the administrator of a practice: named, changed and ended after the registration.

Its administrator may do so, and support for them; whoever stands in may not choose who stands in. What the
site asks for holds: a practice that must have one keeps one.
"""

from __future__ import annotations

from uuid import UUID

from core.access.actions import given_reason
from core.actor import Actor
from core.audit import change
from core.errors import Invalid, NotFound, Stale
from core.groups.appointments import Holder, Part, end, propose, take_up
from core.groups.following import cannot_follow, member_playing, own_accounts, plays
from core.groups.people import load_group, load_member, locked_group, members_of
from core.groups.records import MemberFacts
from core.groups.rights import administrator_of, is_oneself, sponsors_of
from core.names import greeted
from core.office.handing_over import require_active, side_in
from core.office.queries.followers import Successor
from core.portal import Portal

BACKUP: Part = "backup"
NEEDED = "A {practice} always has a {backup_administrator}. Name who follows instead."
NOBODY = "Nobody stands in now."


async def could_stand_in(portal: Portal, group: UUID) -> tuple[Successor, ...]:
    """List everybody who is still in a group, those first who could stand in for its administrator."""
    members = [each for each in await members_of(group) if each.state not in {"left", "proposed"}]
    own, holder = await own_accounts(members), await member_playing(group, "administrator")
    now, found = await member_playing(group, BACKUP), []
    for each in members:
        account = own.get(each.id)
        why = "They are the {administrator}." if each.id == holder else cannot_follow(each, account)
        why = "They are the {backup_administrator} already." if each.id == now else why
        found.append(Successor(each, account.email if account else each.email, why))
    return tuple(sorted(found, key=lambda each: bool(each.why_not)))


async def name_backup(portal: Portal, group: UUID, member: UUID, reason: str = "", *, by: Actor) -> None:
    """Have somebody stand in from now on; whoever did it before has no right any more that came from it.

    Invalid for somebody who cannot, in words, and for support without a reason.
    """
    about = {"member": str(member), "reason": reason.strip()[:500]}
    async with change("office.backup-named", by=by, subject=("group", group), **about):
        await locked_group(group)
        await require_may_choose(portal, group, by)
        if by.kind == "staff":
            given_reason(reason)
        found = next((each for each in await could_stand_in(portal, group) if each.member.id == member), None)
        if found is None:
            raise NotFound
        if found.why_not:
            raise Invalid({"member": found.why_not})
        before = await plays(group, BACKUP)
        key = await propose(group, BACKUP, Holder(member), by=by)
        await take_up(key, by=by)
        gone = await load_member(before.member) if before and before.member else None
        await _tell(portal, group, found.member, gone)


async def end_backup(portal: Portal, group: UUID, reason: str = "", *, by: Actor) -> None:
    """Have nobody stand in any more; Stale where nobody does, or the site asks for somebody."""
    about = {"reason": reason.strip()[:500]}
    async with change("office.backup-ended", by=by, subject=("group", group), **about):
        await locked_group(group)
        await require_may_choose(portal, group, by)
        if by.kind == "staff":
            given_reason(reason)
        if portal.site.enrollment.backup_administrator == "required":
            raise Stale(NEEDED)
        if (found := await plays(group, BACKUP)) is None:
            raise Stale(NOBODY)
        await end(found.id, by=by)
        await _tell(portal, group, None, await load_member(found.member) if found.member else None)


async def require_may_choose(portal: Portal, group: UUID, by: Actor) -> None:
    """Go on only for the administrator themselves and support, where the site knows of backups; NotFound."""
    side = await side_in(group, by)
    require_active(await load_group(group))
    stands_in = await member_playing(group, BACKUP)
    if side == "sponsor" or portal.site.enrollment.backup_administrator == "never":
        raise NotFound
    if side == "practice" and stands_in and await is_oneself(by.account, stands_in):
        raise NotFound


async def _tell(portal: Portal, group: UUID, now: MemberFacts | None, before: MemberFacts | None) -> None:
    """Tell who stands in, who did before, the administrator and the sponsor: one email each."""
    people = {each.email: each.first_name for each in await sponsors_of([group])}
    if contact := await administrator_of(group):
        people[contact.email] = contact.first_name
    concerned = [each for each in (now, before) if each is not None]
    own = await own_accounts(concerned)
    for each in concerned:
        account = own.get(each.id)
        people[account.email if account else each.email] = greeted(each.first_name, each.last_name)
    for address, first_name in people.items():
        await portal.mail.send(
            to=address,
            template="backup-changed",
            about=("group", group),
            first_name=first_name,
            person=now.name if now else "",
            before=before.name if before else "",
            group_name=(await load_group(group)).name,
            path="/office",
        )

"""Somebody objects to a person of a practice: its sponsor, or that person, who does not work there.

Everything that works is suspended at once, and comes back only when whoever objected takes it back or support
decides so. Support gets the work; the administrator is told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal
from uuid import UUID, uuid4

from core import clock
from core.access import leaving, suspending
from core.access.actions import given_reason, stop_each
from core.access.conditions import NotNow
from core.access.lines import lines_of
from core.access.on_authority import colleague_changed
from core.access.setting_up import begin_for
from core.actor import Actor
from core.audit import change
from core.errors import NotFound
from core.groups import membership
from core.groups.membership import OBJECTION
from core.groups.people import load_member, locked_group
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administrator_of, concerned, is_oneself, sent_by_oneself, sponsored_by
from core.identity.queries import account
from core.office.acts import OWN
from core.office.possible import REACHED
from core.office.queries.objections import ObjectionFacts, load_objection
from core.office.tables import Objection
from core.portal import Portal

TWICE = "Someone objected to this person already, and support hasn’t decided yet."
CLOSED = "This objection isn’t open any more."


async def object_to(portal: Portal, member: UUID, reason: str, *, by: Actor) -> None:
    """Suspend at once what somebody has, and have support decide; NotFound for who may not object.

    That is the sponsor of the practice, about everybody else in it, and everybody about themselves. NotNow
    while an objection is open, of which one wins when two are made at once.
    """
    reason = given_reason(reason)
    async with change("office.objected", by=by, subject=("member", member), reason=reason) as event:
        group = await locked_group((await load_member(member)).group)
        row = await load_member(member)
        kind = await may_object(row, by)
        if row.state == "left":
            raise NotNow("This person has left.")
        await _insert(row, kind, reason, by)
        row = await membership.suspended_by(row, OBJECTION)
        event.details["kind"] = kind
        for line in await lines_of(group, [row], *REACHED):
            if line.grant.state == "provisioning":
                await stop_each([line], reason, by=by)
            else:
                await suspending.suspend(line.id, reason, by=by, side=OBJECTION)
        await colleague_changed(portal, group, row, by=by)
        await _tell(portal, group, row, reason, by)


async def may_object(member: MemberFacts, by: Actor) -> Literal["self", "sponsor"]:
    """Tell as what somebody may object to a member; NotFound."""
    if await is_oneself(by.account, member.id):
        return "self"
    if member.group in {key for key, _ in await sponsored_by(by.account)}:
        return "sponsor"
    raise NotFound


async def take_objection_back(portal: Portal, objection: UUID, *, by: Actor) -> None:
    """End one's own objection; what it suspended comes back where nothing else is against it."""
    found = await load_objection(objection)
    if not sent_by_oneself(by.account, [found.account]):
        raise NotFound
    async with change("office.objection-taken-back", by=by, subject=("member", found.member)):
        group = await locked_group((await load_member(found.member)).group)
        await may_object(await load_member(found.member), by)
        await _close(found, "taken-back", "", by)
        await _give_back(portal, group, found, by)


async def keep_person(portal: Portal, objection: UUID, answer: str, *, by: Actor) -> None:
    """Decide for support that the person stays: what was suspended comes back."""
    async with _deciding(objection, "kept", answer, by) as (group, found):
        await _give_back(portal, group, found, by)
        await _tell_of_decision(portal, group, found, answer, ended=False)


async def end_access(portal: Portal, objection: UUID, answer: str, *, by: Actor) -> None:
    """Decide for support that the person does not belong there: everything they have ends.

    Stale for who plays a part that somebody else has to take up first.
    """
    async with _deciding(objection, "ended", answer, by) as (group, found):
        await leaving.leave(portal, found.member, answer, by=by)
        await _tell_of_decision(portal, group, found, answer, ended=True)


@asynccontextmanager
async def _deciding(
    objection: UUID, state: str, answer: str, by: Actor
) -> AsyncIterator[tuple[GroupFacts, ObjectionFacts]]:
    answer, found = given_reason(answer), await load_objection(objection)
    if by.kind != "staff":
        raise NotFound
    about = {"decision": state, "reason": answer}
    async with change("office.objection-decided", by=by, subject=("member", found.member), **about):
        group = await locked_group((await load_member(found.member)).group)
        if await concerned(by.account, [group.id]):
            raise NotNow(OWN)
        await _close(found, state, answer, by)
        yield group, found


async def _insert(member: MemberFacts, kind: str, reason: str, by: Actor) -> None:
    row = Objection(id=uuid4(), member=member.id, kind=kind, account=by.account, state="open")
    row.by_name, row.reason, row.at, row.open_for = by.name[:200], reason, clock.now(), member.id
    made = Objection.insert(row).on_conflict(target=Objection.open_for, action="DO NOTHING")
    if not await made.returning(Objection.id):
        raise NotNow(TWICE)


async def _close(found: ObjectionFacts, state: str, answer: str, by: Actor) -> None:
    """With the group locked: of two who decide at once, the second finds it closed."""
    values: dict[Any, Any] = {Objection.state: state, Objection.answer: answer, Objection.open_for: None}
    values |= {Objection.closed_by: by.name[:200], Objection.closed_at: clock.now()}
    still_open = (Objection.id == found.id) & (Objection.state == "open")
    if not await Objection.update(values).where(still_open).returning(Objection.id):
        raise NotNow(CLOSED)


async def _give_back(portal: Portal, group: GroupFacts, found: ObjectionFacts, by: Actor) -> None:
    member = await membership.suspended_no_more_by(await load_member(found.member), OBJECTION)
    for line in await lines_of(group, [member], "suspended"):
        if OBJECTION in line.grant.suspended_by.split():
            await suspending.resume(portal, line.id, by=by, side=OBJECTION)
    await begin_for(portal, group, [member], by=by)
    await colleague_changed(portal, group, member, by=by)


async def _tell(portal: Portal, group: GroupFacts, member: MemberFacts, reason: str, by: Actor) -> None:
    contact = await administrator_of(group.id)
    places = {portal.site.support_address: f"/support/people/{member.id}"}
    if contact is not None:
        places[contact.email] = f"/office/people/{member.id}"
    for address, path in places.items():
        await portal.mail.send(
            to=address,
            template="objection",
            about=("member", member.id),
            first_name=contact.first_name if contact and contact.email == address else "",
            name=by.name,
            person=member.name,
            group_name=group.name,
            reason=reason,
            path=path,
        )


async def _tell_of_decision(
    portal: Portal, group: GroupFacts, found: ObjectionFacts, answer: str, *, ended: bool
) -> None:
    """Tell whoever administers the practice, and who objected."""
    contact, member = await administrator_of(group.id), await load_member(found.member)
    objector = await account(found.account)
    people = {objector.email: objector.first_name}
    if contact is not None:
        people[contact.email] = contact.first_name
    for address, first_name in people.items():
        await portal.mail.send(
            to=address,
            template="objection-decided",
            about=("member", member.id),
            first_name=first_name,
            person=member.name,
            group_name=group.name,
            gone=ended,
            reason=answer,
            path="/requests",
        )

"""One human, one login name, however many groups they are in; nobody learns beforehand who is known."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from piccolo.columns import Column

from core import clock
from core.access.conditions import NotNow
from core.access.setting_up import begin_for
from core.actor import Actor
from core.audit import change
from core.errors import NotFound
from core.groups.people import load_group, load_member, locked_group
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administrator_of
from core.groups.tables import Member
from core.guides.getting_started import attached
from core.guides.reader import reader_of_person
from core.identity import people, pick_up, proofs, queries
from core.identity.people import Human
from core.identity.proofs import GONE
from core.keys import Keys
from core.portal import Portal


async def recognize(
    desk: Portal, keys: Keys, group: GroupFacts, member: MemberFacts, *, by: Actor
) -> MemberFacts:
    """Find the human behind a member, or make one, and write the mails; the member as it is then.

    Part of the group's activation, with names locked. A person known already is confirmed by the
    administrator first; what contradicts itself is for support.
    """
    if member.person_state:
        return member
    human = _human(member)
    person, contradiction = await people.known(human)
    if contradiction:
        return await _link(member, None, "unclear")
    if person is None:
        person = await people.make(desk.site, human)
        changed = await _link(member, person, "new")
        await _welcome(desk, keys, person, by)
        return changed
    await _ask_administrator(desk, group, member)
    return await _link(member, person, "asked")


async def look(token: str) -> tuple[MemberFacts, GroupFacts] | None:
    """The member and group a link of such a mail asks about, while it can be answered."""
    proof = await proofs.by_link(token, "known-person")
    if proof is None or not proof.open:
        return None
    member = await load_member(UUID(proof.details["member"]))
    return member, await load_group(member.group)


async def answer(desk: Portal, token: str, *, same: bool, by: Actor) -> None:
    """The administrator says whether it is the same person; NotFound when the link is worth nothing."""
    proof = await proofs.by_link(token, "known-person")
    if proof is None or not proof.open:
        raise NotFound(GONE)
    member = UUID(proof.details["member"])
    async with change("member.known-answered", by=by, subject=("member", member), same=same):
        if not await proofs.use(proof):
            raise NotFound(GONE)
        if same:
            await confirm(desk, member, by=by)
        else:
            await _deny(member)


async def confirm(desk: Portal, member: UUID, *, by: Actor) -> None:
    """It is the same person: only the login name is sent, and what was agreed to is set up."""
    async with change("member.confirmed", by=by, subject=("member", member)):
        group = await locked_group((await load_member(member)).group)
        row = await load_member(member)
        if row.person_state != "asked":
            raise NotNow("This was answered already.")
        row = await _link(row, row.person, "known")
        await _tell_person(desk, group, row, by)
        await begin_for(desk, group, [row], by=by)


async def _deny(member: UUID) -> None:
    """It is somebody else; what was settled meanwhile stays."""
    await locked_group((await load_member(member)).group)
    row = await load_member(member)
    if row.person_state != "asked":
        raise NotNow("This was answered already.")
    await _link(row, None, "unclear")


async def identify(desk: Portal, keys: Keys, member: UUID, person: UUID | None, *, by: Actor) -> None:
    """Support says who an unclear member is: somebody known, or with None somebody new."""
    async with change("member.settled", by=by, subject=("member", member), person=person):
        group = await locked_group((await load_member(member)).group)
        row = await load_member(member)
        if row.person_state not in {"unclear", "asked"}:
            raise NotNow("This is settled already.")
        if person is None:
            await people.lock_names()
            found, contradiction = await people.known(_human(row))
            if found or contradiction:
                raise NotNow("Address or NPI belong to somebody else. Correct them first.")
            made = await people.make(desk.site, _human(row))
            row = await _link(row, made, "new")
            await _welcome(desk, keys, made, by)
        else:
            row = await _link(row, person, "known")
            await _tell_person(desk, group, row, by)
        await begin_for(desk, group, [row], by=by)


def _human(member: MemberFacts) -> Human:
    return Human(
        first_name=member.first_name,
        middle_initial=member.middle_initial,
        last_name=member.last_name,
        email=member.email,
        phone=member.phone,
        npi=member.details.npi,
    )


async def _link(member: MemberFacts, person: UUID | None, state: str) -> MemberFacts:
    values: dict[Column | str, Any] = {Member.person: person, Member.person_state: state}
    await Member.update(values).where(Member.id == member.id)
    return replace(member, person=person, person_state=state)


async def _welcome(desk: Portal, keys: Keys, person: UUID, by: Actor) -> None:
    """The first mails to somebody new, with the guide made for them."""
    guide = attached(desk, await reader_of_person(person), clock.now())
    await pick_up.welcome(desk.mail, keys, person, guide, by=by)


async def _ask_administrator(desk: Portal, group: GroupFacts, member: MemberFacts) -> None:
    """The mail says nothing of what is known beyond that there is a login name already."""
    administrator = await administrator_of(group.id)
    if administrator is None:
        return
    keys = await proofs.make("known-person", administrator.email, None, {"member": str(member.id)})
    await desk.mail.send(
        to=administrator.email,
        template="known-person",
        about=("member", member.id),
        person=member.name,
        group_name=group.name,
        path=f"/known-person/{keys.link}",
        days=proofs.MINUTES["known-person"] // (24 * 60),
    )


async def _tell_person(desk: Portal, group: GroupFacts, member: MemberFacts, by: Actor) -> None:
    """To the address the person proved, never to the one the group typed."""
    if member.person is None or (person := await people.find(member.person)) is None:
        raise NotFound
    account = await queries.account(person["account"])
    await desk.mail.send(
        to=account.email,
        template="portal-id-known",
        about=("member", member.id),
        first_name=account.first_name,
        group_name=group.name,
        portal_id=person["portal_id"],
        path="/sign-in",
    )
    if not account.password_hash:
        await pick_up.offer_again(desk.mail, member.person, by=by)

"""One human, one login name, however many groups they are in; nobody learns beforehand who is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from core import clock
from core.access.conditions import NotNow
from core.access.setting_up import begin_for
from core.actor import Actor
from core.audit import change
from core.errors import NotFound
from core.groups.membership import link_each
from core.groups.people import load_group, load_member, locked_group
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administrator_of
from core.guides.getting_started import attached
from core.guides.queries import readers_of
from core.identity import people, pick_up, portal_ids, proofs, queries
from core.identity.people import Human, Who
from core.identity.proofs import GONE
from core.keys import Keys
from core.mail import NewMail
from core.names import greeted
from core.portal import Portal


async def identify_members(
    portal: Portal, keys: Keys, group: GroupFacts, members: Sequence[MemberFacts]
) -> dict[UUID, MemberFacts]:
    """Find or make the human behind each member and write the mails; return the members as they are then.

    Part of the group's activation, with names locked and members of whom nobody knows yet who they are. A
    person known already is confirmed by the administrator first; what contradicts itself is for support.
    """
    found = await people.recognize(portal.site, [_human(each) for each in members])
    now = [
        replace(each, person=who.person, person_state=_state(who))
        for each, who in zip(members, found, strict=True)
    ]
    await link_each(now)
    await _welcome(portal, keys, [who.person for who in found if who.person and who.new])
    await _ask_administrator(portal, group, [each for each in now if each.person_state == "asked"])
    return {each.id: each for each in now}


async def look(token: str) -> tuple[MemberFacts, GroupFacts] | None:
    """Find the member and group a link of such a mail asks about, while it can be answered."""
    proof = await proofs.by_link(token, "known-person")
    if proof is None or not proof.open:
        return None
    member = await load_member(UUID(proof.details["member"]))
    return member, await load_group(member.group)


async def answer(portal: Portal, token: str, *, same: bool, by: Actor) -> None:
    """Let the administrator say whether it is the same person; NotFound when the link is worth nothing."""
    proof = await proofs.by_link(token, "known-person")
    if proof is None or not proof.open:
        raise NotFound(GONE)
    member = UUID(proof.details["member"])
    async with change("member.known-answered", by=by, subject=("member", member), same=same):
        if not await proofs.use(proof):
            raise NotFound(GONE)
        if same:
            await confirm(portal, member, by=by)
        else:
            await _deny(member)


async def confirm(portal: Portal, member: UUID, *, by: Actor) -> None:
    """Confirm that it is the same person: only the login name is sent, and what was agreed to is set up."""
    async with change("member.confirmed", by=by, subject=("member", member)):
        group = await locked_group((await load_member(member)).group)
        row = await load_member(member)
        if row.person_state != "asked":
            raise NotNow("This was answered already.")
        row = await _link(row, row.person, "known")
        await _tell_person(portal, group, row, by)
        await begin_for(portal, group, [row], by=by)


async def _deny(member: UUID) -> None:
    """Note that it is somebody else; what was settled meanwhile stays."""
    await locked_group((await load_member(member)).group)
    row = await load_member(member)
    if row.person_state != "asked":
        raise NotNow("This was answered already.")
    await _link(row, None, "unclear")


async def identify(portal: Portal, keys: Keys, member: UUID, person: UUID | None, *, by: Actor) -> None:
    """Let support say who an unclear member is: somebody known, or with None somebody new."""
    async with change("member.settled", by=by, subject=("member", member), person=person):
        group = await locked_group((await load_member(member)).group)
        row = await load_member(member)
        if row.person_state not in {"unclear", "asked"}:
            raise NotNow("This is settled already.")
        if person is None:
            await portal_ids.lock_names()
            (who,) = await people.recognize(portal.site, [_human(row)])
            if who.person is None or not who.new:
                raise NotNow("Address or NPI belong to somebody else. Correct them first.")
            row = await _link(row, who.person, "new")
            await _welcome(portal, keys, [who.person])
        else:
            row = await _link(row, person, "known")
            await _tell_person(portal, group, row, by)
        await begin_for(portal, group, [row], by=by)


def _human(member: MemberFacts) -> Human:
    return Human(
        first_name=member.first_name,
        middle_initial=member.middle_initial,
        last_name=member.last_name,
        email=member.email,
        phone=member.phone,
        npi=member.details.npi,
    )


def _state(who: Who) -> str:
    if who.person is None:
        return "unclear"
    return "new" if who.new else "asked"


async def _link(member: MemberFacts, person: UUID | None, state: str) -> MemberFacts:
    linked = replace(member, person=person, person_state=state)
    await link_each([linked])
    return linked


async def _welcome(portal: Portal, keys: Keys, persons: Sequence[UUID]) -> None:
    """The first mails to people who are new, each with the guide made for them."""
    readers, now = await readers_of(persons), clock.now()
    guides = {person: attached(portal, readers[person], now) for person in persons}
    await pick_up.welcome(portal.mail, keys, guides)


async def _ask_administrator(portal: Portal, group: GroupFacts, members: Sequence[MemberFacts]) -> None:
    """A mail about each says nothing of what is known beyond that there is a login name already."""
    administrator = await administrator_of(group.id) if members else None
    if administrator is None:
        return
    to, days = administrator.email, proofs.MINUTES["known-person"] // (24 * 60)
    whose = [proofs.Addressee(to, None, {"member": str(each.id)}) for each in members]
    made = await proofs.make_each("known-person", whose)
    await portal.mail.send_each(
        NewMail(
            to,
            "known-person",
            ("member", each.id),
            {
                "person": each.name,
                "group_name": group.name,
                "path": f"/known-person/{keys.link}",
                "days": days,
            },
        )
        for each, keys in zip(members, made, strict=True)
    )


async def _tell_person(portal: Portal, group: GroupFacts, member: MemberFacts, by: Actor) -> None:
    """To the address the person proved, never to the one the group typed."""
    if member.person is None or (person := await people.find(member.person)) is None:
        raise NotFound
    account = await queries.account(person["account"])
    await portal.mail.send(
        to=account.email,
        template="portal-id-known",
        about=("member", member.id),
        first_name=greeted(account.first_name, account.last_name),
        group_name=group.name,
        portal_id=person["portal_id"],
        path="/sign-in",
    )
    if not account.password_hash:
        await pick_up.offer_again(portal.mail, member.person, by=by)

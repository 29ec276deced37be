"""One human, one login name, however many groups they are in; nobody learns beforehand who is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from core.access.conditions import NotNow
from core.access.other_login import set_up_anew, still_there
from core.access.own_agreements import ask_each_to_sign, end_theirs
from core.activation.copies import copy_to_administrator
from core.actor import Actor
from core.audit import change, changes
from core.errors import Invalid, NotFound
from core.groups import question
from core.groups.correcting import correct_address
from core.groups.membership import link_each, unlink
from core.groups.people import load_member, locked_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.guides.welcoming import welcomes
from core.identity import people, pick_up, portal_ids, queries, settling
from core.identity.people import Human, Who
from core.keys import Keys
from core.names import greeted
from core.portal import Portal

STILL_THERE = "Someone is still taking away what the other login had. Try again later."


async def identify_members(
    portal: Portal, keys: Keys, group: GroupFacts, members: Sequence[MemberFacts]
) -> dict[UUID, MemberFacts]:
    """Find or make the human behind each member and write the mails; return the members as they are then.

    Part of the group's activation, with names locked and members of whom nobody knows yet who they are. A
    person known already is confirmed by the administrator first; whoever is not certain is for support.
    """
    taken = [each.person for each in await members_of(group.id) if each.person]
    found = await people.recognize(portal.site, [_human(each) for each in members], taken)
    now = [
        replace(each, person=who.person, person_state=_state(who), matched=who.matched)
        for each, who in zip(members, found, strict=True)
    ]
    await link_each(now)
    await _welcome(portal, keys, [who.person for who in found if who.person and who.new])
    await question.ask_each(portal.mail, group, [each for each in now if each.person_state == "asked"])
    return {each.id: each for each in now}


async def answer(portal: Portal, token: str, *, same: bool, by: Actor) -> None:
    """Let whoever acts for the practice say whether it is the same person; NotFound as for `asked_by`."""
    asked = await question.asked_with(token, by.account)
    async with changes():
        await question.use(token)
        await _answered(portal, asked.member.id, same=same, by=by)


async def answer_about(portal: Portal, member: UUID, *, same: bool, by: Actor) -> None:
    """Let whoever acts for the practice say it signed in, without the link; NotFound for everybody else."""
    await question.asked_about(member, by.account)
    await _answered(portal, member, same=same, by=by)


async def _answered(portal: Portal, member: UUID, *, same: bool, by: Actor) -> None:
    async with change("member.known-answered", by=by, subject=("member", member), same=same):
        if same:
            await confirm(portal, member, by=by)
        else:
            await _deny(portal, member)


async def confirm(portal: Portal, member: UUID, *, by: Actor) -> None:
    """Confirm that it is the same person: only the login name is sent, and what was agreed to is set up."""
    async with change("member.confirmed", by=by, subject=("member", member)):
        group, row = await _held(member, "asked")
        if row.person and await still_there(group, row, row.person):
            raise NotNow(STILL_THERE)
        row = await _link(row, row.person, "known")
        await _tell_person(portal, group, row, by)
        await _settle(portal, group, row, by)


async def _deny(portal: Portal, member: UUID) -> None:
    """Note that it is somebody else; what was settled meanwhile stays."""
    _, row = await _held(member, "asked")
    await _be_somebody_else(portal, row)


async def _be_somebody_else(portal: Portal, row: MemberFacts) -> None:
    """Note that a member is not who they were taken for; what was signed for them so far ends."""
    await unlink(row)
    await question.close(row.id)
    await end_theirs(portal, [row.id])


async def _settle(portal: Portal, group: GroupFacts, row: MemberFacts, by: Actor) -> None:
    """Set up what was agreed to for somebody of whom it is now certain who they are, or have them sign."""
    await set_up_anew(portal, group, row, by=by)
    await ask_each_to_sign(portal, group, [row], by=by)


@dataclass(frozen=True, slots=True)
class Said:
    """Who a member is, as support says: who has this login or, with none, somebody of their own.

    `email` is the address of who is new, where the one that was typed is somebody else's.
    """

    login: str = ""
    email: str = ""


async def identify(portal: Portal, keys: Keys, member: UUID, said: Said, *, by: Actor) -> None:
    """Let support say who a member is who is not recognized, or of whom the practice was asked.

    Invalid at the fields `login` and `email`, NotNow while access under another login is still there.
    """
    async with change("member.settled", by=by, subject=("member", member)) as event:
        group, was = await _held(member, "unclear", "asked")
        await portal_ids.lock_names()
        row, new = await _as_said(portal, was, said)
        event.details |= {"person": row.person, "new": new}
        if row.person is None or await still_there(group, row, row.person):
            raise NotNow(STILL_THERE)
        if was.person not in {None, row.person}:
            await _be_somebody_else(portal, was)
        await _link(row, row.person, row.person_state)
        row = await load_member(member)
        if new and row.person:
            await _welcome(portal, keys, [row.person])
            await copy_to_administrator(portal, group, [row])
        else:
            await _tell_person(portal, group, row, by)
        await _settle(portal, group, row, by)


async def _as_said(portal: Portal, row: MemberFacts, said: Said) -> tuple[MemberFacts, bool]:
    """The member with the person that support names, and whether that is somebody new."""
    if said.login.strip():
        found = await settling.claimed(portal.site, said.login, _human(row))
        if found is None:
            raise Invalid({"login": f"Nobody has this {portal.site.terms.login}, or proved this address"})
        await _require_nobody_else(portal, row, found[0])
        return replace(row, person=found[0], person_state="known"), found[1]
    if said.email.strip():
        row = await correct_address(row, said.email.strip().lower())
    person = await settling.of_their_own(portal.site, _human(row))
    return replace(row, person=person, person_state="new"), True


async def _require_nobody_else(portal: Portal, row: MemberFacts, person: UUID) -> None:
    """No two people of one practice are one human."""
    others = [each for each in await members_of(row.group) if each.person == person and each.id != row.id]
    if others:
        group = portal.site.terms.group
        raise Invalid({"login": f"That is {others[0].name} of the same {group}. Two people are never one."})


async def _held(member: UUID, *states: str) -> tuple[GroupFacts, MemberFacts]:
    """The group of a member, held until the change ends, and the member; NotNow in any other state."""
    group = await locked_group((await load_member(member)).group)
    row = await load_member(member)
    if row.person_state not in states:
        raise NotNow(question.ANSWERED)
    return group, row


def _human(member: MemberFacts) -> Human:
    return Human(
        first_name=member.first_name,
        middle_initial=member.middle_initial,
        last_name=member.last_name,
        email=member.email,
        phone=member.phone,
        identifier=member.details.known_by,
    )


def _state(who: Who) -> str:
    if who.person is None:
        return "unclear"
    return "new" if who.new else "asked"


async def _link(member: MemberFacts, person: UUID | None, state: str) -> MemberFacts:
    linked = replace(member, person=person, person_state=state)
    await link_each([linked])
    await question.close(member.id)
    return linked


async def _welcome(portal: Portal, keys: Keys, persons: Sequence[UUID]) -> None:
    """One mail to each person who is new, and the link that opens the account to who needs it."""
    await pick_up.welcome(portal.mail, keys, await welcomes(portal, persons))


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
        has_password=bool(account.password_hash),
        path="/sign-in",
    )
    if not account.password_hash:
        await pick_up.offer_again(portal.mail, member.person, by=by)

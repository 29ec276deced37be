"""Who the people of a practice are, where that is not certain: support says it, asks again, or undoes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.authority import relying
from core.access.on_authority import follow_authority
from core.access.other_login import take_off
from core.access.own_agreements import end_theirs
from core.activation import identifying
from core.activation.identifying import Said
from core.actor import Actor
from core.audit import change
from core.database import at_once
from core.errors import NotFound
from core.groups import question
from core.groups.authorizations import end_each_of
from core.groups.membership import unlink
from core.groups.people import load_member, locked_group, members_of
from core.groups.question import Pending
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administrator_of
from core.identity import queries, settling
from core.identity.limits import Limit
from core.identity.settling import Match
from core.keys import Keys
from core.moves import NotNow
from core.portal import Portal
from core.requests.cases import case, not_ones_own

PER_HOUR = Limit("question-again", 30, 60 * 60)
NOT_THEM = "It isn’t certain any more who {name} is, so nobody acts on an answer of theirs."
UNSETTLED = ("unclear", "asked")


@dataclass(frozen=True, slots=True)
class Unclear:
    """Somebody of whom it is not certain who they are; `asked` is the question that waits, if one does."""

    member: UUID
    name: str
    email: str
    identifier: str
    asked: Pending | None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Somebody who was confirmed to be a person there is, and the login name of that person."""

    member: UUID
    name: str
    login: str


@dataclass(frozen=True, slots=True)
class WhoIsWho:
    """Everybody of a practice about whom support may say who they are."""

    unclear: tuple[Unclear, ...]
    confirmed: tuple[Confirmed, ...]


async def who_is_who(group: UUID) -> WhoIsWho:
    """List who is not certain, and who was confirmed to be somebody known; two statements."""
    everybody = await members_of(group)
    known = [each for each in everybody if each.person_state == "known"]
    asked, logins = await at_once(
        question.pending([each.id for each in everybody if each.person_state == "asked"]),
        queries.portal_ids([each.person for each in known if each.person]),
    )
    return WhoIsWho(
        tuple(
            Unclear(each.id, each.name, each.email, each.details.known_by, asked.get(each.id))
            for each in everybody
            if each.person_state in UNSETTLED
        ),
        tuple(Confirmed(each.id, each.name, logins[each.person]) for each in known if each.person),
    )


async def matches_of(person: Unclear) -> tuple[Match, ...]:
    """List everybody to whom the address or number that was typed for somebody belongs."""
    return await settling.matches(person.email, person.identifier)


async def say_who(portal: Portal, keys: Keys, number: str, member: UUID, said: Said, *, by: Actor) -> None:
    """Say who a member is; Invalid at the fields `login` and `email`."""
    await _of_case(number, member, by)
    await identifying.identify(portal, keys, member, said, by=by)


async def ask_again(portal: Portal, number: str, member: UUID, *, by: Actor) -> None:
    """Send the question about a member to the administrator once more."""
    await _of_case(number, member, by)
    await PER_HOUR.spend(str(by.account))
    await question.ask_again(portal.mail, member, by=by)


async def undo(portal: Portal, number: str, member: UUID, reason: str, *, by: Actor) -> None:
    """Undo that a member was confirmed to be somebody known; support says anew who it is.

    What was set up under that login is taken away, what was signed for them ends, nobody acts on what that
    person agreed to, and both sides are told. The reason is for the trail.
    """
    await _of_case(number, member, by)
    async with change("member.unlinked", by=by, subject=("member", member), reason=reason) as event:
        group = await locked_group((await load_member(member)).group)
        row = await load_member(member)
        if row.person_state != "known" or row.person is None:
            raise NotNow("This was undone already.")
        event.details["person"] = row.person
        await take_off(portal, group, row, by=by)
        await unlink(row)
        await _end_authority(portal, group, row, by=by)
        await end_theirs(portal, [member])
        await _tell_both(portal, group, row)


async def _end_authority(portal: Portal, group: GroupFacts, row: MemberFacts, *, by: Actor) -> None:
    """End what somebody else agreed to in a member's place, and what colleagues agreed to for that person."""
    relied = await relying(portal.site, row.id)
    await end_each_of(row.id, by=by)
    if relied:
        await follow_authority(portal, group, relied, NOT_THEM.format(name=row.name), by=by)


async def _of_case(number: str, member: UUID, by: Actor) -> None:
    """Go on only for a member of the practice of this request, which is not one's own; NotFound."""
    request = await case(number)
    await not_ones_own(request, by)
    if (await load_member(member)).group != request.group:
        raise NotFound


async def _tell_both(portal: Portal, group: GroupFacts, row: MemberFacts) -> None:
    """Neither side learns who the other is: the person of the practice, and the practice of its own."""
    about: Any = ("member", row.id)
    if address := await queries.address_of_person(row.person):
        await portal.mail.send(to=address, template="member-unlinked", about=about, group_name=group.name)
    if administrator := await administrator_of(group.id):
        await portal.mail.send(
            to=administrator.email,
            template="member-unclear",
            about=about,
            person=row.name,
            group_name=group.name,
        )

"""The mail of a practice moves to another domain: every address in one change that is seen before.

Support approves it. Then each person gets a link at the new address, and theirs counts once they confirm it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel

from core.access.actions import given_reason
from core.actor import Actor
from core.audit import change
from core.errors import Invalid
from core.forms import Form, draw, field, read
from core.groups.people import load_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.identity.queries import account
from core.office.change_requests import ChangeAsked, request_change
from core.office.new_address import UNSETTLED, ask_new_addresses
from core.office.practice_data import held_practice
from core.office.queries.changes import AskedChange, Wanted
from core.portal import Portal

FIRST = (
    "Change your own email address to one at {domain} first, and confirm it. That shows the domain is yours"
)
TAKEN = "Someone else on the list has {email}, or gets it."
UNKNOWN = "It isn’t certain yet who this person is."
NOBODY = "Nobody has an address at {domain} that can change. Check the domain you have now"


def _domain(text: str) -> str:
    domain = text.strip().lower().rpartition("@")[2]
    if "." not in domain.strip(".") or not domain.replace(".", "").replace("-", "").isalnum():
        raise ValueError("must be the part behind the @, such as clinic.example")
    return domain


class NewDomain(BaseModel):
    """Which domain takes the place of which, and why."""

    before: Annotated[str, AfterValidator(_domain)] = field(
        "Domain you have now", max_length=200, hint="The part behind the @.", missing="Enter the domain"
    )
    after: Annotated[str, AfterValidator(_domain)] = field(
        "New domain", max_length=200, missing="Enter the new domain"
    )
    reason: str = field("Reason", max_length=300, missing="Say why", hint="Support reads it.")


@dataclass(frozen=True, slots=True)
class AddressMoves:
    """One person with the address they have and the one they get; without it, why theirs stays."""

    member: UUID
    name: str
    was: str
    now: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class DomainMoves:
    """A change of domain as it was typed, and whose address changes; `key` once support decides about it."""

    group: GroupFacts
    form: Form
    people: tuple[AddressMoves, ...] = ()
    key: UUID | None = None


async def draw_domain(group: UUID, *, by: Actor) -> DomainMoves:
    """Draw the question; NotFound for whoever does not act for the practice."""
    return DomainMoves(await held_practice(group, by), draw(NewDomain, {}))


async def move_domain(
    group: UUID, values: Mapping[str, Sequence[Any]], *, ask: bool, by: Actor
) -> DomainMoves:
    """Tell whose address changes; with `ask`, have support decide about it.

    Whoever asks reads mail at the new domain: the address of their account proves it. Stale while an earlier
    change of the practice is under way.
    """
    found, reading = await held_practice(group, by), read(NewDomain, values)
    if reading.answers is None:
        return DomainMoves(found, reading.form)
    try:
        if not ask:
            people, key = await _people(group, reading.answers, by), None
        else:
            people, key = await _ask(group, reading.answers, by)
    except Invalid as wrong:
        return DomainMoves(found, reading.refused(wrong.errors))
    return DomainMoves(found, reading.form, people, key)


async def apply_addresses(portal: Portal, asked: AskedChange, by: Actor) -> None:
    """Send everybody the link to their new address; part of the decision, with the group locked.

    Who has left, or has another address meanwhile, keeps what they have.
    """
    was: Mapping[str, str] = asked.wanted["was"]
    there = {str(each.id): each for each in await members_of(asked.group)}
    wanted = {
        there[key].id: email
        for key, email in asked.wanted["now"].items()
        if key in there and there[key].email == was[key]
    }
    await ask_new_addresses(portal, await load_group(asked.group), wanted, by=by)


async def _ask(group: UUID, typed: NewDomain, by: Actor) -> tuple[tuple[AddressMoves, ...], UUID]:
    async with change("office.domain-asked", by=by, subject=("group", group)) as event:
        await held_practice(group, by, lock=True)
        people = await _people(group, typed, by)
        moved = [each for each in people if each.now]
        event.details |= {"people": len(moved), "reason": given_reason(typed.reason)}
        shown = [Wanted(each.name, each.was, each.now) for each in moved]
        was = {str(each.member): each.was for each in moved}
        wanted = {"was": was, "now": {str(each.member): each.now for each in moved}}
        return people, await request_change(
            ChangeAsked("addresses", group, wanted, shown, typed.reason), by=by
        )


async def _people(group: UUID, typed: NewDomain, by: Actor) -> tuple[AddressMoves, ...]:
    """List everybody at the old domain; Invalid for a domain that is not proved, or where nobody is."""
    own = await account(by.account) if by.account else None
    if own is None or _domain(own.email) != typed.after:
        raise Invalid({"after": FIRST.format(domain=typed.after)})
    members = [each for each in await members_of(group) if each.state != "left"]
    moved = [_moved(each, typed.after) for each in members if _domain(each.email) == typed.before]
    if not any(each.now for each in moved):
        raise Invalid({"before": NOBODY.format(domain=typed.before)})
    taken = {each.email for each in members}
    return tuple(
        replace(each, now="", why=TAKEN.format(email=each.now)) if each.now in taken else each
        for each in moved
    )


def _moved(member: MemberFacts, domain: str) -> AddressMoves:
    if member.person_state in UNSETTLED:
        return AddressMoves(member.id, member.name, member.email, why=UNKNOWN)
    return AddressMoves(member.id, member.name, member.email, f"{member.email.rpartition('@')[0]}@{domain}")

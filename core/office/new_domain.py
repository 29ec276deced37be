"""The mail of a practice moves to another domain: every address in one change that is seen before.

The name before the @ stays, unless another one is typed. Support approves it. Then each person gets a link
at the new address, and theirs counts once they confirm it.
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
from core.errors import Invalid, Stale
from core.forms import Form, draw, field, read
from core.groups.people import load_group, members_of
from core.groups.records import GroupFacts
from core.identity.queries import account
from core.office.change_requests import ChangeAsked, request_change
from core.office.domain_addresses import (
    SEEN,
    TO,
    AddressMoves,
    TypedAddresses,
    behind_at,
    onward,
    typed_so_far,
    with_boxes,
)
from core.office.new_address import ask_new_addresses
from core.office.practice_data import held_practice
from core.office.queries.changes import AskedChange, Wanted
from core.portal import Portal

FIRST = (
    "Change your own email address to one at {domain} first, and confirm it. That shows the domain is yours"
)
SAME = "Enter another domain than the one you have now"
NOBODY = "Nobody has an address at {domain} that can change. Check the domain you have now"
NO_ADDRESS = "Enter a new address for at least one person"
CHANGED = "The list below is new. Check each address, then send it."
_OTHERS = frozenset({"csrf", SEEN, f"{TO}*"})


def _domain(text: str) -> str:
    domain = behind_at(text)
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
class DomainMoves:
    """A change of domain as it was typed, and whose address changes; `key` once support decides about it.

    `seen` is the new domain for which the list of people is shown, to be sent back with it.
    """

    group: GroupFacts
    form: Form
    people: tuple[AddressMoves, ...] = ()
    seen: str = ""
    key: UUID | None = None


async def draw_domain(group: UUID, *, by: Actor) -> DomainMoves:
    """Draw the question; NotFound for whoever does not act for the practice."""
    return DomainMoves(await held_practice(group, by), draw(NewDomain, {}))


async def move_domain(
    group: UUID, values: Mapping[str, Sequence[Any]], *, ask: bool, by: Actor
) -> DomainMoves:
    """Tell whose address changes; with `ask`, have support decide about it, once everybody's was seen.

    Whoever asks reads mail at the new domain: the address of their account proves it. Stale while an earlier
    change of the practice is under way.
    """
    found, reading = await held_practice(group, by), read(NewDomain, values, ignore=_OTHERS)
    typed = TypedAddresses(values, str(next(iter(values.get(SEEN, ())), "")))
    if reading.answers is None:
        return await _again(found, reading.form, typed)
    try:
        people = await _people(group, reading.answers, typed, by)
    except Invalid as wrong:
        return await _again(found, reading.refused(wrong.errors), typed)
    shown = DomainMoves(found, with_boxes(reading.form, people), people, reading.answers.after)
    if shown.form.wrong or not ask:
        return shown
    if typed.seen != shown.seen or any(each.box and not each.sent for each in people):
        return replace(shown, form=shown.form.with_errors({"": CHANGED}))
    if not any(each.now for each in people):
        return replace(shown, form=shown.form.with_errors({"": NO_ADDRESS}))
    return replace(shown, key=await _ask(group, reading.answers, people, typed, by))


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


async def _again(group: GroupFacts, form: Form, typed: TypedAddresses) -> DomainMoves:
    """Draw the question once more, with each address that was typed."""
    people = typed_so_far(await members_of(group.id), typed)
    return DomainMoves(group, with_boxes(form, people), people, typed.seen)


async def _ask(
    group: UUID, domain: NewDomain, seen: Sequence[AddressMoves], typed: TypedAddresses, by: Actor
) -> UUID:
    async with change("office.domain-asked", by=by, subject=("group", group)) as event:
        await held_practice(group, by, lock=True)
        if await _people(group, domain, typed, by) != seen:
            raise Stale(CHANGED)
        moved = [each for each in seen if each.now]
        event.details |= {"people": len(moved), "reason": given_reason(domain.reason)}
        shown = [Wanted(each.name, each.was, each.now) for each in moved]
        was = {str(each.member): each.was for each in moved}
        wanted = {"was": was, "now": {str(each.member): each.now for each in moved}}
        return await request_change(ChangeAsked("addresses", group, wanted, shown, domain.reason), by=by)


async def _people(
    group: UUID, domain: NewDomain, typed: TypedAddresses, by: Actor
) -> tuple[AddressMoves, ...]:
    """List everybody at the old domain; Invalid for a domain that is not proved, or where nobody is."""
    own = await account(by.account) if by.account else None
    if own is None or behind_at(own.email) != domain.after:
        raise Invalid({"after": FIRST.format(domain=domain.after)})
    if domain.before == domain.after:
        raise Invalid({"after": SAME})
    members = [each for each in await members_of(group) if each.state != "left"]
    people = await onward(members, domain.before, domain.after, typed)
    if not any(each.now or each.box for each in people):
        raise Invalid({"before": NOBODY.format(domain=domain.before)})
    return people

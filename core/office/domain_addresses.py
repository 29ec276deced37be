"""The new address of each person where a practice gets another mail domain: derived, or as it was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core.agreements.queries import latest_of_group
from core.forms import Email, Form, Input, draw, field, read
from core.groups.correcting import SAME_ADDRESS
from core.groups.records import MemberFacts
from core.office.new_address import UNSETTLED

Held = Mapping[str, tuple[UUID | None, str]]
TO, SEEN = "to.", "seen"
UNKNOWN = "It isn’t certain yet who this person is."
TAKEN = "{name} has {email}. Enter another one, or leave this empty to keep the present address."
TWICE = "{name} gets this email address, too. Each person needs their own."
ELSEWHERE = "Enter an address at {domain}, or leave this empty to keep the present one"


class OneAddress(BaseModel):
    """The address that somebody gets; without one they keep what they have."""

    email: Email = field("New address", kind="email", optional=True, autocomplete="off")


@dataclass(frozen=True, slots=True)
class AddressMoves:
    """One person, the address they have and the one they get; without it theirs stays, for `why` it says.

    `box` is where their new address can be typed, `sent` whether it was.
    """

    member: UUID
    name: str
    was: str
    now: str = ""
    why: str = ""
    box: Input | None = None
    sent: bool = False


@dataclass(frozen=True, slots=True)
class TypedAddresses:
    """What was typed about each person on the page that was seen for the domain `seen`."""

    values: Mapping[str, Sequence[Any]]
    seen: str

    def of(self, member: UUID) -> str | None:
        """Return what was typed for somebody; None when nobody was asked."""
        sent = self.values.get(f"{TO}{member}.email")
        return None if sent is None else next((text for text in sent if isinstance(text, str)), "").strip()


async def onward(
    members: Sequence[MemberFacts], before: str, after: str, typed: TypedAddresses
) -> tuple[AddressMoves, ...]:
    """List everybody at one domain with their address at the other, and what is wrong with it."""
    held = await _held(members)
    rows = [_moved(each, after, held, typed) for each in members if behind_at(each.email) == before]
    return tuple(_once(rows))


def typed_so_far(members: Sequence[MemberFacts], typed: TypedAddresses) -> tuple[AddressMoves, ...]:
    """List who was asked about with what was typed, while it is not known which domain is meant."""
    asked = [(each, typed.of(each.id)) for each in members]
    return tuple(_row(each, _drawn(each, text)) for each, text in asked if text is not None)


def with_boxes(form: Form, people: Sequence[AddressMoves]) -> Form:
    """Return the form with the boxes of these people behind its own."""
    return replace(form, inputs=(*form.inputs, *(each.box for each in people if each.box)))


def behind_at(email: str) -> str:
    """Return the part behind the @."""
    return email.strip().lower().rpartition("@")[2]


async def _held(members: Sequence[MemberFacts]) -> Held:
    """Addresses that are somebody’s in the practice or sign for it, and whose."""
    sent = await latest_of_group(members[0].group) if members else None
    signs = sent.signers if sent and sent.agreement.state == "out" else ()
    signing: Held = {each.email: (None, each.name) for each in signs}
    return {**signing, **{each.email: (each.id, each.name) for each in members}}


def _moved(member: MemberFacts, after: str, held: Held, typed: TypedAddresses) -> AddressMoves:
    if member.person_state in UNSETTLED:
        return AddressMoves(member.id, member.name, member.email, why=UNKNOWN)
    text = typed.of(member.id)
    if text is None:
        derived = f"{member.email.rpartition('@')[0]}@{after}"
        if whose := _other(held, derived, member):
            return _row(member, _drawn(member, "", TAKEN.format(name=whose, email=derived)))
        return replace(_row(member, _drawn(member, derived)), now=derived)
    return _read(member, _at(text, after, typed.seen), after, held)


def _read(member: MemberFacts, text: str, after: str, held: Held) -> AddressMoves:
    """Read the address that was typed for somebody; what is wrong stands at its box."""
    reading = read(OneAddress, {f"{TO}{member.id}.email": [text]}, prefix=f"{TO}{member.id}.")
    box = reading.form["email"]._replace(label=_label(member))
    email = reading.answers.email if reading.answers else ""
    if email and behind_at(email) != after:
        box = box._replace(error=ELSEWHERE.format(domain=after))
    elif email and (whose := _other(held, email, member)):
        box = box._replace(error=SAME_ADDRESS.format(name=whose))
    row = replace(_row(member, box), sent=True)
    return row if box.error else replace(row, now=email)


def _once(rows: Sequence[AddressMoves]) -> Iterator[AddressMoves]:
    """Give each address to one person; at the next who would get it stands whose it is."""
    first: dict[str, AddressMoves] = {}
    for each in rows:
        other = first.setdefault(each.now, each) if each.now else each
        if other is each or each.box is None:
            yield each
        else:
            yield replace(each, now="", box=each.box._replace(error=TWICE.format(name=other.name)))


def _other(held: Held, email: str, member: MemberFacts) -> str:
    """Return who has an address, other than this member; a signer of the same name is the same."""
    key, name = held.get(email, (member.id, ""))
    return "" if key == member.id or (key is None and name == member.name) else name


def _at(text: str, after: str, seen: str) -> str:
    """Complete what was typed: without its domain, or with the one that was seen before, it is at the new."""
    name, _, domain = text.partition("@")
    return f"{name}@{after}" if name and (not domain or domain.lower() == seen) else text


def _drawn(member: MemberFacts, text: str, hint: str = "") -> Input:
    box = draw(OneAddress, {"email": text}, prefix=f"{TO}{member.id}.")["email"]
    return box._replace(label=_label(member), hint=hint)


def _row(member: MemberFacts, box: Input) -> AddressMoves:
    return AddressMoves(member.id, member.name, member.email, box=box)


def _label(member: MemberFacts) -> str:
    return f"New address of {member.name}"

"""Another email address of somebody that waits until whoever reads it confirms it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.agreements.queries import latest_of_group
from core.errors import NotFound
from core.groups.people import load_group, load_member
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import KNOWN, belongs_elsewhere
from core.identity import proofs
from core.identity.proofs import GONE
from core.identity.queries import AccountDetails, account, account_of_person, email_key

PURPOSE: proofs.Purpose = "new-address"


@dataclass(frozen=True, slots=True)
class WaitingAddress:
    """The address that somebody is to have, and until when it can be confirmed."""

    email: str
    until: datetime


@dataclass(frozen=True, slots=True)
class AddressAsked:
    """What a link asks: whose address becomes which, and the account that has to be signed in for it."""

    group: GroupFacts
    member: MemberFacts
    email: str
    until: datetime
    login: AccountDetails | None

    @property
    def signs_in(self) -> bool:
        """Whether the person themselves has to be signed in."""
        return self.login is not None and bool(self.login.password_hash)


@dataclass(frozen=True, slots=True)
class AddressPlace:
    """What depends on the present address of somebody of a practice."""

    login: bool
    signs: bool


async def waiting_address(member: UUID) -> WaitingAddress | None:
    """Find the address of somebody that waits to be confirmed."""
    return (await waiting_addresses([member])).get(member)


async def waiting_addresses(members: Collection[UUID]) -> Mapping[UUID, WaitingAddress]:
    """Find the addresses of these members that wait to be confirmed; one statement."""
    found = await proofs.newest_about(members, PURPOSE)
    return {key: WaitingAddress(each.email, each.expires_at) for key, each in found.items() if each.open}


async def asked_by_link(token: str) -> AddressAsked:
    """Find what a link asks; NotFound when it is worth nothing any more."""
    return await _asked(await proofs.by_link(token, PURPOSE))


async def asked_by_denial(token: str) -> AddressAsked:
    """Find what whoever has the address before says no to; NotFound as above."""
    proof = await proofs.by_denial(token)
    return await _asked(proof if proof and proof.purpose == PURPOSE else None)


async def about_address(member: MemberFacts) -> AddressPlace:
    """Tell whether somebody signs in with their address, and is asked at it to sign an agreement."""
    sent = await latest_of_group(member.group)
    waits = sent.waiting_for if sent and sent.agreement.state == "out" else ()
    signs = any(each.email == member.email for each in waits)
    return AddressPlace(await login_at_address(member) is not None, signs)


async def login_at_address(member: MemberFacts) -> AccountDetails | None:
    """Find the account that goes with the address of a member, which they sign in with.

    An account that nobody picked up yet goes with it only where no other practice named the person.
    """
    if member.person is None or member.person_state not in KNOWN:
        return None
    key = await account_of_person(member.person)
    found = await account(key) if key else None
    if found is None or email_key(found.email) != email_key(member.email):
        return None
    return None if not found.password_hash and await belongs_elsewhere(member) else found


async def own_account_of(member: MemberFacts) -> UUID | None:
    """Find the account of the human whom a member certainly is."""
    certain = member.person if member.person_state in KNOWN else None
    return await account_of_person(certain)


async def _asked(proof: proofs.Proof | None) -> AddressAsked:
    if proof is None or not proof.open or proof.subject is None:
        raise NotFound(GONE)
    member = await load_member(proof.subject)
    if member.state == "left" or member.email != proof.details.get("was"):
        raise NotFound(GONE)
    group = await load_group(member.group)
    return AddressAsked(group, member, proof.email, proof.expires_at, await login_at_address(member))

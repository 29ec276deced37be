"""Who could follow as administrator of a practice, who signs then, and how far a change is that was begun."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from core.access.parties import other_parties
from core.agreements.queries import sent_agreement
from core.agreements.records import SentAgreement
from core.agreements.signers import Party, signers_of
from core.database import at_once
from core.errors import Invalid
from core.groups.following import cannot_follow, member_playing, open_change, own_accounts
from core.groups.people import load_member, members_of
from core.groups.records import AppointmentFacts, MemberFacts
from core.identity.queries import AccountDetails
from core.portal import Portal
from core.site import SiteProfile


@dataclass(frozen=True, slots=True)
class Successor:
    """Somebody of a practice, the address they would sign from, and why they cannot follow, if they can’t."""

    member: MemberFacts
    email: str
    why_not: str


@dataclass(frozen=True, slots=True)
class OpenChange:
    """A change that waits for signatures: who follows, and who has signed."""

    change: AppointmentFacts
    member: MemberFacts
    sent: SentAgreement


async def followers(portal: Portal, group: UUID) -> tuple[Successor, ...]:
    """List everybody who is still in a group, those first who can follow; as many statements for many."""
    (members, own), holder, others, sponsor = await at_once(
        _here(group),
        member_playing(group, "administrator"),
        other_parties(portal.site, group),
        member_playing(group, "sponsor"),
    )
    proved = next((each.email for each in others if each.role == "sponsor"), "")
    found = []
    for each in members:
        account = own.get(each.id)
        email = account.email if account else each.email
        email = proved if proved and each.id == sponsor else email
        why = "They are the {administrator} already." if each.id == holder else cannot_follow(each, account)
        parties = (Party("administrator", each.name, email), *others)
        found.append(Successor(each, email, why or _cannot_sign(portal.site, parties)))
    return tuple(sorted(found, key=lambda each: bool(each.why_not)))


async def _here(group: UUID) -> tuple[list[MemberFacts], Mapping[UUID, AccountDetails]]:
    """Everybody who is still in a group, and their own accounts."""
    members = [each for each in await members_of(group) if each.state != "left"]
    return members, await own_accounts(members)


async def playing(group: UUID, part: str) -> str:
    """Find the name of the member who plays a part of a group now."""
    holder = await member_playing(group, part)
    return (await load_member(holder)).name if holder else ""


async def change_under_way(group: UUID) -> OpenChange | None:
    """Find the change of a group that waits for signatures, or None."""
    found = await open_change(group)
    if found is None or found.member is None or found.agreement is None:
        return None
    return OpenChange(found, *await at_once(load_member(found.member), sent_agreement(found.agreement)))


def _cannot_sign(site: SiteProfile, parties: tuple[Party, ...]) -> str:
    """Why these cannot all sign; empty when they can."""
    try:
        signers_of(parties, site.agreement.signers)
    except Invalid as problem:
        return " ".join(problem.errors.values())
    return ""

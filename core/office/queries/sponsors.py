"""Who answers for a practice, who could, how far a change of it is, and whether one is sought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from core.agreements.queries import sent_agreement
from core.agreements.records import SentAgreement
from core.agreements.signers import Party
from core.credentials.queries import Check, check_of_proposed
from core.groups.following import (
    cannot_stay,
    groups_held,
    member_playing,
    open_change_of_sponsor,
    plays,
    proposed_sponsors,
)
from core.groups.people import load_member, members_of
from core.groups.records import AppointmentFacts, MemberFacts
from core.groups.rights import administrator_of
from core.office.queries.followers import Successor
from core.office.tables import SponsorSought
from core.portal import Portal
from core.site import SiteProfile

WhySought = Literal["leaves", "license"]


@dataclass(frozen=True, slots=True)
class ChangeOfSponsor:
    """Who is to answer for a practice: the check of their credentials, and once it was sent, who signs."""

    change: AppointmentFacts
    member: MemberFacts
    check: Check
    sent: SentAgreement | None


@dataclass(frozen=True, slots=True)
class Sought:
    """A practice that needs another sponsor: why, in whose words, and by when."""

    id: UUID
    why: WhySought
    reason: str
    by_name: str
    at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OpenSponsor:
    """A practice in whose sponsorship something is open: who is named, who signs, or that one is sought."""

    group: UUID
    name: str
    person: str
    signing: bool
    due_at: datetime | None


async def could_sponsor(portal: Portal, group: UUID) -> tuple[Successor, ...]:
    """List everybody of a group who carries the suffix of a sponsor, those first who can become it."""
    holder = await member_playing(group, "sponsor")
    found = []
    for each in await members_of(group):
        if each.state in {"left", "proposed"} or not may_sponsor(portal.site, each):
            continue
        why = "They are the {sponsor} already." if each.id == holder else cannot_stay(each)
        found.append(Successor(each, each.email, why))
    return tuple(sorted(found, key=lambda each: bool(each.why_not)))


def may_sponsor(site: SiteProfile, member: MemberFacts) -> bool:
    """Tell whether somebody carries a suffix that sponsors have at this site."""
    kinds = site.staff_types_in_role("sponsor")
    return member.suffix in {each.code for kind in kinds for each in site.suffixes_for(kind.slug)}


async def change_of_sponsor(site: SiteProfile, group: UUID) -> ChangeOfSponsor | None:
    """Find the change of the sponsor of a group that is open."""
    row = await open_change_of_sponsor(group)
    if row is None or row.member is None:
        return None
    member = await load_member(row.member)
    sent = await sent_agreement(row.agreement) if row.agreement else None
    return ChangeOfSponsor(row, member, await check_of_proposed(site, member), sent)


async def administrator_signs(group: UUID) -> tuple[Party, ...]:
    """Find whoever administers a group as a party of an agreement, at the address where they are reached."""
    holder, contact = await member_playing(group, "administrator"), await administrator_of(group)
    if holder is None or contact is None:
        return ()
    return (Party("administrator", (await load_member(holder)).name, contact.email),)


async def officer_signs(group: UUID) -> tuple[Party, ...]:
    """Find the officer of a group as a party of an agreement."""
    officer = await plays(group, "officer")
    if officer is None:
        return ()
    if officer.member is None:
        return (Party("officer", officer.name, officer.email),)
    member = await load_member(officer.member)
    return (Party("officer", member.name, member.email),)


async def sought(group: UUID) -> Sought | None:
    """Tell whether another sponsor is sought for a group; over once somebody else answers for it."""
    holder = await plays(group, "sponsor")
    if holder is None:
        return None
    columns = [getattr(SponsorSought, name) for name in Sought.__dataclass_fields__]
    row = await SponsorSought.select(*columns).where(SponsorSought.appointment == holder.id).first()
    return Sought(**row) if row else None


async def open_sponsors() -> Sequence[OpenSponsor]:
    """List the practices that need a sponsor or have one named, the most urgent first; three statements."""
    rows = await SponsorSought.select(SponsorSought.appointment, SponsorSought.due_at)
    held = await groups_held([row["appointment"] for row in rows])
    due = {held[row["appointment"]]: row["due_at"] for row in rows if row["appointment"] in held}
    proposed = await proposed_sponsors()
    named = [
        OpenSponsor(each.group, each.name, each.person, each.signing, due.pop((each.group, each.name), None))
        for each in proposed
    ]
    alone = [OpenSponsor(*group, "", False, at) for group, at in due.items()]
    return sorted([*named, *alone], key=lambda each: (each.due_at is None, each.due_at or 0, each.name))


async def group_sought_for(key: UUID) -> UUID | None:
    """Tell for which group a sponsor is sought still."""
    row = await SponsorSought.select(SponsorSought.appointment).where(SponsorSought.id == key).first()
    held = await groups_held([row["appointment"]]) if row else {}
    return next((group for group, _ in held.values()), None)

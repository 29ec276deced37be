"""Somebody else answers for a practice: asked for by it or by support, checked by support, then signed.

Nothing changes until the new agreement is in force. Whoever administers the practice may ask for it and take
that back; support checks the credentials, asks for the signatures and may withdraw it. NotFound for everybody
else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from core.access.actions import given_reason
from core.access.conditions import NotNow
from core.access.handing_over import SPONSOR, call_back
from core.access.telling_who_follows import word_of_part
from core.actor import SYSTEM, Actor
from core.agreements import actions
from core.agreements.actions import Dispatch, send_out
from core.agreements.content import Practice
from core.agreements.context import Signing
from core.agreements.moving import locked
from core.agreements.signers import Party
from core.audit import change
from core.credentials.queries import check_of_proposed
from core.errors import Invalid, NotFound, Stale
from core.groups.appointments import Holder, propose, rest_on
from core.groups.following import open_change_of_sponsor
from core.groups.people import load_group, load_member, locked_group
from core.groups.records import AppointmentFacts, GroupFacts, MemberDetails, MemberFacts
from core.groups.registering import register_proposed
from core.groups.rights import administrator_of
from core.office.handing_over import require_active, require_nothing_to_sign, side_in
from core.office.queries.sponsors import administrator_signs, could_sponsor, officer_signs
from core.portal import Portal
from core.site import SiteProfile

ONE_AT_A_TIME = "Someone is named as the new {sponsor} already. Withdraw that first."
NOTHING = "Nobody is named, so there is nothing to withdraw."
WITHDRAWN = "Someone withdrew the change."
SENT = "Everyone has the email to sign already."


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody who is not in the practice: what was answered about them, and the rows as people saw them."""

    answers: Mapping[str, Any]
    shown: Sequence[Sequence[str]]
    staff_type: str


async def ask(portal: Portal, group: UUID, who: UUID | NewPerson, reason: str, *, by: Actor) -> None:
    """Name who is to answer for the practice: a member, or somebody new; support gets the work.

    Invalid for somebody who cannot, in words, for an address that somebody else there has, and without a
    reason. Stale while a change is open, of which one wins when two are asked for at once.
    """
    reason = given_reason(reason)
    async with change("office.sponsor-asked", by=by, subject=("group", group), reason=reason) as event:
        found = await locked_group(group)
        side = await _side(group, by)
        require_active(found)
        if await open_change_of_sponsor(group) is not None:
            raise Stale(ONE_AT_A_TIME)
        member = await _named(portal, group, who)
        event.details["member"] = str(member.id)
        await propose(group, "sponsor", Holder(member.id, asked_by=side, reason=reason), by=by)
        if side == "practice":
            await _tell_support(portal, found, member, reason, by)


async def send_to_sign(portal: Portal, group: UUID, *, by: Actor) -> None:
    """Have everybody sign for the new sponsor, whose credentials and address are in order.

    Stale while something is missing, in words, and while another agreement waits for the same signers.
    """
    async with change("office.sponsor-to-be-signed", by=by, subject=("group", group)):
        found = await locked_group(group)
        await _require_support(group, by)
        row = await _waiting_for_support(group)
        await require_nothing_to_sign(group)
        member = await load_member(row.member) if row.member else None
        if member is None:
            raise NotFound
        check = await check_of_proposed(portal.site, member)
        if check.state != "valid" or check.proof is None:
            raise Stale("The credentials and the email address have to be in order first.")
        agreement = await _send(portal, found, Party(SPONSOR, member.name, check.address), by)
        await rest_on(row.id, agreement, by=by)


async def withdraw(signing: Signing, group: UUID, *, by: Actor) -> None:
    """Have nobody follow as sponsor after all; Stale once everybody has signed, or when nobody was named.

    What support asked for, only support can withdraw.
    """
    async with change("office.sponsor-withdrawn", by=by, subject=("group", group)):
        side = await _side(group, by)
        if (found := await open_change_of_sponsor(group)) is None:
            raise Stale(NOTHING)
        if side == "practice" and found.asked_by != "practice":
            raise Stale("Only support can withdraw this.")
        if found.agreement is not None:
            # Whoever signs holds the agreement before the group, and so do we.
            await locked(found.agreement)
            system = replace(SYSTEM, on_behalf_of=by.name)
            who = by if by.kind == "staff" else system
            await actions.void(signing, found.agreement, WITHDRAWN, by=who)
            return
        await locked_group(group)
        await call_back(await _waiting_for_support(group), by=by)


async def _side(group: UUID, by: Actor) -> Any:
    """Whoever administers the practice, and support; never a sponsor, who goes through support."""
    side = await side_in(group, by)
    if side == "sponsor":
        raise NotFound
    return side


async def _require_support(group: UUID, by: Actor) -> None:
    if await _side(group, by) != "support":
        raise NotFound


async def _waiting_for_support(group: UUID) -> AppointmentFacts:
    row = await open_change_of_sponsor(group)
    if row is None:
        raise Stale("Nobody is named any more.")
    if row.agreement is not None:
        raise NotNow(SENT)
    return row


async def _named(portal: Portal, group: UUID, who: UUID | NewPerson) -> MemberFacts:
    if isinstance(who, UUID):
        found = next((each for each in await could_sponsor(portal, group) if each.member.id == who), None)
        if found is None:
            raise NotFound
        if found.why_not:
            raise Invalid({"member": found.why_not})
        return found.member
    member = _proposed(portal.site, group, who)
    await register_proposed(member)
    return member


def _proposed(site: SiteProfile, group: UUID, who: NewPerson) -> MemberFacts:
    answers = who.answers
    return MemberFacts(
        id=uuid4(),
        group=group,
        asked_as=SPONSOR,
        staff_type=who.staff_type,
        suffix=answers["suffix"],
        first_name=answers["first_name"],
        middle_initial=answers["middle_initial"],
        last_name=answers["last_name"],
        email=answers["email"],
        phone=answers["phone"],
        details=MemberDetails.answered(site, answers, who.shown),
        person=None,
        person_state="",
        state="proposed",
        since=None,
        until=None,
    )


async def _send(portal: Portal, group: GroupFacts, sponsor: Party, by: Actor) -> UUID:
    contact = await administrator_of(group.id)
    practice = Practice(group.id, group.name, group.address_lines, contact.email if contact else "")
    parties = (sponsor, *await administrator_signs(group.id), *await officer_signs(group.id))
    try:
        return await send_out(portal.mail, Dispatch(SPONSOR, practice, parties), by=by)
    except Invalid as problem:
        raise Stale(" ".join(problem.errors.values())) from problem


async def _tell_support(
    portal: Portal, group: GroupFacts, member: MemberFacts, reason: str, by: Actor
) -> None:
    await portal.mail.send(
        to=portal.site.support_address,
        template="sponsor-asked",
        about=("group", group.id),
        name=by.name,
        person=member.name,
        group_name=(await load_group(group.id)).name,
        called=word_of_part(portal.site, SPONSOR),
        reason=reason,
        path=f"/support/practices/{group.id}/sponsor",
    )

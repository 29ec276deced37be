"""The administration of a practice is handed to somebody else in it, who signs with the sponsor first.

Whoever administers the practice may do so, its sponsor for an administrator who cannot be reached, and
support for either. NotFound for everybody else.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from core.access.actions import given_reason
from core.access.conditions import NotNow
from core.access.handing_over import TRANSFER
from core.access.telling_who_follows import tell_of_begin
from core.actor import SYSTEM, Actor
from core.agreements import actions
from core.agreements.actions import Dispatch, send_out
from core.agreements.content import Practice
from core.agreements.context import Signing
from core.agreements.moving import locked
from core.agreements.signers import Party
from core.audit import change
from core.errors import Invalid, NotFound, Stale
from core.groups.appointments import Holder, Side, propose
from core.groups.following import cannot_follow, open_change
from core.groups.people import load_group, load_member, locked_group
from core.groups.records import AppointmentFacts, GroupFacts
from core.groups.rights import administers, administrator_of, concerned, sponsored_by
from core.groups.states import MANAGED
from core.office.acts import OWN
from core.office.queries.followers import Successor, change_under_way, followers, other_parties
from core.portal import Portal
from core.requests.resending import PER_DAY

WITHDRAWN = "The change was withdrawn."
NOTHING = "Nobody is to follow, so there is nothing to withdraw."
ONE_AT_A_TIME = "Someone was chosen already, and not everyone has signed. Withdraw that first."


async def begin(portal: Portal, group: UUID, member: UUID, reason: str = "", *, by: Actor) -> None:
    """Ask whoever is to follow, and the sponsor, to sign; nothing changes before.

    Invalid for somebody who cannot follow, in words, and for support without a reason. Stale while another
    change is open, of which one wins when two are begun at once.
    """
    about = {"member": str(member), "reason": reason.strip()[:500]}
    async with change("office.transfer-begun", by=by, subject=("group", group), **about):
        found = await locked_group(group)
        side = await side_in(group, by)
        if side == "support":
            given_reason(reason)
        await require_room(found)
        chosen = await chosen_in(portal, group, member)
        agreement = await _send(portal, found, chosen, by)
        who = Holder(member, asked_by=side)
        key = await propose(group, "administrator", who, agreement=agreement, by=by)
        if side != "practice" and (row := await open_change(group)) and row.id == key:
            await tell_of_begin(portal.mail, row, chosen.member, by.name)


async def withdraw(signing: Signing, group: UUID, *, by: Actor) -> None:
    """Have nobody follow after all; Stale once everybody has signed, or when nobody was chosen.

    What the sponsor or support began, only they can withdraw: it is for administrators who are away.
    """
    async with change("office.transfer-withdrawn", by=by, subject=("group", group)):
        await side_in(group, by)
        found = await open_change(group)
        if found is None or found.agreement is None:
            raise Stale(NOTHING)
        # Whoever signs holds the agreement before the group, and so do we.
        await locked(found.agreement)
        if not may_withdraw(found, await side_in(group, by)):
            raise Stale(f"Only {_WHO[found.asked_by]} can withdraw this.")
        system = replace(SYSTEM, on_behalf_of=by.name)
        await actions.void(signing, found.agreement, WITHDRAWN, by=by if by.kind == "staff" else system)


async def ask_again(portal: Portal, group: UUID, signer: UUID, *, by: Actor) -> None:
    """Mail somebody whose signature is waited for a new link, once a day; Stale for anybody else."""
    await side_in(group, by)
    found = await change_under_way(group)
    waiting = {each.id: each for each in found.sent.waiting_for} if found else {}
    if signer not in waiting:
        raise Stale("This signature isn’t waited for any more.")
    await PER_DAY.spend(f"{signer}:{waiting[signer].email}")
    await actions.resend(portal.mail, signer, by=by)


def may_withdraw(found: AppointmentFacts, side: Side) -> bool:
    """Tell whether this side may withdraw a change that is open."""
    return found.asked_by in {side, "practice"} or side == "support"


async def side_in(group: UUID, by: Actor) -> Side:
    """Tell for which side somebody acts; NotFound for who acts for none, NotNow for staff in their own."""
    if by.kind == "staff":
        if await concerned(by.account, [(await load_group(group)).id]):
            raise NotNow(OWN)
        return "support"
    if await administers(by.account, group):
        return "practice"
    if group in {key for key, _ in await sponsored_by(by.account)}:
        return "sponsor"
    raise NotFound


def require_active(group: GroupFacts) -> None:
    """Go on only with a practice past its activation; NotFound."""
    if group.state not in MANAGED:
        raise NotFound


async def require_room(group: GroupFacts) -> None:
    """Go on only while nobody else is to follow; NotFound before activation, Stale while somebody is."""
    require_active(group)
    if await open_change(group.id) is not None:
        raise Stale(ONE_AT_A_TIME)


async def chosen_in(portal: Portal, group: UUID, member: UUID) -> Successor:
    """Find whom somebody chose; NotFound for somebody elsewhere, Invalid for who cannot follow, in words."""
    row = await load_member(member)
    if row.group != group:
        raise NotFound
    there = (each for each in await followers(portal, group) if each.member.id == member)
    found = next(there, Successor(row, row.email, cannot_follow(row, None)))
    if found.why_not:
        raise Invalid({"member": found.why_not})
    return found


async def _send(portal: Portal, group: GroupFacts, chosen: Successor, by: Actor) -> UUID:
    contact = await administrator_of(group.id)
    practice = Practice(group.id, group.name, group.address_lines, contact.email if contact else "")
    own = Party("administrator", chosen.member.name, chosen.email)
    parties = (own, *await other_parties(portal.site, group.id))
    return await send_out(portal.mail, Dispatch(TRANSFER, practice, parties), by=by)


_WHO = {"sponsor": "the {sponsor} or support", "support": "support"}

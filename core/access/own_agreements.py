"""The agreement that each member signs for themselves is sent to whoever belongs to an active group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from uuid import UUID

from core import clock
from core.access.handing_over import CALL_OFF
from core.access.notices import address_of
from core.actor import SYSTEM, Actor
from core.agreements.actions import Dispatch, correct_address, send_out
from core.agreements.content import MEMBER, Practice
from core.agreements.context import Signing
from core.agreements.of_members import newest_of_each, not_over
from core.agreements.queries import sent_agreement
from core.agreements.records import AgreementRecord
from core.agreements.signers import Party
from core.agreements.states import OPEN
from core.agreements.term import can_be_renewed_until
from core.due.actions import schedule
from core.due.worker import Handler
from core.errors import Stale
from core.groups.people import load_group, load_member
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administrator_of
from core.portal import Portal

REACH = "agreement.reach-anew"
UNSETTLED = frozenset({"asked", "unclear"})


async def ask_each_to_sign(
    portal: Portal, group: GroupFacts, members: Sequence[MemberFacts], *, by: Actor
) -> None:
    """Ask those of these members who have not signed theirs; part of a change, with the group locked.

    Nobody is asked while it is not certain who they are. Nobody is asked twice by itself: who declined, or
    let the time run out, is asked again by people. Who had left and is back, or turned out to be somebody
    else, is asked as if they were new.
    """
    if portal.site.member_agreement is None or group.state != "active":
        return
    wanted = [
        each
        for each in members
        if each.state == "active" and not each.has_signed and each.person_state not in UNSETTLED
    ]
    newest = await newest_of_each([each.id for each in wanted])
    for member in wanted:
        before = newest.get(member.id)
        if before is None or (before.state not in OPEN and _came_after(member, before.sent_at)):
            await send_to(portal, group, member, by=by)


async def ask_added(portal: Portal, group: UUID, members: Sequence[MemberFacts], *, by: Actor) -> None:
    """Ask people who came to a locked group; part of that change."""
    if portal.site.member_agreement is not None and members:
        await ask_each_to_sign(portal, await load_group(group), members, by=by)


async def end_theirs(portal: Portal, members: Sequence[UUID]) -> None:
    """Have what these members signed for themselves, or are asked to, called off a moment later.

    Whoever signs holds the agreement before the group, which is held here.
    """
    if portal.site.member_agreement is not None:
        for agreement in await not_over(members):
            await schedule(CALL_OFF, agreement, clock.now())


async def reach_anew(portal: Portal, member: UUID) -> None:
    """Have what somebody is asked to sign sent to where they are reached now, a moment later."""
    if portal.site.member_agreement is not None:
        for agreement in await not_over([member]):
            await schedule(REACH, agreement, clock.now())


def reaching_anew(signing: Signing) -> Mapping[str, Handler]:
    """Return the handler that asks signers at another address."""
    return {REACH: partial(_reach, signing)}


async def _reach(signing: Signing, agreement: UUID) -> None:
    sent = await sent_agreement(agreement)
    if sent.agreement.state != "out" or sent.agreement.member is None:
        return
    member, (signer,) = await load_member(sent.agreement.member), sent.signers
    address = await address_of(member)
    if member.state != "left" and address != signer.email:
        # Whoever was faster signed, or called it off.
        with suppress(Stale):
            await correct_address(signing, signer.id, address, by=SYSTEM)


async def send_to(
    portal: Portal,
    group: GroupFacts,
    member: MemberFacts,
    before: AgreementRecord | None = None,
    *,
    by: Actor,
) -> UUID:
    """Send a member of a locked group what they sign for themselves; part of a change.

    What follows the term of one `before` goes on where that ends. Stale while one is open.
    """
    contact = await administrator_of(group.id)
    practice = Practice(group.id, group.name, group.address_lines, contact.email if contact else "")
    until = can_be_renewed_until(portal.site, before.slug, before.term[0]) if before else None
    dispatch = Dispatch(
        "member",
        practice,
        (Party(MEMBER, member.name, await address_of(member)),),
        follows=before.id if before else None,
        term_from=before.term[0] if before and before.state == "in-force" else None,
        until=until,
        member=member.id,
    )
    return await send_out(portal.mail, dispatch, by=by)


def _came_after(member: MemberFacts, sent_at: datetime) -> bool:
    return member.since is not None and member.since > sent_at

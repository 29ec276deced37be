"""Another email address of somebody in a practice: asked, proved by whoever reads it, and only then kept.

Until then the address before stays in force, and whoever reads that one can stop it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from core.access.actions import given_reason
from core.access.conditions import NotNow
from core.access.own_agreements import reach_anew
from core.actor import Actor
from core.agreements.queries import latest_of_group
from core.audit import change
from core.enrollment.rules import email_taken
from core.errors import Invalid, NotFound, Stale
from core.groups.correcting import SAME_ADDRESS, correct_address
from core.groups.people import locked_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administrator_of
from core.identity import pick_up, policy, proofs
from core.identity.moving import TAKEN, is_somebody_elses, move_account
from core.identity.proofs import GONE
from core.identity.sessions import LiveSession
from core.identity.shared import Identity
from core.office.acts import hold_member
from core.office.by_support import tell_of_support
from core.office.queries.addresses import (
    PURPOSE,
    AddressAsked,
    asked_by_denial,
    asked_by_link,
    own_account_of,
    waiting_address,
)
from core.portal import Portal

OWN = "This is their email address already. Enter the new one"
LEFT = "This person has left."
UNCLEAR = "It isn’t certain yet who this person is. Their email address can change once it is."
NOTHING = "No email address waits here any more."
UNSETTLED = ("", "asked", "unclear")


async def ask_address(portal: Portal, member: UUID, email: str, *, by: Actor, reason: str = "") -> None:
    """Send a link to another address of somebody, and tell the present one; nothing else changes yet.

    A later one takes the place of an earlier one. Invalid at `email` for an address of the same list or of
    a signer; whether it is known elsewhere changes only what is written to it. NotNow for who left and who
    is not known yet. Support gives a reason, which the administrator reads.
    """
    why = given_reason(reason) if by.kind == "staff" else ""
    async with change("office.address-asked", by=by, subject=("member", member)) as event:
        group, row = await hold_member(member, by)
        _require(row)
        await _require_free(portal, row, email)
        event.details |= {"reason": why} if why else {}
        await proofs.void_about(member, PURPOSE)
        await _send(portal, group, row, email, by=by)
        if why:
            what = f"Support asked {row.name} to confirm another email address"
            await tell_of_support(portal, group, what, why, member=member)


async def ask_new_addresses(
    portal: Portal, group: GroupFacts, wanted: Mapping[UUID, str], *, by: Actor
) -> None:
    """Send each member of a locked group a link to their new address; part of a change that support approved.

    Who left, is not known yet or cannot have it keeps the one they have.
    """
    for row in await members_of(group.id):
        if row.id not in wanted:
            continue
        with suppress(Invalid, NotNow):
            _require(row)
            await _require_free(portal, row, wanted[row.id])
            async with change("office.address-asked", by=by, subject=("member", row.id)):
                await proofs.void_about(row.id, PURPOSE)
                await _send(portal, group, row, wanted[row.id], by=by)


async def ask_again(portal: Portal, member: UUID, *, by: Actor) -> None:
    """Send the link once more, in place of the earlier one; Stale when nothing waits."""
    async with change("office.address-asked-again", by=by, subject=("member", member)):
        group, row = await hold_member(member, by)
        _require(row)
        if (waiting := await waiting_address(member)) is None:
            raise Stale(NOTHING)
        await proofs.void_about(member, PURPOSE)
        await _send(portal, group, row, waiting.email, by=by)


async def keep_address(member: UUID, *, by: Actor) -> None:
    """Have somebody keep the address they have; Stale when no other one waits."""
    async with change("office.address-taken-back", by=by, subject=("member", member)):
        await hold_member(member, by)
        if await waiting_address(member) is None:
            raise Stale(NOTHING)
        await proofs.void_about(member, PURPOSE)


async def confirm(
    portal: Portal, identity: Identity, token: str, *, by: Actor, session: LiveSession | None = None
) -> AddressAsked:
    """Keep the address whose link this is; who signs in with the one before is signed in to do so.

    NotFound when the link is worth nothing any more or asks somebody else, Invalid at `email` when the
    address became somebody else’s meanwhile.
    """
    await policy.spend(*policy.proofs(by), by=by)
    asked = await asked_by_link(token)
    subject = ("member", asked.member.id)
    async with change("office.address-confirmed", by=by, subject=subject):
        await locked_group(asked.group.id)
        asked = await asked_by_link(token)
        proof = await proofs.by_link(token, PURPOSE)
        signed_in = session.account if session else None
        if asked.signs_in and asked.login and not asked.login.is_of(signed_in):
            raise NotFound(GONE)
        if proof is None or not await proofs.use(proof):
            raise NotFound(GONE)
        await _keep(portal, identity, asked, by=by, session=session)
    return asked


async def deny(portal: Portal, token: str, *, by: Actor) -> None:
    """Stop it, as whoever reads the address before says; support and the administrator are told.

    NotFound when the link is worth nothing any more.
    """
    await policy.spend(*policy.proofs(by), by=by)
    asked = await asked_by_denial(token)
    async with change("office.address-denied", by=by, subject=("member", asked.member.id)):
        await locked_group(asked.group.id)
        proof = await proofs.by_denial(token)
        if proof is None or not await proofs.use(proof):
            raise NotFound(GONE)
        administrator = await administrator_of(asked.group.id)
        reached = {portal.site.support_address: f"/support/people/{asked.member.id}"}
        if administrator:
            reached[administrator.email] = f"/office/people/{asked.member.id}"
        for to, path in reached.items():
            await portal.mail.send(
                to=to,
                template="address-denied",
                about=("member", asked.member.id),
                person=asked.member.name,
                group_name=asked.group.name,
                email=asked.email,
                path=path,
            )


def _require(member: MemberFacts) -> None:
    if member.state == "left":
        raise NotNow(LEFT)
    if member.person_state in UNSETTLED:
        raise NotNow(UNCLEAR)


async def _require_free(portal: Portal, member: MemberFacts, email: str) -> None:
    """Nobody of the same list has the address, and nobody signs under it; Invalid at `email`."""
    if email == member.email:
        raise Invalid({"email": OWN})
    for each in await members_of(member.group):
        if each.email == email:
            raise Invalid({"email": SAME_ADDRESS.format(name=each.name)})
    sent = await latest_of_group(member.group)
    for signer in sent.signers if sent and sent.agreement.state == "out" else ():
        if signer.email == email and signer.name != member.name:
            raise Invalid({"email": email_taken(portal.site, signer.name)})


async def _send(portal: Portal, group: GroupFacts, member: MemberFacts, email: str, *, by: Actor) -> None:
    """Write to the new address, where somebody else has it in other words, and to the one before."""
    taken = await is_somebody_elses(email, await own_account_of(member))
    whose = proofs.Addressee(email, None, {"was": member.email}, member.id)
    (keys,) = await proofs.make_each(PURPOSE, [whose])
    common: dict[str, Any] = {"person": member.name, "group_name": group.name, "email": email}
    about, days = ("member", member.id), proofs.MINUTES[PURPOSE] // (24 * 60)
    await portal.mail.send(
        to=email,
        template="address-in-use" if taken else "address-confirm",
        about=about,
        by=by,
        path=f"/new-address/{keys.link}",
        days=days,
        **common,
    )
    await portal.mail.send(
        to=member.email,
        template="address-asked",
        about=about,
        name=by.name,
        days=days,
        denial_path=f"/new-address/stop/{keys.denial}",
        **common,
    )


async def _keep(
    portal: Portal, identity: Identity, asked: AddressAsked, *, by: Actor, session: LiveSession | None
) -> None:
    """Keep it with everything that goes with it, and tell the address before."""
    member, login = asked.member, asked.login
    if await is_somebody_elses(asked.email, await own_account_of(member)):
        raise Invalid({"email": TAKEN})
    await correct_address(member, asked.email)
    await reach_anew(portal, member.id)
    if login:
        key = session.id if session else None
        await move_account(identity, login.account, asked.email, by=by, session=key)
        if not login.password_hash and member.person:
            await pick_up.offer_again(portal.mail, member.person, by=by)
    await portal.mail.send(
        to=member.email,
        template="address-changed",
        about=("member", member.id),
        person=member.name,
        group_name=asked.group.name,
        email=asked.email,
    )

"""Somebody is asked once more for the agreement that each member signs, by their practice or by support."""

from __future__ import annotations

from uuid import UUID

from core.access.notices import address_of
from core.access.own_agreements import UNSETTLED, reach_anew, send_to
from core.actor import Actor
from core.agreements.actions import resend
from core.agreements.of_members import OwnAgreement, newest_of_each
from core.agreements.queries import sent_agreement
from core.audit import change
from core.database import transaction
from core.groups.records import MemberFacts
from core.moves import NotNow
from core.office.acts import because, hold_member, tell_of
from core.portal import Portal
from core.requests.resending import PER_DAY

NOT_HERE = "They aren’t there now. Ask them when they are back."
NOT_CERTAIN = "It isn’t certain yet who this is. Ask them to sign once it is."
SIGNED = "They have signed already."


async def ask_to_sign(portal: Portal, member: UUID, reason: str = "", *, by: Actor) -> None:
    """Send somebody the link to sign again, or where the last one ended, a new one to sign.

    What was sent to an address that is theirs no more is sent to the one that is. NotFound for whoever may
    not act, NotNow for who is not there or has signed, TooMany for a second link within a day.
    """
    reason = because(reason, by)
    last = (await newest_of_each([member])).get(member)
    if last is not None and last.state == "out":
        await _again(portal, member, last, reason, by)
        return
    async with change("office.asked-to-sign", by=by, subject=("member", member), reason=reason):
        group, row = await hold_member(member, by)
        _require(row)
        if row.has_signed:
            raise NotNow(SIGNED)
        await send_to(portal, group, row, by=by)
        await tell_of(portal, (group, row), f"asked {row.name} to sign", reason, by)


async def _again(portal: Portal, member: UUID, last: OwnAgreement, reason: str, by: Actor) -> None:
    """Send the link again; whoever signs holds the agreement before the group, so both are not held here."""
    async with transaction():
        held = await hold_member(member, by)
        _require(held[1])
        address = await address_of(held[1])
        await reach_anew(portal, member)
        await tell_of(portal, held, f"asked {held[1].name} to sign again", reason, by)
    (signer,) = (await sent_agreement(last.id)).signers
    if signer.email == address:
        if by.kind != "staff":
            await PER_DAY.spend(f"{signer.id}:{signer.email}")
        await resend(portal.mail, signer.id, by=by)


def _require(row: MemberFacts) -> None:
    if row.state != "active":
        raise NotNow(NOT_HERE)
    if row.person_state in UNSETTLED:
        raise NotNow(NOT_CERTAIN)

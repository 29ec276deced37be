"""Access follows what becomes of agreements: requests go on, and access ends or comes back with them."""

from __future__ import annotations

from dataclasses import dataclass

from core.access.agreement_notes import keep_signers, note_binding, note_bound_no_more, note_unsigned
from core.access.ending import TakenAway, taken_away
from core.access.following_members import (
    ended_for_member,
    reached_where_member_signs,
    signed_by_member,
)
from core.access.handing_over import SPONSOR, end_change, hand_over, rest_on_the_next
from core.access.lines import locked_request
from core.access.places import due_anew
from core.access.records import RequestFacts
from core.access.renewing import watch_term
from core.access.request_moves import signed
from core.access.setting_up import give_back
from core.access.tables import Request
from core.access.telling_of_ends import tell_of_lapse, tell_of_unsigned_end, tell_of_void
from core.actor import SYSTEM, Actor
from core.agreements.context import Signing
from core.agreements.queries import (
    agreement_in_force,
    another_binds,
    bound_no_more_since,
    sent_agreement,
)
from core.agreements.records import AgreementRecord, SignerRecord
from core.audit import change, note
from core.groups.correcting import correct_address
from core.groups.people import locked_group, members_of
from core.groups.queries import is_stored
from core.groups.rights import parts_played
from core.groups.states import MANAGED
from core.portal import Portal
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Following:
    """The listener of agreements; every method is part of the change that tells it."""

    portal: Portal

    async def signed(self, agreement: AgreementRecord, signer: SignerRecord, *, by: Actor) -> None:
        """Note on the request who has signed."""
        if (row := await _request(agreement)) is None:
            return
        async with change("request.signature-received", by=by, subject=("request", row.id)):
            await keep_signers(agreement, row)

    async def in_force(self, agreement: AgreementRecord) -> None:
        """Let support go on with the request; give an active group back what an earlier end took away.

        What a member signed for themselves gives them alone what waited for it.
        """
        if agreement.member is not None:
            await signed_by_member(self.portal, agreement, agreement.member)
            return
        if (row := await _request(agreement)) is not None:
            await signed(row, by=SYSTEM)
            await due_anew(self.portal.site, row.id)
        if not await is_stored(agreement.group):
            return
        group = await locked_group(agreement.group)
        await note_binding(agreement)
        await hand_over(self.portal.mail, agreement)
        await watch_term(self.portal.site, agreement)
        if group.state == "active" and not await another_binds(group.id, agreement.id):
            await give_back(self.portal, group, since=await bound_no_more_since(group.id), by=SYSTEM)

    async def ended(self, agreement: AgreementRecord, why: str, *, by: Actor) -> None:
        """Take all access away when nothing binds the group any more; note an end that came unsigned.

        The end of what a member signed for themselves takes away theirs alone.
        """
        if agreement.member is not None:
            await ended_for_member(self.portal, agreement, agreement.member, why, by=by)
            return
        if agreement.in_force_at is not None:
            await self._stopped_binding(agreement, why, by)
            return
        told = await end_change(self.portal.mail, agreement, why)
        if (row := await _request(agreement)) is not None:
            ended = await note_unsigned(agreement, row, why)
            said = {"why": ended.state, "signer": ended.by, "reason": ended.reason}
            await note("request.signatures-ended", by=SYSTEM, subject=("request", row.id), **said)
        await tell_of_unsigned_end(self.portal, agreement, why, row, told)

    async def signers_changed(self, agreement: AgreementRecord) -> None:
        """Note on the request who is asked now; who signs at another address is reached there too."""
        if agreement.member is not None:
            await reached_where_member_signs(agreement, agreement.member)
            return
        if (row := await _request(agreement)) is not None:
            await keep_signers(agreement, row)
        await rest_on_the_next(agreement)
        # Who is to sponsor a practice does not yet: the address of its sponsor stays.
        if agreement.purpose != SPONSOR:
            await _reach_where_they_sign(agreement)

    async def _stopped_binding(self, agreement: AgreementRecord, why: str, by: Actor) -> None:
        """No access outlives the last agreement; whoever gives access holds the same lock on the group."""
        members = await members_of(agreement.group)
        row = await locked_group(agreement.group) if members else None
        taken = TakenAway()
        if row is not None and await agreement_in_force(row.id) is None:
            await note_bound_no_more(agreement, why)
            if agreement.request is not None:
                subject, told = ("request", agreement.request), {"why": agreement.state, "reason": why}
                await note("request.agreement-ended", by=SYSTEM, subject=subject, **told)
            taken = await taken_away(row, members, why, by=by)
            if agreement.state == "lapsed":
                await tell_of_lapse(self.portal, agreement, why, row, taken)
        if agreement.state == "void":
            managed = row if row is not None and row.state in MANAGED else None
            await tell_of_void(self.portal, agreement, why, managed, taken)


async def _reach_where_they_sign(agreement: AgreementRecord) -> None:
    """Keep a corrected address of a signer as that of the person too, until their login is looked for."""
    corrected = [each for each in (await sent_agreement(agreement.id)).signers if each.corrected]
    if not corrected:
        return
    played, people = await parts_played(agreement.group), await members_of(agreement.group)
    for signer in corrected:
        for each in people:
            plays = {*signer.roles} & {*played.get(each.id, ())}
            if plays and not each.person_state and each.email != signer.email:
                await correct_address(each, signer.email)


def signing_of(portal: Portal, settings: Settings) -> Signing:
    """Return what agreements are signed with in this deployment, access following them."""
    return Signing(portal.mail, settings, Following(portal))


async def _request(agreement: AgreementRecord) -> RequestFacts | None:
    """The request, held until the transaction ends."""
    key = agreement.request
    if key is None or not await Request.exists().where(Request.id == key):
        return None
    return await locked_request(key)

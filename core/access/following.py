"""Access follows what becomes of agreements: requests go on, and access ends or comes back with them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from core.access.ending import take_all_away
from core.access.lines import locked_request
from core.access.records import RequestFacts, SignerNote
from core.access.request_moves import signed
from core.access.setting_up import give_back
from core.access.tables import Request
from core.actor import SYSTEM, Actor
from core.agreements.context import Signing
from core.agreements.queries import agreement_in_force, sent_agreement
from core.agreements.records import AgreementRecord, SignerRecord
from core.audit import change, note
from core.groups.people import locked_group, members_of
from core.groups.queries import is_stored
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
            await _keep_signers(agreement, row)

    async def in_force(self, agreement: AgreementRecord) -> None:
        """Let support go on with the request; give an active group back what an earlier end took away."""
        if (row := await _request(agreement)) is not None:
            await signed(row, by=SYSTEM)
        if (
            await is_stored(agreement.group)
            and (group := await locked_group(agreement.group)).state == "active"
        ):
            await give_back(self.portal, group, by=SYSTEM)

    async def ended(self, agreement: AgreementRecord, why: str, *, by: Actor) -> None:
        """Take all access away when nothing binds the group any more; note an end that came unsigned."""
        if agreement.in_force_at is not None:
            await self._stopped_binding(agreement.group, why, by)
        elif (row := await _request(agreement)) is not None:
            subject = ("request", row.id)
            await note("request.signatures-ended", by=SYSTEM, subject=subject, why=agreement.state)

    async def signers_changed(self, agreement: AgreementRecord) -> None:
        """Note on the request who is asked now."""
        if (row := await _request(agreement)) is not None:
            await _keep_signers(agreement, row)

    async def _stopped_binding(self, group: UUID, why: str, by: Actor) -> None:
        """No access outlives the last agreement; whoever gives access holds the same lock on the group."""
        if not (members := await members_of(group)):
            return
        row = await locked_group(group)
        if await agreement_in_force(group) is None:
            await take_all_away(self.portal, row, members, why, by=by)


def signing_of(portal: Portal, settings: Settings) -> Signing:
    """Return what agreements are signed with in this deployment, access following them."""
    return Signing(portal.mail, settings, Following(portal))


async def _keep_signers(agreement: AgreementRecord, request: RequestFacts) -> None:
    signers = tuple(
        SignerNote(roles=tuple(each.roles), name=each.name, email=each.email, signed_at=each.signed_at)
        for each in (await sent_agreement(agreement.id)).signers
    )
    details = request.details.model_copy(update={"signers": signers})
    await Request.update({Request.details: details.stored()}).where(Request.id == request.id)


async def _request(agreement: AgreementRecord) -> RequestFacts | None:
    """The request, held until the transaction ends."""
    key = agreement.request
    if key is None or not await Request.exists().where(Request.id == key):
        return None
    return await locked_request(key)

"""Access follows what becomes of agreements: requests go on, and access ends or comes back with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.desk import Desk
from core.access.ending import take_all_away
from core.access.lines import locked_group, members_of
from core.access.setting_up import give_back
from core.access.states import REQUEST
from core.access.tables import Request
from core.actor import SYSTEM, Actor
from core.agreements.context import Signing
from core.agreements.queries import agreement_in_force, sent_agreement
from core.agreements.records import AgreementRecord, SignerRecord
from core.audit import change
from core.groups.tables import Group
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Following:
    """The listener of agreements; every method is part of the change that tells it."""

    desk: Desk

    async def signed(self, agreement: AgreementRecord, signer: SignerRecord, *, by: Actor) -> None:
        """Note on the request who has signed."""
        if (row := await _request(agreement)) is None:
            return
        async with change("request.signature-received", by=by, subject=("request", row["id"])):
            await _keep_signers(agreement, row)

    async def in_force(self, agreement: AgreementRecord) -> None:
        """Let support go on with the request; give an active group back what an earlier end took away."""
        await _signatures_complete(agreement)
        rows = await Group.select(Group.id).where(Group.id == agreement.group)
        if rows and (group := await locked_group(agreement.group))["state"] == "active":
            await give_back(self.desk, group, by=SYSTEM)

    async def ended(self, agreement: AgreementRecord, why: str, *, by: Actor) -> None:
        """Take all access away when nothing binds the group any more; note an end that came unsigned."""
        if agreement.in_force_at is not None:
            await self._stopped_binding(agreement.group, why, by)
        elif (row := await _request(agreement)) is not None:
            details = {"why": agreement.state}
            async with change(
                "request.signatures-ended", by=SYSTEM, subject=("request", row["id"]), **details
            ):
                pass

    async def signers_changed(self, agreement: AgreementRecord) -> None:
        """Note on the request who is asked now."""
        if (row := await _request(agreement)) is not None:
            await _keep_signers(agreement, row)

    async def _stopped_binding(self, group: UUID, why: str, by: Actor) -> None:
        """No access outlives the last agreement; whoever gives access holds the same lock on the group."""
        if not (members := await members_of(group)):
            return
        await locked_group(group)
        if await agreement_in_force(group) is None:
            await take_all_away(self.desk, members, why, by=by)


def signing_of(desk: Desk, settings: Settings) -> Signing:
    """What agreements are signed with in this deployment, access following them."""
    return Signing(desk.mail, settings, Following(desk))


async def _signatures_complete(agreement: AgreementRecord) -> None:
    if (row := await _request(agreement)) is None or row["state"] != REQUEST.first:
        return
    async with change("request.signatures-complete", by=SYSTEM, subject=("request", row["id"])):
        state = REQUEST.move(row["state"], "checking-credentials")
        await Request.update({Request.state: state}).where(Request.id == row["id"])


async def _keep_signers(agreement: AgreementRecord, request: dict[str, Any]) -> None:
    signers = [
        {
            "roles": list(each.roles),
            "name": each.name,
            "email": each.email,
            "signed_at": each.signed_at and each.signed_at.isoformat(),
        }
        for each in (await sent_agreement(agreement.id)).signers
    ]
    details = request["details"] | {"signers": signers}
    await Request.update({Request.details: details}).where(Request.id == request["id"])


async def _request(agreement: AgreementRecord) -> dict[str, Any] | None:
    """The request, held until the transaction ends."""
    if agreement.request is None:
        return None
    query = Request.select(Request.id, Request.state, Request.details).where(Request.id == agreement.request)
    if Request._meta.db.engine_type == "postgres":
        query = query.lock_rows("UPDATE")
    rows = await query.output(load_json=True)
    return dict(rows[0]) if rows else None

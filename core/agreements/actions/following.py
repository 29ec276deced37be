"""What the request behind an agreement learns: who has signed, and that all have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.access import request_moves
from core.access.ending import take_all_away
from core.access.lines import locked_group, locked_request, members_of
from core.access.records import RequestFacts, SignerNote
from core.access.tables import Request
from core.actor import SYSTEM, Actor
from core.agreements.desk import Office
from core.agreements.queries import agreement_in_force
from core.agreements.tables import Signer
from core.audit import change


async def signature_received(agreement: dict[str, Any], *, by: Actor) -> None:
    """Note on the request who has signed; part of the change that stores the signature."""
    if (row := await _request(agreement)) is None:
        return
    async with change("request.signature-received", by=by, subject=("request", row.id)):
        await _keep_signers(agreement, row)


async def signers_changed(agreement: dict[str, Any]) -> None:
    """Note on the request who is asked now; part of the change that says so."""
    if (row := await _request(agreement)) is not None:
        await _keep_signers(agreement, row)


async def signatures_complete(agreement: dict[str, Any]) -> None:
    """The agreement is in force: support can go on with the request."""
    if (row := await _request(agreement)) is not None:
        await request_moves.signed(row, by=SYSTEM)


async def signatures_ended(agreement: dict[str, Any], why: str) -> None:
    """The agreement ended unsigned; the request goes on waiting until support sends another."""
    if (row := await _request(agreement)) is None:
        return
    async with change("request.signatures-ended", by=SYSTEM, subject=("request", row.id), why=why):
        pass


async def stopped_binding(office: Office, agreement: dict[str, Any], why: str, *, by: Actor) -> None:
    """An agreement that was in force is not any more: no access outlives it (D5, D6).

    Part of the change that ends it. Whoever gives access holds the same lock on the group.
    """
    group = agreement["group"]
    if not (members := await members_of(group)):
        return
    row = await locked_group(group)
    if await agreement_in_force(group) is None:
        await take_all_away(office, row, members, why, by=by)


async def _keep_signers(agreement: dict[str, Any], request: RequestFacts) -> None:
    rows = await _signers(agreement["id"])
    signers = tuple(
        SignerNote(roles=row["roles"], name=row["name"], email=row["email"], signed_at=row["signed_at"])
        for row in rows
    )
    details = request.details.model_copy(update={"signers": signers})
    await Request.update({Request.details: details.stored()}).where(Request.id == request.id)


async def _signers(agreement: UUID) -> list[dict[str, Any]]:
    query = Signer.select().where(Signer.agreement == agreement).order_by(Signer.position)
    return list(await query.output(load_json=True))


async def _request(agreement: dict[str, Any]) -> RequestFacts | None:
    """The request, held until the transaction ends."""
    key: UUID | None = agreement["request"]
    if key is None or not await Request.exists().where(Request.id == key):
        return None
    return await locked_request(Request.id == key)

"""What the request behind an agreement learns: who has signed, and that all have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.access.ending import take_all_away
from core.access.lines import locked_group, members_of
from core.access.states import REQUEST
from core.access.tables import Request
from core.actor import SYSTEM, Actor
from core.agreements.desk import Office
from core.agreements.queries import agreement_in_force
from core.agreements.tables import Signer
from core.audit import change, note
from core.database import locked


async def signature_received(agreement: dict[str, Any], *, by: Actor) -> None:
    """Note on the request who has signed; part of the change that stores the signature."""
    if (row := await _request(agreement)) is None:
        return
    async with change("request.signature-received", by=by, subject=("request", row["id"])):
        await _keep_signers(agreement, row)


async def signers_changed(agreement: dict[str, Any]) -> None:
    """Note on the request who is asked now; part of the change that says so."""
    if (row := await _request(agreement)) is not None:
        await _keep_signers(agreement, row)


async def signatures_complete(agreement: dict[str, Any]) -> None:
    """The agreement is in force: support can go on with the request."""
    if (row := await _request(agreement)) is None or row["state"] != REQUEST.first:
        return
    async with change("request.signatures-complete", by=SYSTEM, subject=("request", row["id"])):
        state = REQUEST.move(row["state"], "checking-credentials")
        await Request.update({Request.state: state}).where(Request.id == row["id"])


async def signatures_ended(agreement: dict[str, Any], why: str) -> None:
    """The agreement ended unsigned; the request goes on waiting until support sends another."""
    if (row := await _request(agreement)) is not None:
        await note("request.signatures-ended", by=SYSTEM, subject=("request", row["id"]), why=why)


async def stopped_binding(office: Office, agreement: dict[str, Any], why: str, *, by: Actor) -> None:
    """An agreement that was in force is not any more: no access outlives it (D5, D6).

    Part of the change that ends it. Whoever gives access holds the same lock on the group.
    """
    group = agreement["group"]
    if not (members := await members_of(group)):
        return
    await locked_group(group)
    if await agreement_in_force(group) is None:
        await take_all_away(office, members, why, by=by)


async def _keep_signers(agreement: dict[str, Any], request: dict[str, Any]) -> None:
    rows = await _signers(agreement["id"])
    signers = [
        {
            "roles": row["roles"],
            "name": row["name"],
            "email": row["email"],
            "signed_at": row["signed_at"] and row["signed_at"].isoformat(),
        }
        for row in rows
    ]
    details = request["details"] | {"signers": signers}
    await Request.update({Request.details: details}).where(Request.id == request["id"])


async def _signers(agreement: UUID) -> list[dict[str, Any]]:
    query = Signer.select().where(Signer.agreement == agreement).order_by(Signer.position)
    return list(await query.output(load_json=True))


async def _request(agreement: dict[str, Any]) -> dict[str, Any] | None:
    """The request, held until the transaction ends."""
    key: UUID | None = agreement["request"]
    if key is None:
        return None
    query = Request.select(Request.id, Request.state, Request.details).where(Request.id == key)
    rows = await locked(query).output(load_json=True)
    return dict(rows[0]) if rows else None

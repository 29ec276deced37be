"""The only two ways in which the state of an agreement and of a signer change.

Each is one event, one move that its table holds, and the listener told, all of it in one transaction: when
anything in it fails, nothing is stored and nobody has been told.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock
from core.actor import Actor
from core.agreements.context import Signing
from core.agreements.queries import signer_called
from core.agreements.records import AgreementRecord, AgreementState, SignerRecord, SignerState
from core.agreements.states import OPEN, require_move, require_signer_move
from core.agreements.tables import Agreement, AgreementWork, Signer
from core.audit import change
from core.audit.actions import Event
from core.database import locking
from core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Moving:
    """A move under way: its event, whose details may be filled in, and the agreement, held."""

    event: Event
    agreement: AgreementRecord


@dataclass(frozen=True, slots=True)
class Answering(Moving):
    """A signer's move under way, with the signer as they were."""

    signer: SignerRecord


@asynccontextmanager
async def moving(
    signing: Signing,
    agreement: UUID,
    to: AgreementState,
    *,
    by: Actor,
    why: str = "",
    replaced: bool = False,
    **values: Any,
) -> AsyncIterator[Moving]:
    """Move an agreement, with `values` for its other columns, after what the block does.

    NotPossible, before the block, for a move that is not in the table. `why` is what the listener is told of
    an end; one that is `replaced` by another agreement is not told as ended.
    """
    async with change(f"agreement.{to}", by=by, subject=("agreement", agreement)) as event:
        row = await locked(agreement)
        require_move(row.state, to)
        yield Moving(event, row)
        moved = await _move(row, to, values)
        if not replaced:
            await _tell(signing, moved, why, by)


@asynccontextmanager
async def answering(
    signing: Signing, signer: UUID, to: SignerState, *, by: Actor, **values: Any
) -> AsyncIterator[Answering]:
    """Move a signer, with `values` for their other columns, after what the block does.

    The last signature completes the agreement, the first refusal ends it: the same event says so.
    NotPossible, before the block, for a move that is not in the table.
    """
    key = (await signer_called(signer)).agreement
    async with change(f"agreement.{to}", by=by, subject=("agreement", key), signer=signer) as event:
        agreement, row = await locked(key), await signer_called(signer)
        require_signer_move(row.state, to)
        yield Answering(event, agreement, row)
        await Signer.update(_columns(Signer, {"state": to, **values})).where(Signer.id == signer)
        if to == "signed":
            await signing.listener.signed(agreement, replace(row, state=to, **values), by=by)
        if (follows := await _follows(row, to)) is not None:
            event.details["agreement"] = follows
            moved = await _move(agreement, follows, {"reason": values.get("reason", "")})
            await wake(key, clock.now() if follows == "signed" else None)
            await _tell(signing, moved, moved.reason, by)


async def locked(agreement: UUID) -> AgreementRecord:
    """Hold the agreement until the transaction ends: whoever acts on it waits for whoever was first."""
    rows = await locking.locked(Agreement.select().where(Agreement.id == agreement)).output(load_json=True)
    if not rows:
        raise NotFound
    return AgreementRecord.of(rows[0])


async def wake(agreement: UUID, due: datetime | None) -> None:
    """Say when somebody has to look at the agreement next; take it from whoever is looking now."""
    values: dict[Any, Any] = {AgreementWork.due: due, AgreementWork.lease: None}
    work = AgreementWork.agreement == agreement
    if not await AgreementWork.update(values).where(work).returning(AgreementWork.id):
        await AgreementWork.insert(AgreementWork(agreement=agreement, due=due))


async def _follows(signer: SignerRecord, answer: SignerState) -> AgreementState | None:
    """What becomes of the agreement by an answer; None while others are waited for."""
    if answer == "declined":
        return "declined"
    missing = (Signer.agreement == signer.agreement) & (Signer.state != "signed")
    return None if await Signer.exists().where(missing) else "signed"


async def _move(row: AgreementRecord, to: AgreementState, values: dict[str, Any]) -> AgreementRecord:
    """Write the new state of a locked agreement; return the record as it is now."""
    require_move(row.state, to)
    written = {"state": to, **_ended(to), **values}
    await Agreement.update(_columns(Agreement, written)).where(Agreement.id == row.id)
    return replace(row, **written)


async def _tell(signing: Signing, moved: AgreementRecord, why: str, by: Actor) -> None:
    if moved.state == "in-force":
        await signing.listener.in_force(moved)
    elif moved.state not in OPEN:
        await signing.listener.ended(moved, why, by=by)


def _ended(to: AgreementState) -> dict[str, Any]:
    """What else changes with the state: room for the next agreement, and when this one ended."""
    if to in OPEN:
        return {}
    return {"open_for": None} if to == "in-force" else {"open_for": None, "ended_at": clock.now()}


def _columns(table: type[Agreement | Signer], values: dict[str, Any]) -> dict[Any, Any]:
    return {getattr(table, name): value for name, value in values.items()}

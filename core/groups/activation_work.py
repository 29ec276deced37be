"""Activations that are under way: begun, held under a lease, and asleep while a practice may have nothing."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import Actor
from core.database.leases import Lease
from core.database.worker import Handle, LeaseWorker
from core.groups.tables import ActivationWork

SECONDS = 60


async def note_activation(group: UUID, *, by: Actor) -> Lease:
    """Note that everybody in a group is still to be seen to, by whoever has the lease that is returned.

    A group may become active once more while somebody is still to be seen to from before: that is one work.
    """
    row, token = ActivationWork(id=uuid4(), group=group, attempts=1), uuid4()
    row.by, row.lease = json.dumps(asdict(by), default=str), token
    row.due = clock.now() + timedelta(seconds=SECONDS)
    columns = [ActivationWork.due, ActivationWork.by, ActivationWork.lease, ActivationWork.attempts]
    written = ActivationWork.insert(row).on_conflict(
        target=ActivationWork.group, action="DO UPDATE", values=columns
    )
    [kept] = await written.returning(ActivationWork.id)
    return Lease(ActivationWork, token, row.to_dict() | {"id": kept["id"]})


def begun_by(lease: Lease) -> Actor:
    """Tell who activated the group."""
    row = json.loads(lease.row["by"])
    return Actor(**row | {"account": row["account"] and UUID(row["account"])})


async def over(lease: Lease) -> None:
    """Note that everybody was seen to."""
    await ActivationWork.delete().where(ActivationWork.lease == lease.token)


def going_on(handle: Handle) -> LeaseWorker:
    """Return a worker over activations, one at a time: each takes the lock on login names."""
    return LeaseWorker(
        "activation",
        ActivationWork,
        handle,
        failed="activation.unfinished",
        about=lambda row: {"group": str(row["group"])},
        at_once=1,
        lease_seconds=SECONDS,
    )


async def go_on_with(group: UUID, *, by: Actor) -> None:
    """Have people of an active group seen to who came after its activation; part of that change."""
    row = ActivationWork(id=uuid4(), group=group, due=clock.now())
    row.by = json.dumps(asdict(by), default=str)
    columns = [ActivationWork.due, ActivationWork.by]
    await ActivationWork.insert(row).on_conflict(
        target=ActivationWork.group, action="DO UPDATE", values=columns
    )


async def wake(group: UUID) -> None:
    """Have the activation of a group go on, if one sleeps; part of the change that lets it."""
    values: dict[Any, Any] = {ActivationWork.due: clock.now()}
    asleep = (ActivationWork.group == group) & ActivationWork.due.is_null()
    await ActivationWork.update(values).where(asleep)

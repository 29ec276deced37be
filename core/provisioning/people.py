"""Work that people do: taken, ticked off step by step, completed with evidence or refused with a reason."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from core import clock
from core.access import actions
from core.access.conditions import NotNow
from core.access.lines import load
from core.access.records import WorkFacts
from core.access.tables import WorkItem
from core.actor import Actor
from core.audit import change
from core.database.rows import load_one
from core.errors import Forbidden, Invalid, NotFound
from core.portal import Portal
from core.provisioning import recording
from core.provisioning.context import Job

TAKEN = "Somebody else has taken this. Ask them, or have it assigned to you."
OVER = "This work is not waiting for anybody any more."
OUTDATED = "Something newer is to be done for this access."
MOVED = "Somebody else was given this, or took it, since you looked."
# Stands for whoever has an item, in a decision that was made without looking at who it is.
ANYBODY = UUID(int=0)


class AlreadySo(NotNow):
    """It is already as it was asked to be; nothing was written."""


async def assign(
    item: UUID, account: UUID | None, name: str, *, seen_with: UUID | None = ANYBODY, by: Actor
) -> None:
    """Give an item to somebody, or with None back to the queue; NotNow when `seen_with` has it no more."""
    async with _handling(item, "assigned", by=by, to=name) as job:
        if job.item.assignee == account:
            raise AlreadySo(f"{name} has this already." if account else "Nobody has this.")
        _still_with(job, seen_with)
        await _write(item, {WorkItem.assignee: account, WorkItem.assignee_name: name[:200]})


async def take(item: UUID, *, by: Actor) -> None:
    """Take an item that nobody has."""
    async with _handling(item, "taken", by=by) as job:
        if job.item.assignee == by.account:
            raise AlreadySo("You have this already.")
        if job.item.assignee is not None:
            raise NotNow(TAKEN)
        await _write(item, {WorkItem.assignee: by.account, WorkItem.assignee_name: by.name[:200]})


async def tick(item: UUID, step: int, *, done: bool, by: Actor) -> None:
    """Note that a step of the check-list is done, or not after all."""
    async with _handling(item, "step", by=by, step=step, done=done) as job:
        steps = list(job.item.steps)
        if not 0 <= step < len(steps):
            raise NotFound
        steps[step] = steps[step].model_copy(
            update={"by": by.name if done else "", "at": clock.now() if done else None}
        )
        await _write(item, {WorkItem.steps: [each.stored() for each in steps]})


async def complete(desk: Portal, item: UUID, evidence: str, *, account: str = "", by: Actor) -> None:
    """The whole check-list is done: `evidence` says how that can be seen, `account` is the login name.

    Raises Invalid at the fields `steps` and `evidence`.
    """
    async with _handling(item, "completed", by=by) as job:
        errors = {}
        if any(step.at is None for step in job.item.steps):
            errors["steps"] = "Tick every step, or refuse the work and say why"
        if not evidence.strip():
            errors["evidence"] = "Say how it can be seen that this is done, such as the account name"
        if errors:
            raise Invalid(errors)
        await _end(item, "done", {WorkItem.evidence: evidence.strip()[:2000]})
        if job.item.kind == "grant":
            await recording.granted(desk, job, account.strip(), by=by)


async def refuse(
    desk: Portal, item: UUID, reason: str, *, seen_with: UUID | None = ANYBODY, by: Actor
) -> None:
    """It cannot be done, for a reason that the administrator may read; Invalid at the field `reason`."""
    async with _handling(item, "refused-by-people", by=by, reason=reason) as job:
        _still_with(job, seen_with)
        if not reason.strip():
            raise Invalid({"reason": "Say why it cannot be done"})
        await _end(item, "failed", {WorkItem.words: reason.strip()[:500]})
        if job.item.kind == "grant":
            await actions.fail(desk, job.line.id, reason.strip(), by=by)


async def retry(desk: Portal, item: UUID, *, by: Actor) -> None:
    """Have work that was given up or refused tried again."""
    async with change("work.retried", by=by, subject=("work", item)):
        job = await _locked(item, ("dead", "failed"))
        if job.item.kind == "grant" and job.line.grant.state == "failed":
            await actions.begin(desk, job.line.id, by=by)
            return
        if job.outdated:
            raise NotNow(OUTDATED)
        now = clock.now()
        values = {WorkItem.state: "waiting", WorkItem.due: now, WorkItem.made_at: now, WorkItem.failures: 0}
        await _write(item, values | {WorkItem.ended_at: None, WorkItem.alarmed_at: None})


@asynccontextmanager
async def _handling(item: UUID, what: str, *, by: Actor, **details: Any) -> AsyncIterator[Job]:
    """An open item of people, locked; analysts' work is for staff only."""
    async with change(f"work.{what}", by=by, subject=("work", item), **details) as event:
        job = await _locked(item, ("people",))
        if job.item.for_whom == "analyst" and by.kind == "person":
            raise Forbidden("This is for support to do.")
        if job.outdated:
            raise NotNow(OUTDATED)
        event.details["grant"] = job.line.id
        yield job


def _still_with(job: Job, seen_with: UUID | None) -> None:
    if seen_with not in {ANYBODY, job.item.assignee}:
        raise NotNow(MOVED)


async def _locked(item: UUID, states: tuple[str, ...]) -> Job:
    first = WorkFacts.of(await load_one(WorkItem, item))
    line = await load(first.grant, lock=True)
    found = WorkFacts.of(await load_one(WorkItem, item))
    if found.state not in states:
        raise NotNow(OVER)
    return Job(found, line)


async def _end(item: UUID, state: str, values: dict[Any, Any]) -> None:
    await _write(item, {WorkItem.state: state, WorkItem.ended_at: clock.now(), **values})


async def _write(item: UUID, values: dict[Any, Any]) -> None:
    await WorkItem.update(values).where(WorkItem.id == item)

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
from core.access.work import note_work, work
from core.actor import Actor
from core.audit import change
from core.errors import Forbidden, Invalid, NotFound
from core.portal import Portal
from core.provisioning import recording
from core.provisioning.context import Errand

TAKEN = "Someone else has taken this. Ask them, or have it assigned to you."
OVER = "This work isn’t waiting for anybody any more."
OUTDATED = "This access has newer work."
MOVED = "Someone else has this since you looked."
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
        await note_work(item, assignee=account, assignee_name=name[:200])


async def take(item: UUID, *, by: Actor) -> None:
    """Take an item that nobody has."""
    async with _handling(item, "taken", by=by) as job:
        if job.item.assignee == by.account:
            raise AlreadySo("You have this already.")
        if job.item.assignee is not None:
            raise NotNow(TAKEN)
        await note_work(item, assignee=by.account, assignee_name=by.name[:200])


async def tick(item: UUID, step: int, *, done: bool, by: Actor) -> None:
    """Note that a step of the check-list is done, or not after all."""
    async with _handling(item, "step", by=by, step=step, done=done) as job:
        steps = list(job.item.steps)
        if not 0 <= step < len(steps):
            raise NotFound
        by_whom = {"by": by.name if done else "", "at": clock.now() if done else None}
        steps[step] = steps[step].model_copy(update=by_whom)
        await note_work(item, steps=[each.stored() for each in steps])


async def complete(portal: Portal, item: UUID, evidence: str, *, account: str = "", by: Actor) -> None:
    """Note the whole check-list as done: `evidence` says how that can be seen, `account` is the login name.

    Raises Invalid at the fields `steps` and `evidence`.
    """
    async with _handling(item, "completed", by=by) as job:
        errors = {}
        if any(step.at is None for step in job.item.steps):
            errors["steps"] = "Select every step, or refuse the work and say why"
        if not evidence.strip():
            errors["evidence"] = "Say how it can be seen that this is done, such as the account name"
        if errors:
            raise Invalid(errors)
        await _end(item, "done", evidence=evidence.strip()[:2000])
        if job.item.kind == "grant":
            await recording.granted(portal, job.line, account.strip(), by=by)


async def refuse(
    portal: Portal, item: UUID, reason: str, *, seen_with: UUID | None = ANYBODY, by: Actor
) -> None:
    """Refuse the work, for a reason that the administrator may read; Invalid at the field `reason`."""
    async with _handling(item, "refused-by-people", by=by, reason=reason) as job:
        _still_with(job, seen_with)
        if not reason.strip():
            raise Invalid({"reason": "Say why this isn’t possible"})
        await _end(item, "failed", words=reason.strip()[:500])
        if job.item.kind == "grant":
            await actions.fail(portal, job.line.id, reason.strip(), by=by)


async def retry(portal: Portal, item: UUID, *, by: Actor) -> None:
    """Have work that was given up or refused tried again."""
    async with change("work.retried", by=by, subject=("work", item)):
        job = await _locked(item, ("dead", "failed"))
        if job.item.kind == "grant" and job.line.grant.state == "failed":
            await actions.begin(portal, job.line.id, by=by)
            return
        if job.outdated:
            raise NotNow(OUTDATED)
        now, never = clock.now(), {"ended_at": None, "alarmed_at": None}
        await note_work(item, state="waiting", due=now, made_at=now, failures=0, **never)


@asynccontextmanager
async def _handling(item: UUID, what: str, *, by: Actor, **details: Any) -> AsyncIterator[Errand]:
    """An open item of people, locked; analysts' work is for staff only."""
    async with change(f"work.{what}", by=by, subject=("work", item), **details) as event:
        job = await _locked(item, ("people",))
        if job.item.for_whom == "analyst" and by.kind == "person":
            raise Forbidden("This is for support to do.")
        if job.outdated:
            raise NotNow(OUTDATED)
        event.details["grant"] = job.line.id
        yield job


def _still_with(job: Errand, seen_with: UUID | None) -> None:
    if seen_with not in {ANYBODY, job.item.assignee}:
        raise NotNow(MOVED)


async def _locked(item: UUID, states: tuple[str, ...]) -> Errand:
    line = await load((await work(item)).grant, lock=True)
    found = await work(item)
    if found.state not in states:
        raise NotNow(OVER)
    return Errand(found, line)


async def _end(item: UUID, state: str, **values: Any) -> None:
    # A machine that looks whether the plugin is back finds that there is nothing to do any more.
    await note_work(item, state=state, ended_at=clock.now(), due=None, lease=None, **values)

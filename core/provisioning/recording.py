"""Writing down what came of a work item: the item, the grant's move and the mails in one transaction."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import structlog

from core import clock
from core.access import actions, conditions
from core.access.lines import Line, load
from core.access.records import StepNote
from core.actor import SYSTEM, Actor
from core.audit import change
from core.database.leases import Lease, pause
from core.plugin_api import Done, Refused, Waiting
from core.portal import Portal
from core.provisioning.context import Errand
from core.provisioning.outcomes import Failed

log = structlog.get_logger(__name__)
Settled = Done | Waiting | Refused
GIVE_UP_AFTER = timedelta(hours=24)
# No longer than a lease, so that everything has settled a minute after the last fault, whatever it was.
FIRST_PAUSE, LONGEST_PAUSE, MOST_PATIENCE = 1, 30, 600


class NotOurs(Exception):
    """The lease ran out, or something newer is to be done: whoever worked on this changes nothing."""


async def try_again(lease: Lease, job: Errand, failed: Failed) -> None:
    """Try later, with growing pauses, or raise NotOurs. Only giving access is given up, after a day."""
    tried = {"state": "waiting", "failures": job.item.failures + 1, "words": failed.words}
    values: dict[Any, Any] = {**tried}
    too_old = clock.now() - job.item.made_at >= GIVE_UP_AFTER
    if too_old and job.item.kind == "grant":
        await give_up(lease, job, failed.words)
        return
    wait = pause(job.item.failures + 1, first=FIRST_PAUSE, most=LONGEST_PAUSE)
    asked = timedelta(seconds=min(failed.after, MOST_PATIENCE))
    if not await lease.settle(values, again_at=clock.now() + max(wait, asked)):
        raise NotOurs


async def give_up(lease: Lease, job: Errand, words: str) -> None:
    """Try no more to give access by itself; support sees it and can have it tried again."""
    await _end(lease, job, "given-up", {"state": "dead", "words": words})
    log.error("work.given-up", item=str(job.item.id), words=words, **_named(job))


async def drop(lease: Lease) -> None:
    """Drop the work: something newer is to be done for this grant."""
    with suppress(NotOurs):
        async with change("work.dropped", by=SYSTEM, subject=("work", lease.row["id"])):
            await _close(lease, {"state": "over", "ended_at": clock.now()})


async def refuse(portal: Portal, lease: Lease, job: Errand, reason: str) -> None:
    """Note that the access may not be given any more, and was not."""
    async with change("work.stopped", by=SYSTEM, subject=("work", job.item.id), reason=reason):
        await load(job.line.id, lock=True)
        await _close(lease, {"state": "failed", "words": reason[:500]})
        await actions.fail(portal, job.line.id, reason, by=SYSTEM)


async def record(portal: Portal, lease: Lease, job: Errand, outcome: Settled) -> None:
    """Record what the application answered, or raise NotOurs and store nothing."""
    match outcome:
        case Waiting():
            await _end(lease, job, "handed-over", _for_people(portal, outcome))
        case Refused():
            await _refused(portal, lease, job, outcome.reason)
        case Done():
            await _done(portal, lease, job, outcome.account)


async def granted(portal: Portal, line: Line, account: str, *, by: Actor) -> None:
    """Make a locked grant active, for the account is there, or take it away if it may not be any more."""
    reason = await conditions.against(portal, line)
    if reason is None:
        await actions.activate_line(portal, line, account, by=by)
    else:
        await actions.fail(portal, line.id, reason, by=by, take_away=True)


async def _done(portal: Portal, lease: Lease, job: Errand, account: str) -> None:
    async with change("work.done", by=SYSTEM, subject=("work", job.item.id), **_about(job)):
        line = await load(job.line.id, lock=True)
        await _close(lease, {"state": "done", "evidence": account, "words": ""})
        if job.item.kind == "grant":
            await granted(portal, line, account, by=SYSTEM)


async def _refused(portal: Portal, lease: Lease, job: Errand, reason: str) -> None:
    async with change("work.refused", by=SYSTEM, subject=("work", job.item.id), **_about(job)) as event:
        event.details["reason"] = reason
        await load(job.line.id, lock=True)
        await _close(lease, {"state": "failed", "words": reason})
        if job.item.kind == "grant":
            await actions.fail(portal, job.line.id, reason, by=SYSTEM)


async def _end(lease: Lease, job: Errand, what: str, values: dict[Any, Any]) -> None:
    async with change(f"work.{what}", by=SYSTEM, subject=("work", job.item.id), **_about(job)):
        await load(job.line.id, lock=True)
        await _close(lease, values)


async def _close(lease: Lease, values: dict[Any, Any]) -> None:
    """The rows above were locked first, in the order in which everybody locks them."""
    told = {"told_at": clock.now()} if values["state"] in {"done", "failed", "people"} else {}
    ended = {"ended_at": clock.now()} if values["state"] in {"done", "failed"} else {}
    if not await lease.settle(values | told | ended):
        raise NotOurs


def _for_people(portal: Portal, waiting: Waiting) -> dict[Any, Any]:
    steps = [StepNote(text=portal.site.terms.said(step)).stored() for step in waiting.instructions]
    return {"state": "people", "for_whom": waiting.for_whom, "steps": steps}


def _about(job: Errand) -> dict[str, Any]:
    return {"grant": job.line.id, "kind": job.item.kind, "application": job.item.application}


def _named(job: Errand) -> dict[str, Any]:
    return {"application": job.item.application, "operation": job.item.kind, "attempt": job.item.failures + 1}

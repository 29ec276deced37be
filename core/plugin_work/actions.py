"""Writing down what came of the work of applications, with an event where there is something to say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog

from core import clock
from core.actor import SYSTEM, Actor
from core.audit import change
from core.database.leases import Lease, pause
from core.plugin_api import Job
from core.plugin_work.queries import known_work
from core.plugin_work.tables import PluginWork

# So many times as long as it should take until it is done again: then staff are told.
LATE_AFTER = 3
FIRST_PAUSE, FIRST_PAUSE_OF_WORDS, LONGEST_PAUSE = 60, 5, 3600
# What moved is to be told within so long.
TOLD_WITHIN = timedelta(hours=1)

log = structlog.get_logger(__name__)


class NotOurs(Exception):
    """The lease ran out, and somebody else is at it: whoever was changes nothing."""


async def begin(jobs: Mapping[str, Job], *, by: Actor = SYSTEM) -> None:
    """Have every job done that is not yet, at once for the first time; they are named by their keys."""
    known, now = await known_work(), clock.now()
    new = [
        PluginWork(key=key, due=now, late_at=now + LATE_AFTER * job.every)
        for key, job in jobs.items()
        if key not in known
    ]
    if new:
        await PluginWork.insert(*new).on_conflict(target=PluginWork.key, action="DO NOTHING")
    for key in (key for key in jobs if known.get(key) is False):
        again: dict[Any, Any] = {PluginWork.due: now, PluginWork.late_at: now + LATE_AFTER * jobs[key].every}
        await PluginWork.update(again).where((PluginWork.key == key) & PluginWork.due.is_null())


async def begin_telling(keys: Collection[str], newest: int) -> None:
    """Have applications told of what moves from now on, and those that were told before of all since."""
    known = await known_work()
    if new := [PluginWork(key=key, number=newest) for key in keys if key not in known]:
        await PluginWork.insert(*new).on_conflict(target=PluginWork.key, action="DO NOTHING")


async def wake(keys: Collection[str], newest: int) -> None:
    """Have those of these applications told who do not know of everything yet."""
    behind = (PluginWork.number < newest) & PluginWork.due.is_null() & PluginWork.key.is_in(list(keys))
    if await PluginWork.exists().where(behind):
        await PluginWork.update({PluginWork.due: clock.now()}).where(behind)


async def told(lease: Lease, number: int, *, more: bool) -> None:
    """Note up to which event an application was told; with `more` it is told on at once."""
    values: dict[Any, Any] = {
        PluginWork.number: number,
        PluginWork.attempts: 0,
        PluginWork.words: "",
        PluginWork.late_at: None,
        PluginWork.alarmed_at: None,
    }
    await lease.settle(values, again_at=clock.now() if more else None)


async def not_told(lease: Lease, number: int, words: str) -> None:
    """Note up to which event an application was told before it failed; it is told on after a pause."""
    again_at = clock.now() + pause(lease.row["attempts"], first=FIRST_PAUSE_OF_WORDS, most=LONGEST_PAUSE)
    late_at = lease.row["late_at"] or clock.now() + TOLD_WITHIN
    values: dict[Any, Any] = {
        PluginWork.number: number,
        PluginWork.words: words,
        PluginWork.late_at: late_at,
    }
    await lease.settle(values, again_at=again_at)


async def rest(lease: Lease) -> None:
    """Leave alone what no application here does any more, until one does again."""
    await lease.settle({PluginWork.late_at: None, PluginWork.alarmed_at: None, PluginWork.words: ""})


async def ran(lease: Lease, slug: str, job: Job, words: str, *, by: Actor = SYSTEM) -> None:
    """Note that a job ended well, and when it is next; what it did stands in the trail."""
    now = clock.now()
    values: dict[Any, Any] = {
        PluginWork.attempts: 0,
        PluginWork.words: "",
        PluginWork.late_at: now + LATE_AFTER * job.every,
        PluginWork.alarmed_at: None,
    }
    if not words:
        await lease.settle(values, again_at=now + job.every)
        return
    with suppress(NotOurs):
        async with change(
            "application.job-ran", by=by, subject=("application", slug), job=job.name, words=words
        ):
            if not await lease.settle(values, again_at=now + job.every):
                raise NotOurs


async def note_heard(key: str, until: datetime) -> None:
    """Note up to when an application told, so that it is asked on from there."""
    await PluginWork.update({PluginWork.number: int(until.timestamp())}).where(PluginWork.key == key)


async def went_wrong(lease: Lease, slug: str, name: str, words: str, *, by: Actor = SYSTEM) -> None:
    """Note that a job did not end well; it is tried again after a pause that grows."""
    again_at = clock.now() + pause(lease.row["attempts"], first=FIRST_PAUSE, most=LONGEST_PAUSE)
    about = {"job": name, "words": words}
    with suppress(NotOurs):
        async with change("application.job-failed", by=by, subject=("application", slug), **about):
            if not await lease.settle({PluginWork.words: words}, again_at=again_at):
                raise NotOurs


async def tell_of_late_work(*, by: Actor = SYSTEM) -> int:
    """Tell staff, once, of all work that has not ended well for too long; return how much there is."""
    late = (PluginWork.late_at <= clock.now()) & PluginWork.alarmed_at.is_null()
    if not await PluginWork.exists().where(late):
        return 0
    async with change("application.work-late", by=by) as event:
        noted: dict[Any, Any] = {PluginWork.alarmed_at: clock.now()}
        rows = await PluginWork.update(noted).where(late).returning(PluginWork.key)
        event.details["work"] = keys = sorted(row["key"] for row in rows)
    log.error("plugin.work-late", work=keys)
    return len(keys)

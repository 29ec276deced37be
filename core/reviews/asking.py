"""Asking applications what a reviewer should know of each access in an open review, before anybody looks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from core.access.given import given_in
from core.applications.checking_jobs import EVIDENCE
from core.groups.people import load_group
from core.plugin_api import ClinicalApplication, Evidence, Grant, Job
from core.plugin_work.at_work import Working
from core.plugin_work.jobs import NotWell
from core.plugin_work.usage import moment_told
from core.portal import Portal
from core.reviews.records import Told
from core.reviews.told import fact_lines, note_answers, note_asked, to_ask
from core.usage.told import note_told

EVERY = timedelta(minutes=10)
# One call has so many seconds, so many go on beside each other, and nothing begins after so many.
SECONDS, BESIDE, LAST_BEGIN = 10.0, 4, 40.0

Ask = Callable[[Grant[Any]], Awaitable[Evidence | None]]
log = structlog.get_logger(__name__)


def evidence_jobs(application: ClinicalApplication[Any]) -> Sequence[Job]:
    """Return the job that asks, where the application has something to say."""
    if application.evidence is None:
        return ()
    return (Job(name=EVIDENCE, every=EVERY, run=partial(_ask, application.evidence)),)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What came of asking about one access: what is shown, the last use there, or what went wrong."""

    grant: UUID
    facts: Told = ()
    last_used: datetime | None = None
    problem: str = ""


async def _ask(evidence: Ask, work: Working) -> str | None:
    """Ask about what is due, practice by practice, in the plugin's own loop, and note it at home."""
    began, came = time.monotonic(), list[_Asked]()
    slug, home = work.application.slug, work.crossing.carry
    for group, due in await home(partial(to_ask, slug)):
        if time.monotonic() - began > LAST_BEGIN:
            break
        grants: Sequence[Grant[Any]] = await home(partial(_grants, work.portal, slug, group, due))
        asked = list[_Asked]()
        for start in range(0, len(grants), BESIDE):
            if time.monotonic() - began > LAST_BEGIN:
                break
            some = grants[start : start + BESIDE]
            # Noted first, so that none of them holds up the others for ever.
            await home(partial(note_asked, [UUID(each.key) for each in some]))
            asked += await asyncio.gather(*(_one(evidence, each, work) for each in some))
        await home(partial(_note, slug, group, asked))
        came += asked
    wrong = [each.problem for each in came if each.problem]
    if wrong:
        raise NotWell(f"couldn’t be asked about {len(wrong):,} of {len(came):,} accesses: {wrong[0]}")
    return f"asked about {len(came):,} accesses" if came else None


async def _grants(portal: Portal, slug: str, group: UUID, due: Sequence[UUID]) -> list[Grant[Any]]:
    """Return these as their plugin gets them; nothing can be asked of those whose answers fit no more."""
    given = await given_in(portal, portal.applications[slug], await load_group(group))
    every = {UUID(each.key): each for each in given}
    await note_asked([key for key in due if key not in every])
    return [every[key] for key in due if key in every]


async def _one(evidence: Ask, grant: Grant[Any], work: Working) -> _Asked:
    key = UUID(grant.key)
    try:
        async with asyncio.timeout(SECONDS):
            said = await evidence(grant)
        return _read(key, said, work.now)
    except NotWell as problem:
        return _Asked(key, problem=str(problem))
    except TimeoutError:
        return _Asked(key, problem="took too long")
    # The plugin's code may raise anything, with words about a person in it.
    except Exception as problem:
        name = type(problem).__name__
        log.warning(
            "plugin.evidence-failed", application=work.application.slug, grant=grant.key, problem=name
        )
        return _Asked(key, problem=f"failed with {name}")


def _read(key: UUID, said: object, now: datetime) -> _Asked:
    if said is None:
        return _Asked(key)
    if type(said) is not Evidence:
        raise NotWell("answered something that is no Evidence")
    at = None if said.last_used is None else moment_told(said.last_used, now)
    if said.last_used is not None and at is None:
        raise NotWell("has a last use that is in the future or can’t be read")
    return _Asked(key, fact_lines(said), at)


async def _note(slug: str, group: UUID, asked: Sequence[_Asked]) -> None:
    """Note what was said; the last use there counts as any of which the application tells."""
    answers = {each.grant: each.facts for each in asked if not each.problem}
    await note_answers(slug, group, answers)
    await note_told(slug, {each.grant: each.last_used for each in asked if each.last_used}, 0)

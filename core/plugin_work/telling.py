"""What of the trail an application is told: which event is about something of its own, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog

from core.apart import Crossing, Silent
from core.audit.following import TrailEvent
from core.plugin_api import Moved
from core.plugin_work.at_work import of_practice
from core.plugin_work.jobs import NotWell
from core.plugin_work.queries import (
    ACCESS,
    AUTHORITY,
    PARTS,
    PEOPLE,
    is_used,
    member_of,
    practice_of_holder,
)
from core.portal import Portal
from core.requests.in_practice import handed_practice

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Word:
    """Something that moved, and the practice in which it did."""

    group: UUID
    moved: Moved


async def word_of(slug: str, event: TrailEvent) -> Word | None:
    """Say an event as an application hears of it; None for one that is about nothing of its own."""
    if event.action in ACCESS:
        return await _of_access(slug, event)
    if event.action in PEOPLE:
        return await _of_a_person(slug, event)
    if event.action in AUTHORITY:
        return await _of_authority(slug, event)
    return await _of_a_part(slug, event)


async def let_hear(portal: Portal, slug: str, word: Word) -> None:
    """Have the application's own code hear of it, in its own loop; NotWell."""
    application, applications = portal.applications[slug], portal.applications
    if (hears := application.moved) is None:
        return
    practice = await of_practice(portal, application, word.group)

    async def crossed(crossing: Crossing) -> None:
        await hears(word.moved, handed_practice(practice, crossing))

    try:
        await applications.run_by_itself(slug, "moved", crossed, applications.limits.word)
    except Silent as problem:
        raise NotWell("took too long") from problem
    # The plugin's code may raise anything.
    except Exception as problem:
        about = {"application": slug, "number": word.moved.key, "what": word.moved.what}
        log.error("plugin.not-told", **about, exc_info=problem)
        raise NotWell(f"failed with {type(problem).__name__}") from problem


async def _of_access(slug: str, event: TrailEvent) -> Word | None:
    if event.details.get("application") != slug or (found := await member_of(UUID(event.subject))) is None:
        return None
    member, group = found
    key, what = str(event.number), ACCESS[event.action]
    return Word(group, Moved(key=key, what=what, at=event.at, person=str(member), grant=event.subject))


async def _of_a_person(slug: str, event: TrailEvent) -> Word | None:
    if (group := await practice_of_holder(UUID(event.subject), slug)) is None:
        return None
    before: Mapping[str, Any] = event.details.get("before") or {}
    return Word(
        group,
        Moved(
            key=str(event.number),
            what=PEOPLE[event.action],
            at=event.at,
            person=event.subject,
            before={str(name): str(value) for name, value in before.items()},
        ),
    )


async def _of_authority(slug: str, event: TrailEvent) -> Word | None:
    person = str(event.details["member"])
    if (group := await practice_of_holder(UUID(person), slug)) is None:
        return None
    return Word(group, Moved(key=str(event.number), what=AUTHORITY[event.action], at=event.at, person=person))


async def _of_a_part(slug: str, event: TrailEvent) -> Word | None:
    group, part = event.details.get("group"), event.details.get("part")
    if group is None or not await is_used(UUID(str(group)), slug):
        return None
    key, what, person = str(event.number), PARTS[event.action], str(event.details.get("member") or "")
    return Word(UUID(str(group)), Moved(key=key, what=what, at=event.at, person=person, part=str(part)))

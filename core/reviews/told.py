"""What applications said of access that is looked at again: kept for whoever answers, and as they saw it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from core import clock
from core.actor import SYSTEM, Actor
from core.audit import change
from core.logs import without_secrets
from core.office.possible import REACHED
from core.plugin_api import Evidence
from core.plugin_api.feeds import LONGEST_LABEL, LONGEST_ROLE, LONGEST_VALUE, MOST_FACTS, MOST_ROLES
from core.plugin_work.jobs import NotWell
from core.portal import Portal
from core.reviews.records import ReviewFacts, ReviewLine, Told
from core.reviews.tables import AccessTold

AT_ONCE = 200
_REACHED = ", ".join(f"'{state}'" for state in sorted(REACHED))
_DUE = f"""
SELECT x.id AS "grant", v."group" AS "group" FROM access_review AS v
  JOIN member AS m ON m."group" = v."group" JOIN access_grant AS x ON x.member = m.id
  LEFT JOIN access_told AS t ON t."grant" = x.id AND t.at >= v.opened_at
WHERE v.open_for IS NOT NULL AND m.state <> 'left' AND x.application = {{}} AND x.state IN ({_REACHED})
  AND (t."grant" IS NULL OR NOT t.answered)
  AND (v.cause = '' OR EXISTS (SELECT 1 FROM review_answer AS e WHERE e.review = v.id AND e."grant" = x.id))
  AND NOT EXISTS (SELECT 1 FROM review_answer AS a
    WHERE a.review = v.id AND a."grant" = x.id AND a.answer IN ('keep', 'remove'))
ORDER BY CASE WHEN t."grant" IS NULL THEN 0 ELSE 1 END, t.at, v.opened_at, v.id LIMIT {AT_ONCE}
"""  # noqa: S608 - constants of ours


async def to_ask(slug: str) -> Sequence[tuple[UUID, Sequence[UUID]]]:
    """List the accesses to an application that are in an open review and of which nothing is known yet.

    They stand by practice, each once, those first that were never asked about.
    """
    found: dict[UUID, dict[UUID, None]] = {}
    for row in await AccessTold.raw(_DUE, slug):
        # A practice may have several reviews open, and the same access may be in more than one.
        found.setdefault(UUID(str(row["group"])), {})[UUID(str(row["grant"]))] = None
    return [(group, [*grants]) for group, grants in found.items()]


async def note_asked(grants: Sequence[UUID]) -> None:
    """Note that applications are asked about these, and have not answered."""
    rows = [AccessTold(grant=key, answered=False, facts=[], at=clock.now()) for key in grants]
    await _write(rows)


async def note_answers(slug: str, group: UUID, answers: Mapping[UUID, Told], *, by: Actor = SYSTEM) -> None:
    """Note what an application said of access in a practice."""
    if not answers:
        return
    about = {"group": str(group), "accesses": len(answers)}
    async with change("review.application-told", by=by, subject=("application", slug), **about):
        await _write(
            [
                AccessTold(grant=key, answered=True, facts=facts, at=clock.now())
                for key, facts in answers.items()
            ]
        )


async def _write(rows: Sequence[AccessTold]) -> None:
    if rows:
        columns = [AccessTold.answered, AccessTold.facts, AccessTold.at]
        told = AccessTold.insert(*rows)
        await told.on_conflict(target=AccessTold.grant, action="DO UPDATE", values=columns)


async def told_of(portal: Portal, review: ReviewFacts, grants: Mapping[UUID, str]) -> dict[UUID, Told]:
    """Return what is shown beside each access, given with its application; of others nothing is said.

    One statement, and none where no application says anything.
    """
    every = portal.applications
    asked = {key: every[slug].name for key, slug in grants.items() if slug in every and every[slug].evidence}
    if not asked:
        return {}
    theirs = AccessTold.grant.is_in([*asked]) & (AccessTold.at >= review.opened_at)
    rows = await AccessTold.select().where(theirs).output(load_json=True)
    known = {row["grant"]: row for row in rows}
    return {key: _shown(name, known.get(key)) for key, name in asked.items()}


def _shown(name: str, row: Mapping[str, Any] | None) -> Told:
    if row is None:
        return (("", f"{name} wasn’t asked yet"),)
    if not row["answered"]:
        return (("", f"{name} couldn’t be asked"),)
    return tuple((label, value) for label, value in row["facts"])


def as_a_line(label: str, value: str) -> str:
    """Write one fact as a line."""
    return f"{label}: {value}" if label else value


def fact_lines(said: Evidence) -> Told:
    """Read what an application says of one access; NotWell for what is too much, or no text."""
    facts, roles = said.facts, said.roles
    if type(facts) is not tuple or len(facts) > MOST_FACTS or not all(map(_is_pair, facts)):
        raise NotWell(f"must have up to {MOST_FACTS} facts, each a label and a value")
    if (
        type(roles) is not tuple
        or len(roles) > MOST_ROLES
        or not all(_is_line(each, LONGEST_ROLE) for each in roles)
    ):
        raise NotWell(f"must have up to {MOST_ROLES} roles, lines of up to {LONGEST_ROLE} characters")
    listed = [("Roles", ", ".join(roles))] if roles else []
    pairs = [*listed, *((str(label), str(value)) for label, value in facts)]
    return tuple((without_secrets(label), without_secrets(value)) for label, value in pairs)


def _is_pair(fact: object) -> bool:
    return (
        type(fact) is tuple
        and len(fact) == 2
        and _is_line(fact[0], LONGEST_LABEL)
        and _is_line(fact[1], LONGEST_VALUE)
    )


def _is_line(given: object, longest: int) -> bool:
    return type(given) is str and given.isprintable() and 0 < len(given.strip()) <= len(given) <= longest


def seen_as(portal: Portal, lines: Iterable[ReviewLine]) -> str:
    """Return a mark of what a reader is shown of these beside their names: it differs where that does."""
    dates = portal.site.dates
    shown = [
        (
            str(each.access.id),
            dates.day(each.access.last_used) if each.access.last_used else "",
            each.access.used_there,
            each.told,
        )
        for each in sorted(lines, key=lambda each: str(each.access.id))
    ]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]

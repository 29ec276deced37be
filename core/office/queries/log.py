"""What happened in a practice, newest first, from the trail: who did what to its people."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.audit.reading import IN_TRAIL
from core.audit.tables import AuditEvent
from core.database import may_be_late
from core.names import first_upper, full_name
from core.office.log_words import KINDS, OF_MEMBERS, SENTENCES, in_a_sentence, saying
from core.portal import Portal

PAGE = 50
_BY: Mapping[str, str] = {"staff": "Support", "system": "The portal"}
# Everything of one practice that events are about, with whose it is and at which application.
KEYS = """
SELECT g.id AS key, NULL AS member, '' AS application, '' AS part
FROM practice_group AS g WHERE g.id = {}
UNION ALL SELECT m.id, m.id, '', '' FROM member AS m WHERE m."group" = {}
UNION ALL SELECT a.id, a.member, a.application, ''
FROM access_grant AS a JOIN member AS m ON m.id = a.member WHERE m."group" = {}
UNION ALL SELECT w.id, a.member, a.application, '' FROM work_item AS w
JOIN access_grant AS a ON a.id = w."grant" JOIN member AS m ON m.id = a.member WHERE m."group" = {}
UNION ALL SELECT r.id, NULL, '', r.number FROM access_request AS r WHERE r."group" = {}
UNION ALL SELECT c.id, c.member, '', '' FROM agreement AS c WHERE c."group" = {}
UNION ALL SELECT p.id, p.member, '', p.part FROM appointment AS p WHERE p."group" = {}
UNION ALL SELECT z.id, z.member, '', '' FROM member_authorization AS z
JOIN member AS m ON m.id = z.member WHERE m."group" = {}
UNION ALL SELECT j.id, NULL, '', '' FROM group_join AS j WHERE j."group" = {}
"""
_SELECT = """
SELECT e.number, e.at, e.action, e.actor_kind, e.actor_name, e.details,
  k.application, k.part, m.first_name, m.last_name
FROM ({keys}) AS k JOIN audit_event AS e ON e.subject = CAST(k.key AS VARCHAR)
LEFT JOIN member AS m ON m.id = k.member
WHERE {in_trail} AND ({wanted}) AND e.number + 0 < {{}}
"""
# A sum is in no index: events are found by what they are about, not by reading the trail from its end.
_IN_TRAIL = IN_TRAIL.replace("number BETWEEN", "e.number + 0 BETWEEN")
_NEWEST_FIRST = "ORDER BY e.number + 0 DESC LIMIT"
# Who of support did something is not told, nor found.
_SEARCHED = (
    "m.first_name",
    "m.last_name",
    "k.part",
    "CASE e.actor_kind WHEN 'person' THEN e.actor_name ELSE '' END",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty is everything. `until` is the moment before which it happened."""

    words: str = ""
    kind: str = ""
    member: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One thing that happened, in words."""

    number: int
    at: datetime
    words: str
    by: str


async def practice_log(
    portal: Portal, group: UUID, asked: Wanted, before: int | None = None, limit: int = PAGE
) -> tuple[tuple[LogEntry, ...], int | None]:
    """List what happened, from behind event `before`; with where the next page begins. One statement."""
    text, values = _statement(portal, group, asked, before)
    rows = await AuditEvent.raw(f"{text} {_NEWEST_FIRST} {limit + 1}", *values)
    entries = tuple(_entry(portal, row) for row in rows[:limit])
    return entries, entries[-1].number if len(rows) > limit else None


_later_log = may_be_late(practice_log)


async def whole_log(portal: Portal, group: UUID, asked: Wanted) -> AsyncIterator[LogEntry]:
    """Yield everything that is looked for, page after page; a replica may be asked."""
    before: int | None = None
    while True:
        entries, before = await _later_log(portal, group, asked, before, 500)
        for entry in entries:
            yield entry
        if before is None:
            return


def _statement(portal: Portal, group: UUID, asked: Wanted, before: int | None) -> tuple[str, list[Any]]:
    """The statement without its order, and its values."""
    values: list[Any] = [group] * KEYS.count("{}")
    actions = KINDS[asked.kind][1] if asked.kind in KINDS else SENTENCES
    wanted = _among("e.action", actions, values)
    if asked.kind in ("", "access"):
        wanted += " OR " + " OR ".join("e.action LIKE {}" for _ in portal.applications)
        values += [f"{slug}.%" for slug in portal.applications]
    text = _SELECT.format(keys=KEYS, in_trail=_IN_TRAIL, wanted=wanted)
    values.append(before if before is not None else 2**62)
    bounds: tuple[tuple[str, Any], ...] = (
        ("m.id =", asked.member),
        ("e.at >=", asked.since),
        ("e.at <", asked.until),
    )
    for column, value in bounds:
        if value is not None:
            text += f" AND {column} {{}}"
            values.append(value)
    return text + (_words(portal, asked.words, values) if asked.words.strip() else ""), values


def _words(portal: Portal, words: str, values: list[Any]) -> str:
    """Every word is looked for in names of people, the application and the sentence."""
    found = ""
    for word in words.split()[:8]:
        like = f"%{word.lower().replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        any_of = [f"LOWER({column}) LIKE {{}} ESCAPE '!'" for column in _SEARCHED]
        values += [like] * len(_SEARCHED)
        slugs = [slug for slug, each in portal.applications.items() if word.lower() in each.name.lower()]
        any_of += [_among("k.application", slugs, values)] if slugs else []
        actions = saying(word)
        any_of += [_among("e.action", actions, values)] if actions else []
        found += f" AND ({' OR '.join(any_of)})"
    return found


def _among(column: str, texts: Any, values: list[Any]) -> str:
    values += list(texts)
    return f"{column} IN ({', '.join('{}' for _ in texts)})"


def _entry(portal: Portal, row: Mapping[str, Any]) -> LogEntry:
    details = row["details"]
    name = full_name(row["first_name"], row["last_name"]) if row["last_name"] else "Someone"
    application = portal.applications.get(row["application"])
    terms = portal.site.terms
    known = {
        "person": name,
        "application": application.name if application else row["application"] or "An application",
        "request": row["part"],
        "part": _part(row["part"]),
    }
    own = portal.site.member_agreement
    if own and row["last_name"] and row["action"] in OF_MEMBERS:
        sentences, known = OF_MEMBERS, known | {"own": own.name}
    else:
        sentences = SENTENCES
    told = json.loads(details) if isinstance(details, str) else details
    words = in_a_sentence(row["action"], known, told, sentences)
    by = _BY.get(row["actor_kind"]) or row["actor_name"] or "A signer"
    return LogEntry(row["number"], row["at"], first_upper(terms.said(words)), by)


def _part(part: str) -> str:
    """The word of the site for a part that somebody plays."""
    word = {"backup": "backup_administrator"}.get(part, part)
    return f"{{{word}}}" if part else ""

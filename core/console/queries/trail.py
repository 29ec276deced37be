"""The whole trail as the privacy officer reads it: by person, practice, time and kind, newest first."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core.access.tables import Request
from core.audit.reading import IN_TRAIL
from core.audit.tables import AuditEvent
from core.groups.tables import Group
from core.identity import people, queries
from core.identity.tables import Account
from core.office.queries.log import KEYS

PAGE = 50
_LINE = 60
_KEY = re.compile(r"\b([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_SELECT = """
SELECT e.number, e.at, e.action, e.actor_kind, e.actor_name, e.address, e.subject_kind, e.subject, e.details
FROM audit_event AS e WHERE {in_trail}
"""
# What somebody did, and what was done about them, their memberships and what they have; each by its index.
_OF_PERSON = """ AND e.number IN (
SELECT s.number FROM audit_event AS s WHERE s.actor_account = {}
UNION SELECT s.number FROM audit_event AS s WHERE s.subject IN (
SELECT CAST(a.id AS VARCHAR) FROM account AS a WHERE a.id = {}
UNION ALL SELECT CAST(p.id AS VARCHAR) FROM person AS p WHERE p.account = {}
UNION ALL SELECT CAST(m.id AS VARCHAR) FROM member AS m JOIN person AS p ON p.id = m.person
WHERE p.account = {}
UNION ALL SELECT CAST(g.id AS VARCHAR) FROM access_grant AS g JOIN member AS m ON m.id = g.member
JOIN person AS p ON p.id = m.person WHERE p.account = {}))"""
# PostgreSQL answers what is limited by itself, and not event by event while it reads the trail from its end.
_FENCE = 10**12
_OF_PRACTICE = f""" AND e.number IN (SELECT s.number FROM audit_event AS s
WHERE s.subject IN (SELECT CAST(k.key AS VARCHAR) FROM ({KEYS}) AS k) LIMIT {_FENCE})"""  # noqa: S608 - constants of ours


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What is looked for; None is everything. `until` is the moment before which it happened."""

    account: UUID | None = None
    group: UUID | None = None
    kind: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One event as it is stored; `key` is of what it is `about`, and `details` are texts by their names."""

    number: int
    at: datetime
    action: str
    by: str
    kind: str
    address: str
    about: str
    key: str
    details: tuple[tuple[str, str], ...]

    @property
    def short(self) -> str:
        """Say the details in one line, each key by its first characters."""
        told = "; ".join(f"{name}: {value}" for name, value in self.details)
        short = _KEY.sub(lambda found: f"{found[1]}…", told)
        return short if len(short) <= _LINE else f"{short[:_LINE].rstrip()}…"

    @property
    def short_key(self) -> str:
        """The first characters of the key, if it is one."""
        return _KEY.sub(lambda found: f"{found[1]}…", self.key)


async def trail(
    looked: TrailFilter, before: int | None = None, limit: int = PAGE
) -> tuple[tuple[TrailLine, ...], int | None]:
    """List events from behind event `before`; with where the next page begins. One statement."""
    text, values = statement_of(looked, before)
    rows = await AuditEvent.raw(f"{text} ORDER BY e.number DESC LIMIT {limit + 1}", *values)
    lines = tuple(map(_line, rows[:limit]))
    return lines, lines[-1].number if len(rows) > limit else None


def statement_of(looked: TrailFilter, before: int | None) -> tuple[str, list[Any]]:
    """Return the statement without its order, and its values."""
    text = _SELECT.format(in_trail=IN_TRAIL.replace("number BETWEEN", "e.number BETWEEN"))
    values: list[Any] = []
    if looked.account:
        text, values = text + _OF_PERSON, values + [looked.account] * _OF_PERSON.count("{}")
    if looked.group:
        text, values = text + _OF_PRACTICE, values + [looked.group] * _OF_PRACTICE.count("{}")
    # A kind is all of an action, or what stands before its point.
    like = looked.kind if "." in looked.kind else f"{looked.kind}."
    wanted: tuple[tuple[str, Any], ...] = (
        ("e.number <", before),
        ("e.at >=", looked.since),
        ("e.at <", looked.until),
        ("e.action =" if "." in looked.kind else "SUBSTR(e.action, 1, LENGTH({})) =", looked.kind and like),
    )
    for column, value in wanted:
        if value not in (None, ""):
            text += f" AND {column} {{}}"
            values += [value] * (1 + column.count("{}"))
    return text, values


async def account_meant(typed: str) -> UUID | None:
    """Find the account that somebody means by an address, a login name or a key."""
    if (key := _key(typed)) is not None:
        return key if await Account.exists().where(Account.id == key) else None
    if named := await people.account_of_name(typed):
        return named
    found = await queries.account_of(typed)
    return found.account if found else None


async def group_meant(typed: str) -> UUID | None:
    """Find the practice that somebody means by the number of one of its requests, or by a key."""
    if (key := _key(typed)) is not None:
        return key if await Group.exists().where(Group.id == key) else None
    row = await Request.select(Request.group).where(Request.number == typed.strip().upper()).first()
    return row["group"] if row else None


def _key(typed: str) -> UUID | None:
    try:
        return UUID(typed.strip())
    except ValueError:
        return None


def _line(row: Mapping[str, Any]) -> TrailLine:
    details = json.loads(row["details"]) if isinstance(row["details"], str) else row["details"]
    told = tuple((name, _plain(value)) for name, value in details.items())
    known = (row["actor_name"], row["actor_kind"], row["address"])
    return TrailLine(
        row["number"], row["at"], row["action"], *known, row["subject_kind"] or "", row["subject"] or "", told
    )


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

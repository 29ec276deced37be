"""What an account needs to do, and for whom it is signed in: everything of it in one statement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from piccolo.query.base import Query

from core import clock
from core.access.states import PREPARED, REFUSED
from core.access.tables import Request
from core.database.prepared import Prepared
from core.enrollment.starting import draft_open_for
from core.groups.authority import members_who_are
from core.groups.rights import (
    administered_by,
    at_home_in,
    groups_sponsored_by,
    waiting_to_be_taken_over,
)
from core.groups.states import MANAGED
from core.identity.subqueries import own_address, own_login
from core.plugin_api import Page
from core.portal import Portal

Kind = Literal[
    "sign",
    "take-over",
    "correct",
    "send-anew",
    "renew",
    "review",
    "second-look",
    "answer",
    "same-person",
    "join",
    "authority",
    "page",
    "sponsored-page",
    "register",
    "practice",
    "login",
]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that somebody needs to do, since when and until when.

    `key` is the signer, group, request, member, authorization, grant or draft it is about, and `number` that
    of its request.
    `slug` and `path` name the page of an application, `what` its words; of a review they are the event it
    follows, if any, and the day it is due; `what` of a signature is the agreement that each member signs,
    empty for that of the group. `person` is whom it is about.
    """

    kind: Kind
    key: UUID
    number: str
    group: str
    person: str
    slug: str
    what: str
    path: str
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom an account is signed in: what it needs to do, its practices, and its login name, if any.

    `acts` says whether it acts for one of them, `manages` whether for one that is past its activation.
    """

    needs: tuple[Need, ...] = ()
    practices: tuple[str, ...] = ()
    login: str = ""
    acts: bool = False
    manages: bool = False

    @property
    def only_uses(self) -> bool:
        """Whether there is nothing to care for, and applications may be there to use."""
        return bool(self.login) and not self.acts and not self.needs

    def signs(self, number: str) -> Need | None:
        """Find what is to be signed for a request."""
        return next((each for each in self.needs if (each.kind, each.number) == ("sign", number)), None)


_OVER = ", ".join(f"'{state}'" for state in sorted({*REFUSED, "done"}))
_MANAGED = ", ".join(f"'{state}'" for state in sorted(MANAGED))
_ENDED = ", ".join(f"'{state}'" for state in sorted(REFUSED))
_PREPARED = ", ".join(f"'{state}'" for state in PREPARED)
_OWN = 'r."group" IN (SELECT "group" FROM mine)'
_NAME = "TRIM(m.first_name || ' ' || m.last_name)"
_ASKED_UNTIL = (
    "(SELECT MAX(p.expires_at) FROM mail_proof AS p WHERE p.subject = m.id AND p.purpose = 'known-person'"
    " AND p.used_at IS NULL)"
)
# What comes first has columns of every type, which SQLite takes for those of all.
# A CROSS JOIN is read by SQLite as it is written, from one's own people on, and `x.state || ''` by no index.
_PARTS = (
    """
SELECT 'sign' AS kind, s.id AS key, COALESCE(r.number, '') AS number, g.name AS group_name, '' AS person,
  '' AS slug, CASE a.purpose WHEN 'member' THEN a.slug ELSE '' END AS what,
  '' AS path, s.sent_at AS since, a.expires_at AS until
FROM agreement_signer AS s JOIN agreement AS a ON a.id = s.agreement
  JOIN practice_group AS g ON g.id = a."group" LEFT JOIN access_request AS r ON r.id = a.request
WHERE s.email IN ({}) AND s.state = 'asked' AND a.state = 'out' AND a.expires_at > {}
""",
    f"""
SELECT 'take-over', g.id, r.number, g.name, '', '', '', '', r.submitted_at, NULL
FROM access_request AS r JOIN practice_group AS g ON g.id = r."group"
WHERE r."group" IN ({{}}) AND r.kind = 'enrollment' AND r.state NOT IN ({_ENDED})
""",  # noqa: S608 - constants of ours
    f"""
SELECT 'correct', r.id, r.number, g.name, '', '', '', '', c.made_at, NULL
FROM access_request AS r JOIN practice_group AS g ON g.id = r."group"
  JOIN request_correction AS c ON c.open_for = r.id
WHERE {_OWN} AND r.state NOT IN ({_OVER})
""",  # noqa: S608 - constants of ours
    f"""
SELECT 'send-anew', r.id, r.number, g.name, '', '', '', '', a.ended_at, NULL
FROM access_request AS r JOIN practice_group AS g ON g.id = r."group"
  JOIN agreement AS a ON a.request = r.id AND a.state = 'expired'
WHERE {_OWN} AND r.agreement_ended = 'expired' AND r.state NOT IN ({_ENDED})
  AND NOT EXISTS (SELECT 1 FROM agreement AS later WHERE later.follows = a.id)
""",  # noqa: S608 - constants of ours
    f"""
SELECT 'renew', g.id, '', g.name, '', '', '', '', NULL, a.binds_until
FROM agreement AS a JOIN practice_group AS g ON g.id = a."group"
WHERE a."group" IN (SELECT "group" FROM mine) AND g.state IN ({_MANAGED})
  AND a.purpose <> 'member' AND (a.state = 'lapsed' OR (a.state = 'in-force' AND a.notices > 0))
  AND NOT EXISTS (SELECT 1 FROM agreement AS o WHERE o."group" = a."group" AND o.id <> a.id
    AND o.purpose <> 'member' AND ((o.state IN ('out', 'signed') AND o.purpose IN ('first', 'renewal'))
      OR (o.in_force_at IS NOT NULL AND o.ends_at > a.ends_at)
      OR (o.state = 'in-force' AND a.state = 'lapsed')))
""",  # noqa: S608 - constants of ours
    f"""
SELECT 'answer', r.id, r.number, g.name, '', '', '', '',
  (SELECT w.written_at FROM message AS w WHERE w.request = r.id AND w.number = t.last_of_support), NULL
FROM access_request AS r JOIN practice_group AS g ON g.id = r."group"
  JOIN message_thread AS t ON t.request = r.id
WHERE {_OWN} AND t.last_of_support > t.read_by_practice
""",  # noqa: S608 - constants of ours
    f"""
SELECT 'same-person', m.id, '', g.name, {_NAME}, '', '', '', NULL, {_ASKED_UNTIL}
FROM member AS m JOIN practice_group AS g ON g.id = m."group"
WHERE m."group" IN (SELECT "group" FROM mine) AND m.person_state = 'asked' AND m.state <> 'left'
""",  # noqa: S608 - constants of ours
    """
SELECT 'join', j.id, '', g.name,
  TRIM(COALESCE(j.asked -> 'details' ->> 'first_name', '') || ' '
    || COALESCE(j.asked -> 'details' ->> 'last_name', '')), '', '', '', j.asked_at, NULL
FROM group_join AS j JOIN practice_group AS g ON g.id = j."group"
WHERE j."group" IN (SELECT "group" FROM mine) AND j.open_for IS NOT NULL AND g.state = 'active'
""",
    f"""
SELECT 'page', x.id, '', g.name, {_NAME}, x.application, t.words, t.path, t.since, NULL
FROM member AS m CROSS JOIN access_grant AS x CROSS JOIN page_turn AS t CROSS JOIN practice_group AS g
WHERE m."group" IN (SELECT "group" FROM mine) AND x.member = m.id AND t."grant" = x.id AND g.id = m."group"
  AND t.whose = 'administrator' AND x.state || '' IN ({_PREPARED})
""",  # noqa: S608 - constants of ours
    """
SELECT 'register', e.id, '', COALESCE(n.answers ->> 'name', ''), '', '', '', '', e.changed_at, NULL
FROM enrollment AS e LEFT JOIN enrollment_section AS n ON n.enrollment = e.id AND n.name = 'practice'
WHERE e.id IN ({})
""",
    f"""
SELECT 'authority', z.id, '', g.name, {_NAME}, '', '', '', z.asked_at, NULL
FROM member_authorization AS z JOIN member AS m ON m.id = z.member
  JOIN practice_group AS g ON g.id = m."group"
WHERE z.by_member IN ({{}}) AND z.state || '' = 'asked'
""",  # noqa: S608 - constants of ours
    """
SELECT 'page', x.id, '', g.name, '', x.application, t.words, t.path, t.since, NULL
FROM member AS m CROSS JOIN access_grant AS x CROSS JOIN page_turn AS t CROSS JOIN practice_group AS g
WHERE m.id IN ({}) AND x.member = m.id AND t."grant" = x.id AND g.id = m."group" AND t.whose = 'member'
  AND m.state || '' = 'active' AND x.state || '' IN ('provisioning', 'active')
""",
    f"""
SELECT 'sponsored-page', x.id, '', g.name, {_NAME}, x.application, t.words, t.path, t.since, NULL
FROM member AS m CROSS JOIN access_grant AS x CROSS JOIN page_turn AS t CROSS JOIN practice_group AS g
WHERE m."group" IN ({{}}) AND x.member = m.id AND t."grant" = x.id AND g.id = m."group"
  AND t.whose = 'sponsor' AND x.state || '' IN ({_PREPARED})
""",  # noqa: S608 - constants of ours
    """
SELECT 'practice', g.id, '', g.name, '', '', g.state,
  CASE WHEN g.id IN (SELECT "group" FROM mine) THEN 'acts' ELSE '' END, NULL, NULL
FROM practice_group AS g
WHERE g.state <> 'closed' AND g.id IN (SELECT "group" FROM mine UNION {})
""",
    """
SELECT 'login', NULL, '', '', '', '', l.portal_id, '', NULL, NULL FROM ({}) AS l
""",
)
_ORDER: Sequence[Kind] = (
    "sign", "take-over", "correct", "send-anew", "renew", "review", "second-look", "answer", "same-person",
    "join", "authority", "page", "sponsored-page", "register",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """What a room above this one asks in the same statement: rows of its kinds, in the columns of the others.

    `mine` are the groups that the account acts for. `of_account` are subqueries of the account, for the gaps
    in their order.
    """

    text: str
    of_account: tuple[Callable[[UUID], Any], ...] = ()


Statement = Prepared[[UUID, datetime]]


async def find_standing(portal: Portal, account: UUID, statement: Statement) -> Standing:
    """Find what an account needs to do, what waits longest of a kind first, and who it is; one statement."""
    rows = await statement(account, clock.now())
    found = [Need(group=row.pop("group_name"), **row) for row in rows]
    needs = [each for each in found if each.kind in _ORDER and _is_there(portal, each)]
    return Standing(
        tuple(sorted(needs, key=_place)),
        tuple(sorted(each.group for each in found if each.kind == "practice")),
        next((each.what for each in found if each.kind == "login"), ""),
        any((each.kind, each.path) == ("practice", "acts") for each in found),
        any(each.path == "acts" and each.what in MANAGED for each in found),
    )


def page_of(portal: Portal, need: Need) -> Page[Any] | None:
    """Find the page of an application that waits; None when its plugin is switched off, or has it no more."""
    application = portal.applications.get(need.slug)
    return next((page for page in application.pages if page.path == need.path), None) if application else None


def _is_there(portal: Portal, need: Need) -> bool:
    return need.kind not in {"page", "sponsored-page"} or page_of(portal, need) is not None


def statement_with(*above: Part) -> Statement:
    """Make the statement that finds everything, with these parts of the rooms above."""
    statement = "WITH mine AS ({})" + "UNION ALL".join([*_PARTS, *(each.text for each in above)])

    def build(account: UUID, now: datetime) -> Query[Any, Any]:
        asked: tuple[Any, ...] = (
            administered_by(account),
            own_address(account),
            now,
            waiting_to_be_taken_over(account),
            draft_open_for(account),
            members_who_are(account),
            members_who_are(account),
            groups_sponsored_by(account),
            at_home_in(account),
            own_login(account),
            *(make(account) for each in above for make in each.of_account),
        )
        values = [each if each is now else each.querystrings[0] for each in asked]
        return Request.raw(statement, *values)

    return Prepared(build)


def _place(need: Need) -> tuple[int, str, bool, datetime | None, str]:
    since = need.since or need.until
    day = need.what if need.kind in {"review", "second-look"} else ""
    return _ORDER.index(need.kind), day, since is None, since, str(need.key)

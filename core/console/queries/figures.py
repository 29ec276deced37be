"""How much work is open and how old it is, what came in and was finished, and what failed.

Every figure is counted by the database or from a bounded number of rows: a dashboard costs the same few
statements whatever there is to count.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from core import clock
from core.access.figures import CAME, FINISHED, GRANTS, REQUESTS, STANDING, day
from core.access.states import REFUSED
from core.access.tables import Request, RequestLine
from core.audit.figures import kept_counts
from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.console.queries.queues import STATES, Queue
from core.console.queries.terms import ENDING_SOON, MOST_TERMS, READ_SOON, SOON
from core.database import at_once, may_be_late
from core.portal import Portal

AGES = ("Up to 3 days", "3 to 7 days", "7 to 14 days", "Longer")
_LIMITS = (3, 7, 14)
WEEKS = 8
# What waits or failed is counted so far: nobody needs to know how many more there are.
MOST = 1000
# Turnaround is measured on this many of the newest; a median of more would tell nobody more.
MOST_MEASURED = 400
OPEN_QUEUES: Mapping[Queue, str] = {
    "agreements": "{Agreement.short.plural}",
    "credentials": "Credentials",
    "access": "Access being set up",
}
_REFUSED = ", ".join(f"'{state}'" for state in sorted(REFUSED))
_OPEN = ", ".join(f"'{state}'" for queue in OPEN_QUEUES for state in STATES[queue])
# Staff leave it alone until a date.
_READY = (
    "NOT EXISTS (SELECT 1 FROM staff_waiting WHERE staff_waiting.id = {of}.id"
    " AND staff_waiting.state = {of}.state AND staff_waiting.until > {now})"
)
_WORK, _REQUEST = _READY.replace("{of}", "work_item"), _READY.replace("{of}", "access_request")
# Mails that did not arrive, as long as somebody is known by that address and no later one arrived there.
_MISSED = f"""(SELECT recipient, queued_at FROM outbox_mail WHERE state = '{{state}}'
 ORDER BY queued_at DESC LIMIT {MOST}) AS missed
WHERE NOT EXISTS (SELECT 1 FROM outbox_mail AS later WHERE later.recipient = missed.recipient
 AND later.state = 'sent' AND later.queued_at > missed.queued_at)
AND (EXISTS (SELECT 1 FROM account WHERE account.email_key = LOWER(missed.recipient))
 OR EXISTS (SELECT 1 FROM member WHERE member.email = missed.recipient)
 OR EXISTS (SELECT 1 FROM agreement_signer WHERE agreement_signer.email = missed.recipient))"""  # noqa: S608 - constants of ours
# What waits, what failed and what somebody has, by name; `now`, `soon` and `me` stand for moments and person.
_TALLIED: Mapping[str, str] = {
    "failed": "access_grant WHERE state = 'failed'",
    "dead": "work_item WHERE state = 'dead' AND alarmed_at IS NULL",
    "late": "work_item WHERE state IN ('waiting', 'people', 'failed', 'dead') AND alarmed_at IS NOT NULL",
    "late-jobs": "plugin_work WHERE alarmed_at IS NOT NULL",
    "strays": "stray_account WHERE cleared_at IS NULL",
    "refused-mail": _MISSED.format(state="refused"),
    "dead-mail": _MISSED.format(state="dead"),
    "work": f"work_item WHERE state = 'people' AND {_WORK}",
    "ended-agreements": f"access_request WHERE agreement_ended IS NOT NULL AND state NOT IN ({_REFUSED})"
    f" AND {_REQUEST}",
    "messages": "message_thread WHERE waiting_since IS NOT NULL",
    "changes": "change_request WHERE state = 'open'",
    "sponsors": "(SELECT 1 FROM member_objection WHERE open_for >= '00000000-0000-0000-0000-000000000000'"
    " UNION ALL SELECT 1 FROM appointment AS p"
    " WHERE p.open_for >= '' AND p.part = 'sponsor' AND p.agreement IS NULL"
    " UNION ALL SELECT 1 FROM sponsor_sought AS s CROSS JOIN appointment AS a"
    " WHERE a.id = s.appointment AND a.state = 'in-force' AND NOT EXISTS"
    " (SELECT 1 FROM appointment AS o WHERE o.open_for = a.held_for)) AS waiting",
    "terms": ENDING_SOON,
    "terms-read": READ_SOON,
    "staff-changes": "staff_change WHERE open_for >= '' AND until > {now} AND asked_by <> {me}",
    "my-requests": f"access_request WHERE assignee = {{me}} AND state IN ({_OPEN})",
    "my-work": f"work_item WHERE assignee = {{me}} AND state IN ('people', 'dead') AND {_WORK}",
    "my-late": "work_item WHERE assignee = {me} AND state IN ('waiting', 'people', 'failed', 'dead')"
    " AND alarmed_at IS NOT NULL",
}

_PLACES = re.compile(r"{(now|soon|me)}")
# Of what waits for its date there is never much: as much as people of the staff put off. A cross join has
# SQLite begin there.
_PUT_OFF = (
    "SELECT access_request.state AS what, -COUNT(*) AS number FROM staff_waiting CROSS JOIN access_request"  # noqa: S608 - constants of ours
    " WHERE access_request.id = staff_waiting.id AND access_request.state = staff_waiting.state"
    f" AND staff_waiting.until > {{now}} AND access_request.state IN ({_OPEN}) GROUP BY 1"
)


@dataclass(frozen=True, slots=True)
class Table:
    """Figures under their heads: the first cell of each row is its name, the others are numbers or None."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


async def open_work(portal: Portal) -> Table:
    """Read how many requests are open, by queue and by age in days; one statement."""
    moments = [day(clock.now() - timedelta(days=days)) for days in _LIMITS]
    sql = (
        "SELECT key, CASE WHEN since >= {} THEN 0 WHEN since >= {} THEN 1 ELSE 2 END AS age, "  # noqa: S608 - constants of ours
        f"SUM(number) AS number FROM figure WHERE name = '{REQUESTS}' AND key IN ({_OPEN}) AND since >= {{}} "
        f"GROUP BY 1, 2 UNION ALL SELECT key, 3, number FROM figure WHERE name = '{STANDING}'"
    )
    counted = {(row["key"], int(row["age"])): int(row["number"]) for row in await Request.raw(sql, *moments)}
    rows = tuple((words, _by_age(counted, STATES[queue])) for queue, words in _queues(portal))
    return Table("open-work", "Open requests by queue and age", ("Queue", *AGES), rows)


def _by_age(counted: Mapping[tuple[str, int], int], states: Sequence[str]) -> tuple[float, ...]:
    """How many are in these states, by age; those that are older are all but the others."""
    *newer, standing = (sum(counted.get((state, age), 0) for state in states) for age in range(4))
    return (*map(float, newer), float(standing - sum(newer)))


@may_be_late
async def weeks(portal: Portal) -> Table:
    """Count what came in and was finished in each of the last weeks, and how long it took; two statements."""
    mondays = _mondays(portal)
    counted, done = await at_once(_counted_by_week(mondays), _done_since(mondays[0]))
    sent = await _sent([UUID(row["subject"]) for row in done])
    days = [(row["at"], _days(sent[row["subject"]], row["at"])) for row in done if row["subject"] in sent]
    took = _by_week(mondays, days)
    rows = tuple(
        (
            portal.site.dates.short_day(monday),
            (counted.get((CAME, place), 0.0), counted.get((FINISHED, place), 0.0), _median(took[place])),
        )
        for place, monday in enumerate(mondays)
    )
    heads = ("Week from", "Received", "Finished", "Days from request to finished (median)")
    return Table("weeks", "Requests per week", heads, rows)


@may_be_late
async def applications(portal: Portal) -> Table:
    """Count open, working and failed access by application, and how long it took; one statement."""
    kept, took = await at_once(kept_counts(GRANTS), _took(_mondays(portal)[0]))
    counted = {tuple(each.key.split(" ")): number for each, number in kept.items()}
    rows = tuple(
        (
            name,
            (
                _sum(counted, slug, "requested", "approved", "provisioning"),
                _sum(counted, slug, "active"),
                _sum(counted, slug, "failed"),
                _median(took.get(slug, [])),
            ),
        )
        for slug, name in ((slug, portal.applications[slug].name) for slug in portal.applications)
    )
    heads = ("Application", "Open", "Working", "Couldn’t be set up", "Days from request to working (median)")
    return Table("applications", "Access by application", heads, rows)


async def on_tabs() -> Mapping[str, str]:
    """Say how much is ready in each list of the console, by its name; one statement."""
    names = {each: each for each in ("work", "messages", "changes", "sponsors")}
    names["ended"] = "ended-agreements"
    waiting = " UNION ALL ".join(
        f"SELECT '{name}' AS what, {_so_far(_TALLIED[tally])}" for name, tally in names.items()
    )
    sql = (
        f"SELECT key AS what, number FROM figure WHERE name = '{STANDING}' "  # noqa: S608 - constants of ours
        f"AND key IN ({_OPEN}) UNION ALL {_PUT_OFF} UNION ALL {waiting}"
    )
    found: dict[str, int] = {}
    for row in await _asked(sql, None):
        found[row["what"]] = found.get(row["what"], 0) + int(row["number"])
    counted = {queue: f"{sum(found.get(state, 0) for state in STATES[queue]):,}" for queue in OPEN_QUEUES}
    return counted | {name: so_far(found[name]) for name in names}


def so_far(number: float) -> str:
    """Write a number that was counted so far only."""
    return f"{number:,.0f}{'+' if number >= MOST else ''}"


def terms_so_far(counted: Mapping[str, float]) -> str:
    """Write how many terms end soon, of as many as were looked at."""
    return f"{counted['terms']:,.0f}{'+' if counted['terms-read'] >= MOST_TERMS else ''}"


def _so_far(of: str) -> str:
    return f"COUNT(*) AS number FROM (SELECT 1 AS one FROM {of} LIMIT {MOST}) AS few"  # noqa: S608 - constants of ours


async def tallies(account: UUID | None) -> Mapping[str, float]:
    """Count what waits and what failed, by name; `my-…` for somebody of the staff. One statement."""
    sql = " UNION ALL ".join(f"SELECT '{what}' AS what, {_so_far(of)}" for what, of in _TALLIED.items())
    return {row["what"]: float(row["number"]) for row in await _asked(sql, account)}


async def _asked(sql: str, account: UUID | None) -> Sequence[Mapping[str, Any]]:
    """Ask with the moment and the person in their places."""
    now = clock.now()
    values = {"now": now, "soon": now + SOON, "me": account or UUID(int=0)}
    names = _PLACES.findall(sql)
    rows: Sequence[Mapping[str, Any]] = await Request.raw(
        _PLACES.sub("{}", sql), *[values[name] for name in names]
    )
    return rows


def failures(counted: Mapping[str, float]) -> Table:
    """Pick what somebody has to look at from the tallies."""
    rows = (
        ("Removals and changes that haven’t reached their application", (counted["late"],)),
        ("Access that couldn’t be set up", (counted["failed"],)),
        ("Work given up", (counted["dead"],)),
        ("Jobs of applications that don’t end well", (counted["late-jobs"],)),
        ("Accounts that belong to no access", (counted["strays"],)),
        ("Emails refused by the email server", (counted["refused-mail"],)),
        ("Emails given up", (counted["dead-mail"],)),
    )
    return Table("failures", "Failures", ("What", "Number"), rows)


async def _counted_by_week(mondays: Sequence[datetime]) -> Mapping[tuple[str, int], float]:
    """How many requests came and went in each week; one statement."""
    places = " ".join(f"WHEN since >= {{}} THEN {place}" for place in range(len(mondays) - 1, 0, -1))
    week = f"CASE {places} ELSE 0 END"
    sql = (
        f"SELECT name AS what, {week} AS week, SUM(number) AS number FROM figure "  # noqa: S608 - constants of ours
        f"WHERE name IN ('{CAME}', '{FINISHED}') AND key = '' AND since >= {{}} GROUP BY 1, 2"
    )
    moments = [*mondays[:0:-1], mondays[0]]
    rows = await Request.raw(sql, *moments)
    return {(row["what"], int(row["week"])): float(row["number"]) for row in rows}


def _queues(portal: Portal) -> Sequence[tuple[Any, str]]:
    return [(queue, portal.site.terms.said(OPEN_QUEUES[queue])) for queue in STATES if queue in OPEN_QUEUES]


def _mondays(portal: Portal) -> list[datetime]:
    """The beginnings of the last weeks in the site's time zone, the oldest first."""
    local = clock.now().astimezone(portal.site.zone)
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def _by_week(mondays: Sequence[datetime], found: Sequence[tuple[datetime, float]]) -> list[list[float]]:
    weeks_: list[list[float]] = [[] for _ in mondays]
    for at, value in found:
        place = sum(at >= monday for monday in mondays) - 1
        if place >= 0:
            weeks_[place].append(value)
    return weeks_


async def _done_since(monday: datetime) -> Sequence[Mapping[str, Any]]:
    """The newest requests that were finished since then, as the trail has them."""
    done = (AuditEvent.at >= monday) & (AuditEvent.action == "request.done")
    query = AuditEvent.select(AuditEvent.at, AuditEvent.subject).where(done, in_trail())
    return list(await query.order_by(AuditEvent.at, ascending=False).limit(MOST_MEASURED))


async def _sent(requests: list[UUID]) -> dict[str, datetime]:
    if not requests:
        return {}
    rows = await Request.select(Request.id, Request.submitted_at).where(Request.id.is_in(requests))
    return {str(row["id"]): row["submitted_at"] for row in rows}


async def _took(since: datetime) -> dict[str, list[float]]:
    request: Any = RequestLine.request
    grant: Any = RequestLine.grant
    rows = await RequestLine.select(
        grant.application.as_alias("application"),
        RequestLine.closed_at,
        request.submitted_at.as_alias("sent"),
    ).where(RequestLine.outcome == "active", RequestLine.closed_at >= since).order_by(
        RequestLine.closed_at, ascending=False
    ).limit(MOST_MEASURED)  # fmt: skip
    took: dict[str, list[float]] = {}
    for row in rows:
        took.setdefault(row["application"], []).append(_days(row["sent"], row["closed_at"]))
    return took


def _days(begun: datetime, done: datetime) -> float:
    return (done - begun).total_seconds() / 86400


def _median(values: Sequence[float]) -> float | None:
    return round(median(values), 1) if values else None


def _sum(counted: Mapping[tuple[str, ...], int], slug: str, *states: str) -> float:
    return float(sum(counted.get((slug, state), 0) for state in states))

"""How much work is open and how old it is, what came in and was finished, and what failed.

Every figure is counted by the database or from a bounded number of rows: a dashboard costs the same few
statements whatever there is to count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from piccolo.query.functions.aggregate import Count

from core import clock
from core.access.desk import Desk
from core.access.tables import Grant, Request
from core.audit.tables import AuditEvent
from core.mail.tables import OutboxMail
from core.provisioning.tables import WorkItem
from core.support.queues import STATES

AGES = ("Up to 3 days", "3 to 7 days", "7 to 14 days", "Longer")
_LIMITS = (3, 7, 14)
WEEKS = 8
# Turnaround is measured on this many of the newest; a median of more would tell nobody more.
MOST_MEASURED = 2000
OPEN_QUEUES = {"agreements": "Agreements", "credentials": "Credentials", "access": "Access being set up"}


@dataclass(frozen=True, slots=True)
class Table:
    """Figures under their heads: the first cell of each row is its name, the others are numbers or None."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[float | None, ...]], ...]


async def open_work() -> Table:
    """Open requests by queue and by age; one statement."""
    now = clock.now()
    moments = [now - timedelta(days=days) for days in _LIMITS]
    sql = (
        "SELECT state, CASE WHEN submitted_at > {} THEN 0 WHEN submitted_at > {} THEN 1 "
        "WHEN submitted_at > {} THEN 2 ELSE 3 END AS age, COUNT(*) AS number "
        "FROM access_request WHERE state NOT IN ('done', 'declined', 'withdrawn') GROUP BY 1, 2"
    )
    counted = {
        (row["state"], int(row["age"])): int(row["number"]) for row in await Request.raw(sql, *moments)
    }
    rows = tuple(
        (
            words,
            tuple(float(sum(counted.get((state, age), 0) for state in STATES[queue])) for age in range(4)),
        )
        for queue, words in _queues()
    )
    return Table("open-work", "Open requests by queue and age", ("Queue", *AGES), rows)


async def weeks(desk: Desk) -> Table:
    """What came in and was finished in each of the last weeks, and how long that took; three statements."""
    mondays = _mondays(desk)
    since = mondays[0]
    received = await Request.select(Request.submitted_at).where(Request.submitted_at >= since).order_by(
        Request.submitted_at, ascending=False
    ).limit(20 * MOST_MEASURED)  # fmt: skip
    done = await AuditEvent.select(AuditEvent.at, AuditEvent.subject).where(
        AuditEvent.at >= since, AuditEvent.action == "request.done"
    ).order_by(AuditEvent.at, ascending=False).limit(MOST_MEASURED)  # fmt: skip
    sent = await _sent([UUID(row["subject"]) for row in done])
    came = _by_week(mondays, [(row["submitted_at"], 0.0) for row in received])
    went = _by_week(
        mondays,
        [(row["at"], _days(sent[row["subject"]], row["at"])) for row in done if row["subject"] in sent],
    )
    rows = tuple(
        (
            f"{monday.day} {monday:%b}",
            (float(len(came[place])), float(len(went[place])), _median(went[place])),
        )
        for place, monday in enumerate(mondays)
    )
    heads = ("Week from", "Received", "Finished", "Days from request to finished (median)")
    return Table("weeks", "Requests per week", heads, rows)


async def applications(desk: Desk) -> Table:
    """Open, working and failed access by application, and how long access took; two statements."""
    query = Grant.select(Grant.application, Grant.state, Count().as_alias("number"))
    counted = {
        (row["application"], row["state"]): int(row["number"])
        for row in await query.group_by(Grant.application, Grant.state)
    }
    took = await _took(_mondays(desk)[0])
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
        for slug, name in ((slug, desk.applications[slug].name) for slug in desk.applications)
    )
    heads = ("Application", "Open", "Working", "Could not be set up", "Days from request to working (median)")
    return Table("applications", "Access by application", heads, rows)


async def failures() -> Table:
    """What somebody has to look at; three statements."""
    mails = await OutboxMail.select(OutboxMail.state, Count().as_alias("number")).where(
        OutboxMail.state.is_in(["refused", "dead"])
    ).group_by(OutboxMail.state)  # fmt: skip
    by_state = {row["state"]: float(row["number"]) for row in mails}
    failed = await Grant.count().where(Grant.state == "failed")
    (work,) = await WorkItem.raw(
        "SELECT COUNT(alarmed_at) AS late, COUNT(*) - COUNT(alarmed_at) AS dead FROM work_item "
        "WHERE state = 'dead' OR (state IN ('waiting', 'failed') AND alarmed_at IS NOT NULL)"
    )
    rows = (
        ("Removals that have not reached their application", (float(work["late"]),)),
        ("Access that could not be set up", (float(failed),)),
        ("Work given up", (float(work["dead"]),)),
        ("Letters refused by the mail server", (by_state.get("refused", 0.0),)),
        ("Letters given up", (by_state.get("dead", 0.0),)),
    )
    return Table("failures", "Failures", ("What", "Number"), rows)


def _queues() -> Sequence[tuple[Any, str]]:
    return [(queue, OPEN_QUEUES[queue]) for queue in STATES if queue in OPEN_QUEUES]


def _mondays(desk: Desk) -> list[datetime]:
    """The beginnings of the last weeks in the site's time zone, the oldest first."""
    local = clock.now().astimezone(desk.site.zone)
    monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def _by_week(mondays: Sequence[datetime], found: Sequence[tuple[datetime, float]]) -> list[list[float]]:
    weeks_: list[list[float]] = [[] for _ in mondays]
    for at, value in found:
        place = sum(at >= monday for monday in mondays) - 1
        if place >= 0:
            weeks_[place].append(value)
    return weeks_


async def _sent(requests: list[UUID]) -> dict[str, datetime]:
    if not requests:
        return {}
    rows = await Request.select(Request.id, Request.submitted_at).where(Request.id.is_in(requests))
    return {str(row["id"]): row["submitted_at"] for row in rows}


async def _took(since: datetime) -> dict[str, list[float]]:
    request: Any = Grant.request
    rows = await Grant.select(
        Grant.application, Grant.changed_at, request.submitted_at.as_alias("sent")
    ).where(Grant.state == "active", Grant.changed_at >= since).order_by(
        Grant.changed_at, ascending=False
    ).limit(MOST_MEASURED)  # fmt: skip
    took: dict[str, list[float]] = {}
    for row in rows:
        took.setdefault(row["application"], []).append(_days(row["sent"], row["changed_at"]))
    return took


def _days(begun: datetime, done: datetime) -> float:
    return (done - begun).total_seconds() / 86400


def _median(values: Sequence[float]) -> float | None:
    return round(median(values), 1) if values else None


def _sum(counted: Mapping[tuple[str, str], int], slug: str, *states: str) -> float:
    return float(sum(counted.get((slug, state), 0) for state in states))

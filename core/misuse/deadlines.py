"""The clock of a suspicion: from noticing it to the written report, in the hours of the site."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from core import clock
from core.actor import SYSTEM
from core.audit import change
from core.database import transaction
from core.due.actions import schedule
from core.due.worker import Handler
from core.identity.queries import address_of_account
from core.misuse.case_moves import held_case
from core.misuse.queries.cases import awaiting_about
from core.misuse.queries.officers import officers_for
from core.misuse.records import Case
from core.portal import Portal

REPORT = "misuse.report"
HOUR = timedelta(hours=1)


def watching_reports(portal: Portal) -> Mapping[str, Handler]:
    """Return the handler that asks for reports which are not written."""
    return {REPORT: partial(ask_for_report, portal)}


def due_at(portal: Portal, noticed_at: datetime) -> datetime:
    """Return the moment by which a report has to be written."""
    return noticed_at + timedelta(hours=portal.site.misuse_report_hours)


async def start_clock(portal: Portal, case: Case) -> None:
    """Have the one who suspended somebody reminded when half of the time is over; part of a change."""
    await schedule(REPORT, case.id, _half(portal, case))


async def stop_clock(case: UUID) -> None:
    """Remind nobody any more; part of the change that brings the report, or closes the case."""
    await schedule(REPORT, case, None)


async def ask_for_report(portal: Portal, case: UUID) -> datetime | None:
    """Remind who suspended somebody, and the privacy officers once the time is over.

    Returns the moment to look again, or None: a report that came meanwhile is not asked for.
    """
    async with transaction():
        found, now = await held_case(case, SYSTEM), clock.now()
        if found.state != "awaiting":
            return None
        if now < _half(portal, found):
            return _half(portal, found)
        over = due_at(portal, found.noticed_at)
        if now < over:
            await _remind(portal, found)
            return over
        await _tell_officers(portal, found)
    return None


async def _remind(portal: Portal, case: Case) -> None:
    address = await address_of_account(case.reporter)
    async with change("misuse.reminded", by=SYSTEM, subject=("misuse", case.id)):
        if address is None:
            return
        # The subject of a mail is read by more people than the mail: it names nobody.
        await portal.mail.send(
            to=address,
            template="misuse-report-due",
            about=("misuse", case.id),
            until=portal.site.dates.moment(due_at(portal, case.noticed_at)),
            path=path_of_report(case),
        )


async def _tell_officers(portal: Portal, case: Case) -> None:
    async with change("misuse.report-late", by=SYSTEM, subject=("misuse", case.id)):
        for officer in await officers_for(case.group):
            await portal.mail.send(
                to=officer.email,
                template="misuse-late",
                about=("misuse", case.id),
                hours=portal.site.misuse_report_hours,
                path=f"/support/misuse/{case.id}",
            )


def path_of_report(case: Case) -> str:
    """Return the page on which the report about a suspended person is written."""
    if case.side == "support":
        return f"/support/practices/{case.group}/misuse?about={case.member}"
    return f"/office/{case.group}/misuse?about={case.member}"


async def report_left(portal: Portal, member: UUID) -> str:
    """Say how the clock of the report stands that a practice owes about somebody; empty when it owes none."""
    case = await awaiting_about(member, "practice")
    return f"Your written report is due: {in_words(portal, case)}." if case else ""


def in_words(portal: Portal, case: Case) -> str:
    """Say how the clock of a case stands."""
    hours, over = portal.site.misuse_report_hours, due_at(portal, case.noticed_at)
    if case.written_at is None:
        left = over - clock.now()
        if case.state == "closed":
            return "Closed without a written report"
        return f"{_span(left)} left" if left > timedelta() else f"{_span(-left)} late"
    taken = case.written_at - case.noticed_at
    if case.written_at > over:
        return f"Written {_span(case.written_at - over)} late"
    return f"Written {_span(taken)} after it was noticed, within {hours} hours"


def _span(span: timedelta) -> str:
    hours, minutes = int(span / HOUR), max(1, int(span.total_seconds() // 60))
    if hours >= 48:
        return f"{hours // 24} days"
    number, noun = (hours, "hour") if hours else (minutes, "minute")
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _half(portal: Portal, case: Case) -> datetime:
    return case.noticed_at + timedelta(hours=portal.site.misuse_report_hours) / 2

"""A term is counted in months of the site's calendar, and falls due on any day."""

from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.agreements.actions.due import attend
from core.agreements.term import end_of_term
from core.database import Database
from core.site import SiteProfile
from tests.conftest import MovableClock
from tests.core.agreements.sample import MANAGER, mails, sent
from tests.special_days import DAYS, SITES, moments

DENVER = ZoneInfo("America/Denver")


@pytest.mark.parametrize(
    ("since", "months", "end"),
    [
        ("2026-11-23T09:00", 36, "2029-11-23T09:00"),
        ("2027-12-31T23:59", 12, "2028-12-31T23:59"),
        ("2027-12-31T23:59", 2, "2028-02-29T23:59"),
        ("2028-02-29T20:00", 12, "2029-02-28T20:00"),
        ("2028-02-29T20:00", 48, "2032-02-29T20:00"),
        ("2027-08-31T00:00", 1, "2027-09-30T00:00"),
        ("2027-11-30T12:00", 1, "2027-12-30T12:00"),
        ("2026-03-14T02:30", 12, "2027-03-14T03:30"),  # an hour that the change of clocks leaves out
        ("2027-03-14T09:00", 12, "2028-03-14T09:00"),
    ],
)
def test_a_term_ends_on_the_same_day_or_the_last_of_a_shorter_month(
    since: str, months: int, end: str
) -> None:
    begun, ends = (datetime.fromisoformat(each).replace(tzinfo=DENVER) for each in (since, end))
    assert end_of_term(begun.astimezone(UTC), months, DENVER) == ends.astimezone(UTC)


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
@pytest.mark.parametrize("months", [1, 12, 36, 60])
def test_from_any_day_a_term_has_its_months(site: SiteProfile, months: int) -> None:
    for since in moments(site):
        ends = end_of_term(since.astimezone(UTC), months, site.zone).astimezone(site.zone)
        assert (ends.year * 12 + ends.month) - (since.year * 12 + since.month) == months, since
        assert ends.day == since.day or (ends.day in (28, 29, 30) and ends.day < since.day), since


async def test_from_any_day_reminders_and_the_last_day_to_sign_fall_due(
    database: Database, clock: MovableClock, data: Path
) -> None:
    for day in DAYS:
        sent_at = datetime.combine(day, time(9), UTC)
        clock.set(sent_at)
        agreement = await sent(data)
        due = []
        while again_at := await attend(agreement.signing, agreement.key):
            clock.set(again_at)
            due.append((again_at - sent_at).days)
        kind = agreement.signing.site.agreement
        assert due == [*kind.reminder_days, kind.expires_days], day
        assert (await agreement.now()).agreement.state == "expired", day
    reminded = await mails(MANAGER.email, "sign-agreement-reminder")
    assert len(reminded) == len(DAYS) * len(kind.reminder_days)

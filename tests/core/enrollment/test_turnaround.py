"""Expected days come from what was measured, once there is enough of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from core.access.tables import Grant, WorkItem
from core.access.turnaround import LEAST, MEASURED_OVER, figures
from core.actor import Actor
from core.database import count_statements
from core.enrollment.submission import submit
from core.portal import Portal
from core.site import SiteProfile
from tests.conftest import MovableClock
from tests.core.enrollment.test_submission import complete
from tests.special_days import SITES, moments


async def _done(slug: str, now: datetime, days: int, count: int) -> None:
    """So many grants of an application that took as many days and are done now."""
    grant = (await Grant.select(Grant.id).limit(1))[0]["id"]
    for number in range(count):
        item = WorkItem(
            grant=grant, application=slug, kind="grant", generation=1, state="done", turn="", words="",
            for_whom="", assignee_name="", evidence="", due=now, key=f"{slug}-{now}-{number}",
            made_at=now - timedelta(days=days), ended_at=now,
        )  # fmt: skip
        await WorkItem.insert(item)


async def test_enough_grants_are_measured_and_few_leave_the_sites_own_figure(
    portal: Portal, enrollment: UUID, by: Actor, clock: MovableClock
):
    clock.set(datetime(2026, 11, 23, 16, tzinfo=UTC))
    await complete(portal, enrollment, by)
    await submit(portal, enrollment, by=by)
    await _done("cerner", clock(), 7, LEAST)
    await _done("pacs", clock(), 7, LEAST - 1)

    with count_statements() as statements:
        measured = await figures(portal)

    assert len(statements) == 1
    assert (measured["cerner"].days, measured["cerner"].grants) == (5, LEAST)
    assert (measured["pacs"].days, measured["pacs"].grants) == (measured["pacs"].site_days, 0)
    assert list(measured) == list(portal.applications)


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
async def test_on_any_day_a_week_is_its_working_days_without_its_holidays(
    portal: Portal, enrollment: UUID, by: Actor, clock: MovableClock, site: SiteProfile
):
    await complete(portal, enrollment, by)
    await submit(portal, enrollment, by=by)
    for now in sorted(moments(site))[::3]:
        await _done("cerner", now, 7, MEASURED_OVER)
        week = [now.date() - timedelta(days=number) for number in range(7)]
        worked = sum(day.weekday() < 5 and not site.is_holiday(day) for day in week)
        assert (await figures(replace(portal, site=site)))["cerner"].days == worked, now

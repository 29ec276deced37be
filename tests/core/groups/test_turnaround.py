"""X13: expected days come from what was measured, once there is enough of it."""

from datetime import timedelta
from uuid import UUID

from core import clock as time_source
from core.access.desk import Desk
from core.access.tables import Grant
from core.access.turnaround import LEAST, figures
from core.actor import Actor
from core.database import count_statements
from core.groups.submission import submit
from core.provisioning.tables import WorkItem
from tests.core.groups.test_submission import complete


async def _done(slug: str, days: int, count: int) -> None:
    grant = (await Grant.select(Grant.id).limit(1))[0]["id"]
    now = time_source.now()
    for number in range(count):
        item = WorkItem(
            grant=grant, application=slug, kind="grant", generation=1, state="done", turn="", words="",
            for_whom="", assignee_name="", evidence="", due=now, key=f"{slug}-{number}",
            made_at=now - timedelta(days=days), ended_at=now,
        )  # fmt: skip
        await WorkItem.insert(item)


async def test_enough_grants_are_measured_and_few_leave_the_sites_own_figure(
    desk: Desk, enrolment: UUID, by: Actor
):
    await complete(desk, enrolment, by)
    await submit(desk, enrolment, by=by)
    await _done("cerner", 7, LEAST)
    await _done("pacs", 7, LEAST - 1)

    with count_statements() as statements:
        measured = await figures(desk)

    assert len(statements) == 1
    assert (measured["cerner"].days, measured["cerner"].grants) == (5, LEAST)
    assert (measured["pacs"].days, measured["pacs"].grants) == (measured["pacs"].site_days, 0)
    assert list(measured) == list(desk.applications)

"""Jobs of applications: done once, tried again, told of when late, and nobody else notices one that fails."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.access.tables import WorkItem
from core.applications.checking_jobs import faults_of_jobs
from core.applications.limits import AS_SHIPPED, Limits
from core.audit.tables import AuditEvent
from core.database import Database
from core.plugin_api import AtWork, Job
from core.plugin_work.queries import late_work
from core.plugin_work.tables import PluginWork
from core.plugin_work.worker import PluginWorker
from plugins.cerner.fields import Census
from tests.conftest import MovableClock
from tests.plugins.blocking import blocking, portal_where
from tests.plugins.own_pages import kept, to_change, working
from tests.practices import AMARA, BEN, Practice, active, portal_for

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
# For jobs of which one never ends; any other has as long as in the product.
SHORT = Limits(job=1)


def with_jobs(stuck: Any = None, **jobs: Any) -> PluginWorker:
    """A worker where Cerner has these jobs, every hour, and another application one that may be stuck."""
    made = tuple(Job(name=name, every=HOUR, run=run) for name, run in jobs.items())
    limits = SHORT if stuck else AS_SHIPPED
    portal = portal_where(portal_for(), "cerner", limits, jobs=made, moved=None)
    if stuck is not None:
        portal = portal_where(portal, "pacs", limits, jobs=(Job(name="stuck", every=HOUR, run=stuck),))
    return PluginWorker(portal)


async def said(action: str) -> list[str]:
    query = AuditEvent.select(AuditEvent.details).where(AuditEvent.action == f"application.{action}")
    rows = await query.order_by(AuditEvent.number).output(load_json=True)
    return [row["details"]["words"] for row in rows]


async def counted(_: AtWork[Any]) -> str:
    return "Counted everything"


@pytest.mark.both_databases
async def test_a_job_is_done_once_by_several_workers_and_again_when_its_time_comes(
    database: Database, clock: MovableClock
) -> None:
    clock.set(NOON)
    workers = [with_jobs(count=counted) for _ in range(3)]
    await asyncio.gather(*(each.work_due() for each in workers))
    assert await said("job-ran") == ["Counted everything"]
    clock.advance(minutes=59)
    assert await workers[0].work_due() == 0
    clock.advance(minutes=2)
    await asyncio.gather(*(each.work_due() for each in workers))
    assert len(await said("job-ran")) == 2


@pytest.mark.both_databases
async def test_hostile_jobs_are_tried_again_and_told_of_and_the_one_beside_them_is_done(
    database: Database, clock: MovableClock
) -> None:
    async def raising(_: AtWork[Any]) -> str:
        raise SystemExit("secret words")

    async def rubbish(_: AtWork[Any]) -> Any:
        return object()

    clock.set(NOON)
    with blocking() as stuck:
        jobs = {"raising": raising, "rubbish": rubbish, "hanging": stuck.hanging, "count": counted}
        worker = with_jobs(stuck.there, **jobs)
        assert await worker.work_due() == 5
        failed = await said("job-failed")
        assert sorted(failed) == [
            "answered something that is no text",
            "failed with RuntimeError",
            "took too long",
            "took too long",
        ]
        assert await said("job-ran") == ["Counted everything"]
        assert "secret" not in "".join(failed)
        clock.advance(hours=2)
        await worker.work_due()
    assert len(await said("job-failed")) == 8
    assert await PluginWork.count().where(PluginWork.alarmed_at.is_not_null()) == 0
    clock.advance(hours=1, minutes=1)
    await worker.work_due()
    late = await PluginWork.select(PluginWork.key).where(PluginWork.alarmed_at.is_not_null())
    assert {row["key"] for row in late} >= {"cerner:raising", "cerner:rubbish", "cerner:hanging"}
    assert "cerner:count" not in {row["key"] for row in late}
    seen = {(each.slug, each.job): each.words for each in await late_work()}
    assert seen["cerner", "rubbish"] == "answered something that is no text" and len(seen) == len(late)
    await worker.work_due()
    assert await AuditEvent.count().where(AuditEvent.action == "application.work-late") == 1


@pytest.mark.both_databases
async def test_a_job_that_ends_well_is_late_no_more_and_one_that_is_gone_rests(
    database: Database, clock: MovableClock
) -> None:
    answers: list[Any] = [7, None]

    async def mending(_: AtWork[Any]) -> Any:
        return answers.pop(0)

    clock.set(NOON)
    worker = with_jobs(mend=mending)
    await worker.work_due()
    clock.advance(hours=4)
    await worker.work_due()
    [row] = await PluginWork.select()
    assert (row["alarmed_at"], row["words"], row["attempts"]) == (None, "", 0)
    assert row["due"] == NOON + timedelta(hours=5)
    clock.advance(hours=2)
    await with_jobs().work_due()
    [row] = await PluginWork.select()
    assert (row["due"], row["late_at"]) == (None, None)
    answers.append("Back")
    await with_jobs(mend=mending).work_due()
    assert await said("job-ran") == ["Back"]


@pytest.mark.both_databases
async def test_a_job_goes_through_its_own_practices_and_what_it_keeps_becomes_work(
    database: Database,
) -> None:
    portal = portal_for()
    made: Practice = await active(portal, BEN, AMARA)
    await working(portal, made)
    seen: list[str] = []

    async def sweep(work: AtWork[Any]) -> str:
        keys = await work.practices()
        assert await work.practices(after=keys[-1]) == []
        for wrong in ("x", str(made.members["Ben"])):
            with pytest.raises(LookupError):
                await work.practice(wrong)
        practice = await work.practice(keys[0])
        seen.extend(each.person.name for each in practice.access)
        amara = next(each for each in practice.access if each.person.first_name == "Amara")
        async with practice.change("swept"):
            await practice.keep(amara.key, Census(hospitals=("BDMC",)))
            await practice.update(next(each.key for each in practice.access if each is not amara))
        return f"Swept {len(keys)}"

    await with_jobs(sweep=sweep).work_due()
    assert await said("job-ran") == ["Swept 1"] and seen == ["Amara Okafor", "Ben Ruiz"]
    amara = made.grants["Amara", "cerner"]
    assert (await kept(amara))["hospitals"] == ["BDMC"]
    assert "Assign the census of these hospitals: BDMC." in await to_change(portal, amara)
    assert await WorkItem.count().where(WorkItem.kind == "update") == 2


def test_a_job_that_cannot_be_done_is_named_at_start_up() -> None:
    async def run(_: Any) -> None:
        return None

    def plain(_: Any) -> Any:
        return None

    jobs: tuple[Any, ...] = (
        Job(name="Two words", every=HOUR, run=run),
        Job(name="often", every=timedelta(seconds=5), run=run),
        Job(name="plain", every=HOUR, run=plain),
        Job(name="plain", every=HOUR, run=run),
    )
    record = portal_where(portal_for(), "cerner", jobs=jobs).applications["cerner"]
    assert [fault.path for fault in faults_of_jobs(record)] == [
        *(f"plugins.cerner.jobs[{place}]" for place in range(3)),
        "plugins.cerner.jobs",
    ]

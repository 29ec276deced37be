"""A worker that stood still and wakes when others have gone on: what it does late is set right again."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from core.access import actions, leaving
from core.access.changing import tell_again
from core.access.tables import WorkItem
from core.audit.tables import AuditEvent
from core.database import Database
from core.database.leases import Lease
from core.plugin_api import Outcome, TryLater
from core.portal import Portal
from core.provisioning.outcomes import CALL_SECONDS, outcome_of, require_in_time
from core.provisioning.worker import LEASE_SECONDS
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, items, work_off, worker
from tests.practices import AMARA, ANALYST, BEN, LINE, ROSA, active, state_of

# Seconds of this machine, so many that none of these calls is cut off, however slow it is.
PATIENT = {"call_seconds": 600, "lease_seconds": 700}


@dataclass
class Asleep(Machine):
    """The application as a worker sees it that stands still before its call arrives there."""

    sleeping: asyncio.Event = field(default_factory=asyncio.Event)
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    loses_the_answer: bool = False

    async def _call(self, call: str, grant: Any) -> Outcome:
        self.sleeping.set()
        await self.awake.wait()
        outcome = await super()._call(call, grant)
        if self.loses_the_answer:
            raise TryLater("The server didn’t answer")
        return outcome


@pytest.mark.both_databases
@pytest.mark.parametrize("given", ["again", "not yet", "again, and its answer is lost"])
async def test_a_removal_that_comes_after_access_was_given_back_is_set_right(
    database: Database, portal: Portal, clock: MovableClock, given: str
) -> None:
    made, there = await active(portal, BEN, ROSA, replace(AMARA, wants=("cerner",))), Machine()
    works, amara, grant = worker(portal, there), made.members["Amara"], made.grants["Amara", "cerner"]
    await work_off(works)
    everything = set(there.has)
    await leaving.go_on_leave(portal, amara, "Parental leave", by=made.by)
    late = Asleep(has=there.has, loses_the_answer="lost" in given)
    paused = asyncio.create_task(worker(portal, late, **PATIENT).work_due())
    await late.sleeping.wait()
    clock.advance(seconds=701)
    await work_off(works)
    assert str(grant) not in there.has and await state_of(grant) == "suspended"
    await leaving.come_back(portal, amara, by=made.by)
    if given != "not yet":
        await work_off(works)
        assert there.has == everything

    late.awake.set()
    await paused
    assert str(grant) not in there.has
    await work_off(works)
    assert there.has == everything and await state_of(grant) == "active"
    assert await AuditEvent.exists().where(AuditEvent.action == "work.repeated")


@pytest.mark.both_databases
async def test_a_change_that_comes_after_a_removal_is_taken_away_again(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, there = await active(portal, BEN), Machine()
    works, grant = worker(portal, there), made.grants["Ben", "cerner"]
    await work_off(works)
    await tell_again(grant, by=ANALYST)
    late = Asleep(has=there.has)
    paused = asyncio.create_task(worker(portal, late, **PATIENT).work_due())
    await late.sleeping.wait()
    await actions.revoke(grant, LINE, by=ANALYST)
    clock.advance(seconds=701)
    await work_off(works)
    assert not there.has
    late.awake.set()
    await paused
    assert there.has
    await work_off(works)
    assert not there.has and await state_of(grant) == "revoked"


async def test_a_worker_that_slept_while_it_asked_whether_its_lease_holds_makes_no_call(
    database: Database, portal: Portal, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    await active(portal, BEN)
    renew = Lease.renew

    async def and_sleep(lease: Lease, seconds: float) -> bool:
        held = await renew(lease, seconds)
        clock.advance(seconds=LEASE_SECONDS - CALL_SECONDS)
        return held

    machine = Machine()
    with monkeypatch.context() as patched:
        patched.setattr(Lease, "renew", and_sleep)
        await work_off(worker(portal, machine))
    (item,) = await items()
    assert machine.calls == [] and item["state"] == "waiting"
    clock.advance(seconds=LEASE_SECONDS)
    await work_off(worker(portal, machine))
    assert machine.calls == ["grant"]


async def test_another_claim_of_the_same_row_has_the_turn_for_itself(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, there = await active(portal, BEN), Machine()
    works = worker(portal, there)
    await work_off(works)
    await actions.revoke(made.grants["Ben", "cerner"], LINE, by=ANALYST)
    first, second = Asleep(has=there.has), Asleep(has=there.has)
    sleeper = asyncio.create_task(worker(portal, first, **PATIENT).work_due())
    await first.sleeping.wait()
    clock.advance(seconds=701)
    other = asyncio.create_task(worker(portal, second, **PATIENT).work_due())
    await second.sleeping.wait()
    first.awake.set()
    await sleeper
    # The turn is the second's: nothing else may begin, though the first has come to its end.
    await WorkItem.update({WorkItem.due: clock()}).where(WorkItem.kind == "revoke")
    await works.work_due()
    assert there.calls == ["grant"]
    second.awake.set()
    await other


async def test_a_connector_changes_nothing_once_its_call_should_be_over(clock: MovableClock) -> None:
    async def _call() -> Outcome:
        clock.advance(seconds=CALL_SECONDS)
        require_in_time()
        raise AssertionError("it went on")

    outcome = await outcome_of(_call())
    assert "stood still" in getattr(outcome, "words", "")
    require_in_time()

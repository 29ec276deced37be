import asyncio
from dataclasses import replace
from typing import Any

import pytest

from core.access import actions
from core.access.tables import Grant, WorkItem
from core.agreements.tables import Agreement
from core.audit.tables import AuditEvent
from core.database import Database
from core.database.leases import claim
from core.mail.tables import OutboxMail
from core.plugin_api import Done, Outcome, Refused, TryLater
from core.portal import Portal
from core.provisioning import people
from core.provisioning.late import raise_alarm
from core.provisioning.worker import LEASE_SECONDS
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, items, work_off, worker
from tests.practices import AMARA, ANALYST, BEN, LINE, Someone, active, numbered, state_of

ALERTS = {
    "report2web.own-answers": "yes",
    "report2web.fax": "602 555 0100",
    "report2web.lab_facilities": ["BUMCP"],
    "report2web.alerts": ["labs"],
    "report2web.labs_by": "fax",
}


async def test_what_is_done_becomes_active_and_is_told(database: Database, portal: Portal) -> None:
    made, machine = await active(portal, BEN), Machine()
    await work_off(worker(portal, machine))
    grant = made.grants["Ben", "cerner"]
    row = await Grant.select().where(Grant.id == grant).first()
    assert row and (row["state"], row["account"]) == ("active", "bruiz")
    assert [item["state"] for item in await items()] == ["done"]
    assert await OutboxMail.exists().where(OutboxMail.template == "access-active")
    assert machine.calls == ["grant"]


async def test_a_plugin_learns_who_it_is_for(database: Database, portal: Portal) -> None:
    seen: list[Any] = []

    def answer(call: str, grant: Any) -> Outcome:
        seen.append(grant)
        return Done()

    made = await active(portal, BEN, replace(AMARA, wants=("cerner", "report2web", "pacs"), answers=ALERTS))
    await work_off(worker(portal, Machine(answer)))
    amara = next(grant.person for grant in seen if grant.person.first_name == "Amara")
    assert amara.portal_id == "aokafor" and amara.identity and amara.suffix_kind == "provider"
    assert {grant.key for grant in seen} == {str(key) for key in made.grants.values()}
    people = {grant.key: [person.first_name for person in grant.group.people] for grant in seen}
    assert people[str(made.grants["Amara", "report2web"])] == ["Amara", "Ben"]
    assert people[str(made.grants["Amara", "cerner"])] == ["Amara", "Ben"]
    assert people[str(made.grants["Amara", "pacs"])] == ["Amara"]


async def test_what_people_have_to_do_waits_for_them_with_the_plugins_own_steps(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN)
    works = worker(portal, Machine())
    works.connectors = type(works.connectors)(
        {slug: a.provisioner for slug, a in portal.applications.items()}
    )
    await work_off(works)
    (item,) = await items()
    assert (item["state"], item["for_whom"], item["due"]) == ("people", "analyst", None)
    assert any("Ben Ruiz" in step["text"] for step in item["steps"])
    assert await state_of(made.grants["Ben", "cerner"]) == "provisioning"


async def test_a_refusal_fails_the_line_with_its_reason(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN)
    await work_off(worker(portal, Machine(lambda *_: Refused("No license is left."))))
    row = await Grant.select().where(Grant.id == made.grants["Ben", "cerner"]).first()
    assert row and (row["state"], row["reason"]) == ("failed", "No license is left.")
    assert await OutboxMail.exists().where(
        OutboxMail.template == "access-failed", OutboxMail.recipient == BEN.email
    )


class Broken(Exception):
    """Holds what must not be shown: hunter2."""


@pytest.mark.parametrize("fault", ["raises", "exits", "later", "nonsense", "endless words"])
async def test_every_fault_is_tried_again_and_shows_no_foreign_words(
    database: Database, portal: Portal, clock: MovableClock, fault: str
) -> None:
    made = await active(portal, BEN)
    faults: dict[str, Any] = {
        "raises": Broken("hunter2"),
        "exits": SystemExit("hunter2"),
        "later": TryLater("The server answered 429", 30),
        "nonsense": None,
        "endless words": TryLater("x" * 100_000),
    }

    def answer(call: str, grant: Any) -> Outcome:
        if len(machine.calls) == 1 and isinstance(faults[fault], BaseException):
            raise faults[fault]
        return Done("b") if len(machine.calls) > 1 else faults[fault]

    machine = Machine(answer)
    works = worker(portal, machine)
    await work_off(works)
    (item,) = await items()
    assert (item["state"], item["failures"]) == ("waiting", 1) and 0 < len(item["words"]) <= 500
    assert "hunter2" not in item["words"] and item["due"] > clock()
    if fault == "later":
        clock.advance(seconds=29)
        await work_off(works)
        assert machine.calls == ["grant"]
    clock.advance(seconds=61)
    await work_off(works)
    assert await state_of(made.grants["Ben", "cerner"]) == "active"


async def test_a_call_that_never_ends_is_cut_off(database: Database, portal: Portal) -> None:
    await active(portal, BEN)
    works = worker(portal, Machine(hold=asyncio.Event()), call_seconds=0.05)
    await work_off(works)
    (item,) = await items()
    assert (item["failures"], item["words"]) == (1, "No answer within 0.05 seconds")


async def test_giving_access_is_given_up_after_a_day_and_can_be_tried_again(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made = await active(portal, BEN)

    def answer(call: str, grant: Any) -> Outcome:
        if up:
            return Done("bruiz")
        raise TryLater("The server didn’t answer")

    up, works = False, worker(portal, Machine(answer))
    await work_off(works)
    clock.advance(hours=24)
    await work_off(works)
    (item,) = await items()
    assert (item["state"], item["words"], item["due"]) == ("dead", "The server didn’t answer", None)

    up = True
    await people.retry(portal, item["id"], by=ANALYST)
    await work_off(works)
    assert await state_of(made.grants["Ben", "cerner"]) == "active"


async def test_taking_access_away_is_never_given_up_and_raises_an_alarm(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, machine = await active(portal, BEN), Machine()
    works = worker(portal, machine)
    await work_off(works)
    await actions.revoke(made.grants["Ben", "cerner"], LINE, by=ANALYST)

    def down(call: str, grant: Any) -> Outcome:
        raise TryLater("The server didn’t answer")

    machine.answer = down
    for _ in range(20):
        await work_off(works)
        clock.advance(minutes=2)
    assert await raise_alarm(portal) == 1 and await raise_alarm(portal) == 0
    clock.advance(days=3)
    await work_off(works)
    (item,) = await items(kind="revoke")
    assert item["state"] == "waiting"

    machine.answer = lambda *_: Done()
    clock.advance(seconds=60)
    await work_off(works)
    assert [item["state"] for item in await items(kind="revoke")] == ["done"] and not machine.has
    assert await AuditEvent.exists().where(AuditEvent.action == "work.removals-late")


@pytest.mark.both_databases
async def test_a_removal_during_a_slow_grant_waits_its_turn_and_wins(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN)
    machine = Machine(hold=asyncio.Event())
    works = worker(portal, machine)
    slow = asyncio.create_task(works.work_due())
    await machine.called.wait()
    await actions.revoke(made.grants["Ben", "cerner"], LINE, by=ANALYST)
    await works.work_due()
    assert machine.calls == ["grant"]

    assert machine.hold
    machine.hold.set()
    await slow
    await asyncio.sleep(0.6)
    await work_off(works)
    assert machine.has == set() and machine.calls[-1] == "revoke"
    assert await state_of(made.grants["Ben", "cerner"]) == "revoked"


@pytest.mark.both_databases
async def test_a_worker_paused_beyond_its_lease_cannot_bring_access_back(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made = await active(portal, BEN)
    grant, sleeper = made.grants["Ben", "cerner"], Machine(hold=asyncio.Event())
    paused = asyncio.create_task(worker(portal, sleeper).work_due())
    await sleeper.called.wait()
    await actions.revoke(grant, LINE, by=ANALYST)
    clock.advance(seconds=LEASE_SECONDS + 1)
    other = Machine(has=sleeper.has)
    works = worker(portal, other)
    await work_off(works)
    assert other.calls == ["revoke"] and not other.has

    assert sleeper.hold
    sleeper.hold.set()
    await paused
    assert sleeper.has and await state_of(grant) == "revoked"
    await work_off(works)
    assert not sleeper.has and await state_of(grant) == "revoked"


async def test_a_worker_that_slept_before_its_call_makes_none(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    await active(portal, BEN)
    machine = Machine()
    works = worker(portal, machine)
    (lease,) = await claim(WorkItem, limit=1, seconds=LEASE_SECONDS)
    clock.advance(seconds=LEASE_SECONDS + 1)
    await works._work(lease)
    assert machine.calls == []


async def test_a_late_retry_of_an_earlier_time_does_nothing(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, machine = await active(portal, BEN), Machine()
    (lease,) = await claim(WorkItem, limit=1, seconds=LEASE_SECONDS)
    await actions.revoke(made.grants["Ben", "cerner"], LINE, by=ANALYST)
    await worker(portal, machine)._work(lease)
    assert machine.calls == []


@pytest.mark.both_databases
async def test_an_agreement_that_ends_while_the_call_runs_takes_the_access_back(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN)
    machine = Machine(hold=asyncio.Event())
    works = worker(portal, machine)
    slow = asyncio.create_task(works.work_due())
    await machine.called.wait()
    await Agreement.update({Agreement.state: "lapsed"}).where(Agreement.id == made.agreement)
    assert machine.hold
    machine.hold.set()
    await slow
    assert await state_of(made.grants["Ben", "cerner"]) == "failed"
    await work_off(works)
    assert not machine.has and machine.calls == ["grant", "revoke"]


@pytest.mark.both_databases
async def test_two_workers_do_each_thing_once(database: Database, portal: Portal) -> None:
    crowd = [
        Someone(numbered("P", n), numbered("Person", n), f"p{n}@peaks.example", ("cerner", "pacs"))
        for n in range(8)
    ]
    made, machine = await active(portal, BEN, *crowd), Machine()
    works = [worker(portal, machine) for _ in range(3)]
    for _ in range(20):
        await asyncio.gather(*(each.work_due() for each in works))
    assert len(machine.calls) == len(made.grants)
    assert {await state_of(grant) for grant in made.grants.values()} == {"active"}


async def test_the_worker_works_while_it_runs_and_stops(database: Database, portal: Portal) -> None:
    made, machine = await active(portal, BEN), Machine()
    async with worker(portal, machine, idle_seconds=0.02).running():
        for _ in range(200):
            if await state_of(made.grants["Ben", "cerner"]) == "active":
                break
            await asyncio.sleep(0.02)
    assert machine.calls == ["grant"]

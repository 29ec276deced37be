"""Access that differs from what was granted becomes work for people, and nothing is put right silently."""

from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from core.access import actions, suspending
from core.access.by_date import handlers
from core.access.looking import LOOK
from core.apart import Loop
from core.audit.tables import AuditEvent
from core.console.queries.work import work_item
from core.database import Database
from core.due.queries import scheduled
from core.due.worker import DueWorker
from core.plugin_api import Absent, ByPeople, Differs, Found, Standing, TryLater, Waiting
from core.portal import Portal
from core.provisioning import people
from core.provisioning.apart import Apart
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.drift import looking_at_access
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, items, work_off, worker
from tests.practices import AMARA, ANALYST, BEN, LINE, active, portal_for, state_of

OFF = Differs(("The account bruiz is switched off.",), "bruiz")


@pytest.fixture
async def machine(database: Database, clock: MovableClock) -> Machine:
    return Machine()


@pytest.fixture
async def grant(portal: Portal, machine: Machine) -> UUID:
    made = await active(portal, BEN)
    await work_off(worker(portal, machine))
    machine.looks.clear()
    return made.grants["Ben", "cerner"]


async def look(portal: Portal, machine: Any) -> None:
    """Everything that is due now, as the worker by date does it."""
    connectors = Connectors(dict.fromkeys(portal.applications, machine))
    due = DueWorker({**handlers(portal), **looking_at_access(portal, connectors)})
    while await due.attend_due():
        pass


async def checks() -> list[tuple[str, str]]:
    return [(item["state"], item["words"]) for item in await items(kind="check")]


@pytest.mark.both_databases
async def test_working_access_is_looked_at_once_a_day_and_leaves_nothing_behind(
    portal: Portal, machine: Machine, grant: UUID, clock: MovableClock
) -> None:
    # The summary of what was set up goes out with the first look.
    clock.advance(days=1)
    await look(portal, machine)
    events = await AuditEvent.count()
    for day in range(2, 5):
        clock.advance(days=1)
        await look(portal, machine)
        await look(portal, machine)
        assert machine.looks == [str(grant)] * day
    assert await checks() == [] and await AuditEvent.count() == events


async def test_the_site_says_how_often_an_application_is_asked(
    database: Database, clock: MovableClock
) -> None:
    portal, machine = portal_for(cerner={"connector": {"kind": "people", "check_hours": 3}}), Machine()
    await active(portal, BEN)
    await work_off(worker(portal, machine))
    machine.looks.clear()
    for _ in range(8):
        clock.advance(hours=3)
        await look(portal, machine)
    assert len(machine.looks) == 8


@pytest.mark.both_databases
async def test_access_that_began_together_is_not_looked_at_together(
    portal: Portal, machine: Machine, clock: MovableClock
) -> None:
    made = await active(portal, BEN, AMARA)
    await work_off(worker(portal, machine))
    moments = {await scheduled(LOOK, each) for each in made.grants.values()}
    assert None not in moments and len(moments) == len(made.grants) > 1


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (Absent(), "The access isn’t there any more."),
        (OFF, "The account bruiz is switched off."),
        (Found("ben.ruiz"), "The login name is ben.ruiz there, and was bruiz."),
    ],
)
async def test_what_differs_is_work_for_people_once_and_is_put_right_by_nobody_else(
    portal: Portal, machine: Machine, grant: UUID, clock: MovableClock, shown: Standing, words: str
) -> None:
    machine.shows = lambda _: shown
    for _ in range(3):
        clock.advance(days=1)
        await look(portal, machine)
        await work_off(worker(portal, machine))
    assert await checks() == [("people", words)] and machine.calls == ["grant"]
    assert await state_of(grant) == "active"
    (event,) = await AuditEvent.select().where(AuditEvent.action == "grant-check.differs")
    assert event["subject"] == str(grant) and words in str(event["details"])
    (item,) = await items(kind="check")
    view = await work_item(item["id"])
    assert words in view.steps[0].text and view.line.kind_words == "Look how it stands"


@pytest.mark.both_databases
async def test_what_people_left_as_it_was_comes_back_and_what_agrees_again_goes_away(
    portal: Portal, machine: Machine, grant: UUID, clock: MovableClock
) -> None:
    machine.shows = lambda _: OFF
    clock.advance(days=1)
    await look(portal, machine)
    (item,) = await items(kind="check")
    for step in range(len(item["steps"])):
        await people.tick(item["id"], step, done=True, by=ANALYST)
    await people.complete(portal, item["id"], "It is meant to be so.", by=ANALYST)
    clock.advance(days=1)
    await look(portal, machine)
    assert [state for state, _ in await checks()] == ["done", "people"]

    machine.shows = None
    clock.advance(days=1)
    await look(portal, machine)
    assert [state for state, _ in await checks()] == ["done", "over"]
    assert await AuditEvent.exists().where(AuditEvent.action == "grant-check.agrees-again")


async def test_a_removal_that_did_not_last_is_done_once_more(
    portal: Portal, machine: Machine, grant: UUID, clock: MovableClock
) -> None:
    await actions.revoke(grant, LINE, by=ANALYST)
    await work_off(worker(portal, machine))
    machine.has.add(str(grant))
    clock.advance(days=1)
    await look(portal, machine)
    await work_off(worker(portal, machine))
    assert not machine.has and machine.calls == ["grant", "revoke", "revoke"]
    clock.advance(days=1)
    await look(portal, machine)
    assert await scheduled(LOOK, grant) is None and await state_of(grant) == "revoked"


async def test_an_application_that_does_not_answer_is_asked_again_and_accuses_nobody(
    portal: Portal, machine: Machine, grant: UUID, clock: MovableClock
) -> None:
    def down(_: Any) -> Standing:
        raise TryLater("The server didn’t answer")

    machine.shows = down
    clock.advance(days=1)
    with capture_logs() as entries:
        await look(portal, machine)
    assert [each["event"] for each in entries] == ["access.not-looked-at"]
    assert await checks() == [] and len(machine.looks) == 1
    clock.advance(hours=1)
    await look(portal, machine)
    assert len(machine.looks) == 2


async def test_where_only_people_can_look_nothing_is_made_up(
    portal: Portal, machine: Machine, grant: UUID, clock: MovableClock
) -> None:
    clock.advance(days=1)
    await look(portal, portal.applications["cerner"].provisioner)
    machine.shows = lambda _: Waiting("analyst", ("Look the person up.",))
    clock.advance(days=1)
    await look(portal, machine)
    assert await checks() == []
    assert await scheduled(LOOK, grant) is not None


async def test_where_people_do_the_work_the_plugin_is_not_even_asked(
    portal: Portal, grant: UUID, clock: MovableClock
) -> None:
    asked = []
    by_people: ByPeople[Any] = ByPeople(
        to_grant=(), to_revoke=(), to_check=lambda held: asked.append(held) or ()
    )
    clock.advance(days=1)
    await look(portal, Apart(Loop("cerner"), by_people))
    assert asked == [] and await scheduled(LOOK, grant) is not None


async def test_access_that_is_being_changed_is_not_looked_at(
    portal: Portal, machine: Machine, grant: UUID, clock: MovableClock
) -> None:
    await suspending.suspend(grant, LINE, by=ANALYST)
    clock.advance(days=1)
    await look(portal, machine)
    assert machine.looks == [] and await checks() == []


async def test_access_that_ends_while_it_is_looked_at_makes_no_work(
    portal: Portal, machine: Machine, grant: UUID, clock: MovableClock
) -> None:
    class Slow:
        async def check(self, _: Any) -> Standing:
            await actions.revoke(grant, LINE, by=ANALYST)
            return Absent()

    clock.advance(days=1)
    await look(portal, Slow())
    assert await checks() == []

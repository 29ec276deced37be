"""A removal that has not reached its application is told and shown."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from structlog.testing import capture_logs

from core.access import actions
from core.access.by_date import handlers
from core.access.changing import tell_again
from core.audit.tables import AuditEvent
from core.console.queries import figures
from core.console.queries.work import work_item, work_list
from core.console.queries.work_filters import WorkFilters
from core.console.queries.work_order import LATE
from core.database import Database
from core.due.worker import DueWorker
from core.identity.roles import StaffRoles
from core.mail.tables import OutboxMail
from core.plugin_api import Done, Outcome, Refused, TryLater, Waiting
from core.portal import Portal
from core.provisioning import late, people
from core.provisioning.by_date import provisioning_by_date
from core.provisioning.late import raise_alarm
from core.provisioning.worker import ProvisioningWorker
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, items, work_off, worker
from tests.practices import ANALYST, BEN, LINE, active


def down(call: str, grant: Any) -> Outcome:
    raise TryLater("The server didn’t answer")


@pytest.fixture
async def machine(database: Database, portal: Portal, clock: MovableClock) -> Machine:
    return Machine()


@pytest.fixture
def works(portal: Portal, machine: Machine) -> ProvisioningWorker:
    return worker(portal, machine)


async def removal(portal: Portal, works: ProvisioningWorker, machine: Machine, answer: Any = down) -> UUID:
    """Access that was given, and is to be taken away by a machine that answers like this."""
    made = await active(portal, BEN)
    await work_off(works)
    machine.answer = answer
    await actions.revoke(made.grants["Ben", "cerner"], LINE, by=ANALYST)
    await work_off(works)
    (item,) = await items(kind="revoke")
    return UUID(str(item["id"]))


async def shown(portal: Portal, state: str = "") -> list[tuple[str, bool]]:
    found = await work_list(portal, StaffRoles.parse("analyst"), WorkFilters(state=state), by=ANALYST)
    return [(line.kind, line.late) for line in found.lines]


async def late_in_figures() -> float | None:
    rows = dict((figures.failures(await figures.tallies(None))).rows)
    return rows["Removals and changes that haven’t reached their application"][0]


@pytest.mark.both_databases
async def test_a_late_removal_is_in_the_log_the_trail_the_queue_and_the_figures_until_it_is_done(
    portal: Portal, clock: MovableClock, works: ProvisioningWorker, machine: Machine
) -> None:
    item = await removal(portal, works, machine)
    clock.advance(minutes=14, seconds=59)
    assert await raise_alarm(portal) == 0 and await shown(portal) == [] and await late_in_figures() == 0

    clock.advance(seconds=1)
    with capture_logs() as entries:
        assert await raise_alarm(portal) == 1
    (entry,) = entries
    assert (entry["log_level"], entry["event"]) == ("error", "work.removals-late")
    assert (entry["items"], entry["more"]) == ([str(item)], 0)
    assert await AuditEvent.exists().where(AuditEvent.action == "work.removals-late")
    assert await shown(portal) == await shown(portal, LATE) == [("revoke", True)]
    assert (await work_item(item)).line.late and await late_in_figures() == 1

    due = DueWorker({**handlers(portal), **provisioning_by_date(portal, works.connectors)})
    for minutes, many in ((4, 0), (1, 1), (30, 1)):
        clock.advance(minutes=minutes)
        while await due.attend_due():
            pass
        assert await told_support(portal, "removals-late") == many
        assert await raise_alarm(portal) == 0

    machine.answer = lambda *_: Done()
    clock.advance(minutes=1)
    await work_off(works)
    assert await shown(portal) == await shown(portal, LATE) == [] and await late_in_figures() == 0
    assert not (await work_item(item)).line.late


async def test_a_line_of_the_log_names_ten_of_many_and_the_trail_all(
    database: Database, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [uuid4() for _ in range(12)]

    async def removals_are(kind: str, *_: Any) -> bool:
        return kind == "revoke"

    async def marked(*_: Any) -> list[UUID]:
        return many

    monkeypatch.setattr(late, "work_is_late", removals_are)
    monkeypatch.setattr(late, "mark_late", marked)
    with capture_logs() as entries:
        assert await raise_alarm(portal) == 12
    assert [(each["items"], each["more"]) for each in entries] == [([*map(str, many[:10])], 2)]
    event = await AuditEvent.objects().where(AuditEvent.action == "work.removals-late").first()
    assert event is not None and all(str(each) in str(event.details) for each in many)


async def test_a_worker_that_runs_raises_the_alarm(
    portal: Portal, clock: MovableClock, works: ProvisioningWorker, machine: Machine
) -> None:
    await removal(portal, works, machine)
    clock.advance(minutes=15)
    told = AuditEvent.action == "work.removals-late"
    async with works.leases.running():
        for _ in range(1000):
            if await AuditEvent.exists().where(told):
                break
            await asyncio.sleep(0.02)
    assert await AuditEvent.count().where(told) == 1


async def test_a_removal_that_was_refused_is_late_too_and_again_if_trying_again_does_not_help(
    portal: Portal, clock: MovableClock, works: ProvisioningWorker, machine: Machine
) -> None:
    item = await removal(portal, works, machine, lambda *_: Refused("Nobody may leave."))
    clock.advance(minutes=15)
    assert await raise_alarm(portal) == 1 and await shown(portal) == [("revoke", True)]

    await people.retry(portal, item, by=ANALYST)
    assert await raise_alarm(portal) == 0
    clock.advance(minutes=15)
    assert await raise_alarm(portal) == 1 and await raise_alarm(portal) == 0


async def test_a_removal_that_people_have_to_do_is_late_too_until_they_have_done_it(
    portal: Portal, clock: MovableClock, works: ProvisioningWorker, machine: Machine
) -> None:
    item = await removal(portal, works, machine, lambda *_: Waiting("analyst", ("End it.",)))
    clock.advance(minutes=14)
    assert await raise_alarm(portal) == 0 and await shown(portal) == [("revoke", False)]
    clock.advance(minutes=1)
    with capture_logs() as entries:
        assert await raise_alarm(portal) == 1 and await raise_alarm(portal) == 0
    assert [each["event"] for each in entries] == ["work.removals-late"]
    assert await AuditEvent.exists().where(AuditEvent.action == "work.removals-late")
    assert await shown(portal) == await shown(portal, LATE) == [("revoke", True)]
    assert await late_in_figures() == 1

    await people.tick(item, 0, done=True, by=ANALYST)
    await people.complete(portal, item, "The account is gone.", by=ANALYST)
    assert await shown(portal) == await shown(portal, LATE) == [] and await late_in_figures() == 0


async def test_work_that_gives_access_is_never_late_however_long_people_take(
    portal: Portal, clock: MovableClock, machine: Machine, works: ProvisioningWorker
) -> None:
    machine.answer = lambda *_: Waiting("analyst", ("Make it.",))
    await active(portal, BEN)
    await work_off(works)
    clock.advance(days=1)
    assert await raise_alarm(portal) == 0 and await shown(portal) == [("grant", False)]


@pytest.mark.both_databases
async def test_a_change_is_late_from_the_first_that_nobody_made_and_support_is_told_once_however_it_goes_on(
    portal: Portal, clock: MovableClock, works: ProvisioningWorker, machine: Machine
) -> None:
    grant = (await active(portal, BEN)).grants["Ben", "cerner"]
    await work_off(works)
    machine.answer = lambda *_: Waiting("analyst", ("Change it.",))
    await tell_again(grant, by=ANALYST)
    clock.advance(hours=23, minutes=59)
    await tell_again(grant, by=ANALYST)
    await work_off(works)
    assert await raise_alarm(portal) == 0 and await shown(portal) == [("update", False)]

    clock.advance(minutes=1)
    assert await raise_alarm(portal) == 1
    assert await AuditEvent.exists().where(AuditEvent.action == "work.changes-late")
    await tell_again(grant, by=ANALYST)
    await work_off(works)
    clock.advance(days=2)
    assert await raise_alarm(portal) == 0
    assert await shown(portal) == await shown(portal, LATE) == [("update", True)]
    assert await late_in_figures() == 1
    assert await told_support(portal) == 1

    item = UUID(str((await items(kind="update", state="people"))[0]["id"]))
    await people.tick(item, 0, done=True, by=ANALYST)
    await people.complete(portal, item, "It is as it should be.", by=ANALYST)
    clock.advance(days=2)
    assert await raise_alarm(portal) == 0 and await shown(portal, LATE) == []
    assert await told_support(portal) == 1


async def told_support(portal: Portal, template: str = "changes-late") -> int:
    to_support = OutboxMail.recipient == portal.site.support_address
    return await OutboxMail.count().where(to_support, OutboxMail.template == template)

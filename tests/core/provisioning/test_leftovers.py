"""What may have been made at the application before it refused is taken away: once, and only then."""

from collections.abc import Callable
from typing import Any

import pytest

from core.access import actions, suspending
from core.access.asking import ask_again
from core.agreements.tables import Agreement
from core.database import Database
from core.plugin_api import Done, Outcome, Refused, Waiting
from core.portal import Portal
from core.provisioning import people
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, items, work_off, worker, yes
from tests.practices import ANALYST, BEN, LINE, active, state_of

NO = Refused("No license is left.")


def after_making_it(machine: Machine) -> Callable[[str, Any], Outcome]:
    """The account is made, and then the connection breaks."""

    def answer(call: str, grant: Any) -> Outcome:
        machine.has.add(grant.key)
        raise OSError

    return answer


async def kinds() -> list[tuple[str, str]]:
    return [(item["kind"], item["state"]) for item in await items()]


@pytest.mark.both_databases
async def test_what_was_refused_at_once_leaves_nothing_to_take_away(
    database: Database, portal: Portal
) -> None:
    await active(portal, BEN)
    await work_off(worker(portal, Machine(lambda *_: NO)))
    assert await kinds() == [("grant", "failed")]


@pytest.mark.parametrize("end", ["refused", "not allowed any more", "refused by people"])
async def test_an_account_whose_answer_was_lost_is_taken_away_when_access_is_not_given(
    database: Database, portal: Portal, clock: MovableClock, end: str
) -> None:
    made, machine = await active(portal, BEN), Machine()
    machine.answer, works = after_making_it(machine), worker(portal, machine)
    await work_off(works)
    clock.advance(minutes=2)
    if end == "not allowed any more":
        await Agreement.update({Agreement.binds_until: clock()}).where(Agreement.id == made.agreement)
    if end == "refused by people":
        machine.answer = lambda *_: Waiting("analyst", ("Make it.",))
        await work_off(works)
        await people.refuse(portal, (await items())[0]["id"], "There is no license.", by=ANALYST)
    machine.answer = lambda call, _: NO if call == "grant" else Done()
    await work_off(works)
    assert await state_of(made.grants["Ben", "cerner"]) == "failed"
    assert machine.has == set() and await kinds() == [("grant", "failed"), ("revoke", "done")]


async def test_what_was_refused_can_be_tried_again_though_something_is_taken_away(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made, machine = await active(portal, BEN), Machine()
    machine.answer, works = after_making_it(machine), worker(portal, machine)
    await work_off(works)
    clock.advance(minutes=2)
    machine.answer = lambda call, _: NO if call == "grant" else Done()
    await work_off(works)
    await people.retry(portal, (await items(kind="grant"))[0]["id"], by=ANALYST)
    machine.answer = yes
    await work_off(works)
    assert await state_of(made.grants["Ben", "cerner"]) == "active" and len(machine.has) == 1


async def test_access_whose_removal_was_overtaken_is_taken_away_when_the_new_one_is_refused(
    database: Database, portal: Portal
) -> None:
    made, machine = await active(portal, BEN), Machine()
    works, grant = worker(portal, machine), made.grants["Ben", "cerner"]
    await work_off(works)
    await actions.revoke(grant, LINE, by=ANALYST)
    await ask_again(portal, grant, by=made.by)
    await actions.approve(portal, grant, by=ANALYST)
    await actions.begin(portal, grant, by=ANALYST)
    machine.answer = lambda call, _: NO if call == "grant" else Done()
    await work_off(works)
    assert await state_of(grant) == "failed" and machine.has == set()


async def test_what_was_taken_away_for_certain_is_not_taken_away_again(
    database: Database, portal: Portal
) -> None:
    made, machine = await active(portal, BEN), Machine()
    works, grant = worker(portal, machine), made.grants["Ben", "cerner"]
    await work_off(works)
    await suspending.suspend(grant, LINE, by=ANALYST)
    await work_off(works)
    await suspending.resume(portal, grant, by=ANALYST)
    machine.answer = lambda *_: NO
    await work_off(works)
    assert await kinds() == [("grant", "done"), ("revoke", "done"), ("grant", "failed")]

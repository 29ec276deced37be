"""How long work waits that failed."""

from typing import Any

from core.database import Database
from core.plugin_api import Done, Outcome, TryLater
from core.portal import Portal
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, work_off, worker
from tests.practices import BEN, active, state_of


async def test_however_often_it_failed_work_is_tried_again_within_half_a_minute(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made = await active(portal, BEN)

    def answer(call: str, grant: Any) -> Outcome:
        if len(machine.calls) > 12:
            return Done("bruiz")
        raise TryLater("The server didn’t answer")

    machine = Machine(answer)
    works = worker(portal, machine)
    for _ in range(13):
        await work_off(works)
        clock.advance(seconds=30)
    assert await state_of(made.grants["Ben", "cerner"]) == "active"

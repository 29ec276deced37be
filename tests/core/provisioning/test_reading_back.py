"""What a machine says it did counts only when reading it back shows the same."""

from typing import Any

import pytest

from core.access import actions
from core.database import Database
from core.plugin_api import Absent, Differs, Done, Found, Outcome, Standing, TryLater, Waiting
from core.portal import Portal
from core.provisioning.late import raise_alarm
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, items, work_off, worker
from tests.practices import ANALYST, BEN, LINE, active, state_of

OFF = Differs(("The account bruiz is switched off.",), "bruiz")


def says_yes(call: str, grant: Any) -> Outcome:
    return Done("bruiz")


def raises(grant: Any) -> Standing:
    raise TryLater("The server didn’t answer")


async def test_what_was_done_is_looked_at_and_the_login_name_that_is_there_counts(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN)
    machine = Machine(says_yes, shows=lambda _: Found("ben.ruiz"))
    await work_off(worker(portal, machine))
    (item,) = await items()
    assert (item["state"], item["evidence"]) == ("done", "ben.ruiz")
    assert machine.looks == [str(made.grants["Ben", "cerner"])]


@pytest.mark.parametrize(
    ("shows", "words"),
    [
        (lambda _: Absent(), "doesn’t show the access that it says it has given"),
        (lambda _: OFF, "The account bruiz is switched off."),
        (raises, "The server didn’t answer"),
        (lambda _: Done("bruiz"), "something that is no outcome"),
        (lambda _: None, "something that is no outcome"),
    ],
)
async def test_access_that_is_not_there_is_not_called_working(
    database: Database, portal: Portal, clock: MovableClock, shows: Any, words: str
) -> None:
    made, machine = await active(portal, BEN), Machine(says_yes, shows=shows)
    works = worker(portal, machine)
    await work_off(works)
    (item,) = await items()
    assert (item["state"], item["failures"]) == ("waiting", 1) and words in item["words"]
    assert await state_of(made.grants["Ben", "cerner"]) == "provisioning"

    machine.shows = lambda _: Found("bruiz")
    clock.advance(minutes=1)
    await work_off(works)
    assert await state_of(made.grants["Ben", "cerner"]) == "active"


@pytest.mark.parametrize("shown", [Found("bruiz"), OFF])
async def test_a_removal_that_did_not_happen_is_tried_again_and_becomes_late(
    database: Database, portal: Portal, clock: MovableClock, shown: Standing
) -> None:
    made, machine = await active(portal, BEN), Machine()
    works = worker(portal, machine)
    await work_off(works)
    machine.answer, machine.shows = says_yes, lambda _: shown
    await actions.revoke(made.grants["Ben", "cerner"], LINE, by=ANALYST)
    for _ in range(3):
        await work_off(works)
        clock.advance(minutes=6)
    (item,) = await items(kind="revoke")
    assert item["state"] == "waiting" and item["failures"] == 3
    assert await raise_alarm(portal) == 1

    machine.shows = lambda _: Absent()
    await work_off(works)
    assert [each["state"] for each in await items(kind="revoke")] == ["done"]


async def test_what_only_people_can_look_at_is_theirs(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN)
    look = Waiting("analyst", ("Look the person up.",))
    await work_off(worker(portal, Machine(says_yes, shows=lambda _: look)))
    (item,) = await items()
    assert item["state"] == "people" and [step["text"] for step in item["steps"]] == ["Look the person up."]
    assert await state_of(made.grants["Ben", "cerner"]) == "provisioning"


async def test_a_worker_whose_lease_runs_out_before_it_looks_changes_nothing(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made = await active(portal, BEN)

    def slow(call: str, grant: Any) -> Outcome:
        clock.advance(minutes=1)
        return Done("bruiz")

    machine = Machine(slow)
    await worker(portal, machine).work_due()
    assert machine.calls == ["grant"] and machine.looks == []
    assert await state_of(made.grants["Ben", "cerner"]) == "provisioning"

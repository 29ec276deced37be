"""Where an application's rule gives no answer, nothing is given by that and nothing is taken."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest

from core.access import actions, suspending
from core.access.asking import Asked, request_applications
from core.access.conditions import NotAsked
from core.access.tables import Request
from core.activation.actions import activate_group
from core.actor import Actor
from core.database import Database
from core.enrollment import grid, starting
from core.enrollment.review import review
from core.enrollment.submission import NotReady, submit
from core.portal import Portal
from core.usage.actions import open_application
from tests.conftest import MovableClock
from tests.core.enrollment.conftest import ADMINISTRATOR, saved, with_people
from tests.core.enrollment.test_submission import complete
from tests.core.provisioning.machines import Machine, items, work_off, worker
from tests.plugins.blocking import Blocking, blocking, portal_where
from tests.practices import (
    AMARA,
    ANALYST,
    BEN,
    KEYS,
    active,
    check_credentials,
    practice,
    state_of,
    themselves,
)

SILENT = "doesn’t answer at the moment"


@pytest.fixture
def stuck() -> Iterator[Blocking]:
    with blocking() as made:
        yield made


@pytest.fixture
def silent(portal: Portal, stuck: Blocking) -> Portal:
    """The same portal, where the rule of one application blocks."""
    return where_its_rule(portal, stuck.here)


def where_its_rule(portal: Portal, rule: object) -> Portal:
    eligibility = replace(portal.applications["cerner"].eligibility, rule=rule)
    return portal_where(portal, "cerner", eligibility=eligibility)


async def test_a_tick_is_kept_whatever_else_is_changed_meanwhile(
    portal: Portal, silent: Portal, enrollment: UUID, by: Actor
) -> None:
    await with_people(portal, enrollment, by)
    await grid.apply_to_eligible(portal, enrollment, "cerner", True, by=by)
    wanted = [person.wanted for person in (await starting.load(enrollment, by.account)).people]
    assert any("cerner" in each for each in wanted)

    result = await saved(silent, enrollment, "administrator", ADMINISTRATOR, by)
    assert not result.dropped and [person.wanted for person in result.draft.people] == wanted
    boxes = {(person.id, slug) for person in result.draft.people for slug in person.wanted}
    for row in grid.grid(silent, result.draft).rows:
        assert {cell.slug for cell in row.cells if cell.ticked} == set(row.person.wanted)
    again = await grid.set_access(silent, enrollment, boxes, version=result.draft.version, by=by)
    assert [person.wanted for person in again.draft.people] == wanted and not again.left_out

    untick = [grid.Tick(person.id, "cerner", False) for person in again.draft.people]
    emptied = await grid.set_ticks(silent, enrollment, untick, by=by)
    assert not any("cerner" in person.wanted for person in emptied.draft.people)
    refused = await grid.apply_to_eligible(silent, enrollment, "cerner", True, by=by)
    assert not refused.changed and all(SILENT in each.words for each in refused.left_out)


async def test_nothing_is_sent_while_an_application_that_is_asked_for_cannot_be_asked(
    portal: Portal, silent: Portal, enrollment: UUID, by: Actor
) -> None:
    await complete(portal, enrollment, by)
    await grid.apply_to_eligible(portal, enrollment, "cerner", True, by=by)
    draft = await starting.load(enrollment, by.account)
    assert any(SILENT in each.words for each in review(silent, draft).missing)
    with pytest.raises(NotReady):
        await submit(silent, enrollment, by=by)
    assert not await Request.exists()
    assert (await submit(portal, enrollment, by=by)).number


async def test_activation_goes_on_and_the_worker_asks_again_before_anything_is_given(
    database: Database, clock: MovableClock, portal: Portal, silent: Portal
) -> None:
    made, machine = await practice(portal, BEN, AMARA), Machine()
    await check_credentials(portal, made)
    await activate_group(silent, KEYS, made.group, by=ANALYST)
    grant = made.grants["Ben", "cerner"]
    assert await state_of(grant) == "provisioning"

    await work_off(worker(silent, machine))
    assert str(grant) not in machine.has and await state_of(grant) == "provisioning"
    (item,) = await items(grant=grant)
    assert item["state"] == "waiting" and SILENT in item["words"]
    # What somebody else asks for is set up as ever.
    assert await state_of(made.grants["Amara", "pacs"]) == "active"

    clock.advance(minutes=5)
    await work_off(worker(where_its_rule(portal, lambda *_: "Not for you."), machine))
    assert str(grant) not in machine.has and await state_of(grant) == "failed"


async def test_what_was_done_there_is_neither_believed_nor_taken_back_before_the_rule_was_asked(
    database: Database, clock: MovableClock, portal: Portal, stuck: Blocking
) -> None:
    made = await active(portal, BEN)
    grant, machine = made.grants["Ben", "cerner"], Machine()
    asked = iter(["once"])

    def only_once(*_: object) -> None:
        if next(asked, None) is None:
            stuck.here()

    await work_off(worker(where_its_rule(portal, only_once), machine))
    assert machine.calls == ["grant"] and await state_of(grant) == "provisioning"
    clock.advance(minutes=5)
    await work_off(worker(portal, machine))
    assert set(machine.calls) == {"grant"} and await state_of(grant) == "active"


async def test_access_that_exists_stays_and_what_is_asked_of_it_is_answered_in_words(
    database: Database, portal: Portal, silent: Portal
) -> None:
    made, machine = await active(portal, BEN), Machine()
    await work_off(worker(portal, machine))
    grant, ben = made.grants["Ben", "cerner"], await themselves(made, "Ben")
    with pytest.raises(NotAsked, match=SILENT):
        await open_application(silent, grant, by=ben)
    assert await state_of(grant) == "active"

    await suspending.suspend(grant, "For a moment.", by=ANALYST)
    with pytest.raises(NotAsked, match=SILENT):
        await suspending.resume(silent, grant, by=ANALYST)
    assert await state_of(grant) == "suspended"
    await actions.revoke(grant, "Over.", by=ANALYST)
    with pytest.raises(NotAsked, match=SILENT):
        await request_applications(silent, made.group, [Asked(made.members["Ben"], "cerner")], by=made.by)
    assert await state_of(grant) == "revoked"

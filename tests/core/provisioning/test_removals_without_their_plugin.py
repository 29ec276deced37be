"""A removal never dies: not with answers that no longer fit, nor with a plugin that is gone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

from core.access import actions, suspending
from core.applications import Catalogue
from core.database import Database
from core.forms import field
from core.plugin_api import Done, Outcome, Refused
from core.portal import Portal
from core.provisioning import people
from core.provisioning.late import raise_alarm
from core.provisioning.worker import ProvisioningWorker
from tests.conftest import MovableClock
from tests.core.provisioning.machines import Machine, items, work_off, worker
from tests.practices import ANALYST, BEN, LINE, active, state_of


class Asked(BaseModel):
    """What the next version of the application asks, and nobody was asked."""

    ward: str = field("Ward")


def cerner(portal: Portal, **changed: Any) -> Portal:
    """The same deployment with another version of one plugin."""
    every = {**portal.applications, "cerner": replace(portal.applications["cerner"], **changed)}
    return Portal(portal.site, Catalogue(portal.site, every), portal.mail)


def without_cerner(portal: Portal) -> Portal:
    """The same deployment with one plugin switched off, or not installed any more."""
    left = {slug: each for slug, each in portal.applications.items() if slug != "cerner"}
    return Portal(portal.site, Catalogue(portal.site, left), portal.mail)


async def ended(portal: Portal, machine: Machine) -> UUID:
    """Access that was given, and is to be taken away; the key of its grant."""
    made = await active(portal, BEN)
    await work_off(worker(portal, machine))
    grant = made.grants["Ben", "cerner"]
    await actions.revoke(grant, LINE, by=ANALYST)
    return grant


async def the_removal() -> dict[str, Any]:
    (item,) = await items(kind="revoke")
    return item


@pytest.mark.parametrize("version", [1, 2])
async def test_access_ends_by_machine_though_a_new_question_was_never_answered(
    database: Database, portal: Portal, version: int
) -> None:
    machine = Machine()
    await ended(portal, machine)
    seen: list[Any] = []

    def answer(call: str, held: Any) -> Outcome:
        seen.append(held)
        return Done()

    machine.answer = answer
    await work_off(worker(cerner(portal, fields=Asked, fields_version=version), machine))
    assert (await the_removal())["state"] == "done" and machine.has == set()
    (held,) = seen
    assert held.answers is None and held.raw == {} and held.account == "bruiz"


async def test_answers_of_an_older_version_are_upgraded_before_they_are_used(
    database: Database, portal: Portal
) -> None:
    def upgrade(version: int, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**raw, "ward": f"asked in version {version}"}

    made, seen = await active(portal, BEN), []

    def answer(call: str, grant: Any) -> Outcome:
        seen.append(grant.answers)
        return Done()

    newer = cerner(portal, fields=Asked, fields_version=2, upgrade_answers=upgrade)
    await work_off(worker(newer, Machine(answer)))
    assert seen == [Asked(ward="asked in version 1")]
    assert await state_of(made.grants["Ben", "cerner"]) == "active"


async def test_an_upgrade_that_fails_keeps_access_from_being_given_and_never_from_being_taken(
    database: Database, portal: Portal
) -> None:
    def broken(version: int, raw: Mapping[str, Any]) -> Mapping[str, Any]:
        raise ZeroDivisionError

    machine = Machine()
    grant = await ended(portal, machine)
    newer = cerner(portal, fields=Asked, fields_version=2, upgrade_answers=broken)
    await work_off(worker(newer, machine))
    assert (await the_removal())["state"] == "done" and await state_of(grant) == "revoked"


async def test_access_whose_answers_no_longer_fit_is_given_up_and_the_log_says_so(
    database: Database, portal: Portal
) -> None:
    await active(portal, BEN)
    with capture_logs() as entries:
        await work_off(worker(cerner(portal, fields=Asked), Machine()))
    (item,) = await items()
    assert item["state"] == "dead" and "no longer fit" in item["words"]
    (entry,) = [each for each in entries if each["event"] == "work.given-up"]
    assert (entry["log_level"], entry["application"]) == ("error", "cerner")


async def test_without_its_plugin_a_removal_is_work_for_people_with_the_application_s_name(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    machine = Machine()
    await ended(portal, machine)
    works = worker(without_cerner(portal), machine)
    with capture_logs() as entries:
        await work_off(works)
    item = await the_removal()
    words = " ".join(step["text"] for step in item["steps"])
    assert (item["state"], item["for_whom"]) == ("people", "analyst")
    assert portal.applications["cerner"].name in words and "Ben Ruiz (bruiz)" in words
    assert not [each for each in entries if each["event"] == "work.given-up"]
    clock.advance(minutes=15)
    assert await raise_alarm(portal) == 1


@pytest.mark.both_databases
async def test_a_removal_goes_on_by_itself_when_the_plugin_is_back(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    machine = Machine()
    await ended(portal, machine)
    gone = worker(without_cerner(portal), machine)
    for _ in range(5):
        await work_off(gone)
        clock.advance(minutes=5)
    assert machine.has and (await the_removal())["state"] == "people"

    await work_off(worker(portal, machine))
    assert (await the_removal())["state"] == "done" and not machine.has


async def test_what_people_ended_meanwhile_is_not_done_again_when_the_plugin_is_back(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    machine = Machine()
    await ended(portal, machine)
    await work_off(worker(without_cerner(portal), machine))
    item = await the_removal()
    for step in range(len(item["steps"])):
        await people.tick(item["id"], step, done=True, by=ANALYST)
    await people.complete(portal, item["id"], "The account is gone.", by=ANALYST)
    clock.advance(minutes=5)
    await work_off(worker(portal, machine))
    assert (await the_removal())["state"] == "done" and machine.calls == ["grant"]


async def test_access_asked_for_again_ends_a_removal_that_waits_for_its_plugin(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    machine = Machine()
    made = await active(portal, BEN)
    works: ProvisioningWorker = worker(portal, machine)
    await work_off(works)
    grant = made.grants["Ben", "cerner"]
    await suspending.suspend(grant, LINE, by=ANALYST)
    await work_off(worker(without_cerner(portal), machine))
    await suspending.resume(portal, grant, by=ANALYST)
    clock.advance(minutes=5)
    await work_off(works)
    assert (await the_removal())["state"] == "over" and machine.calls == ["grant", "grant"]


async def test_a_refused_removal_waits_for_support_however_long_it_takes(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    machine = Machine()
    await ended(portal, machine)
    machine.answer = lambda *_: Refused("Nobody may leave.")
    works = worker(portal, machine)
    await work_off(works)
    clock.advance(days=30)
    await work_off(works)
    item = await the_removal()
    assert item["state"] == "failed" and clock() - item["made_at"] >= timedelta(days=30)
    await people.retry(portal, item["id"], by=ANALYST)
    machine.answer = lambda *_: Done()
    await work_off(works)
    assert (await the_removal())["state"] == "done"

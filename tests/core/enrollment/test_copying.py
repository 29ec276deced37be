"""What one person has is asked for others of their staff type, and what is not possible is named."""

from typing import Any
from uuid import UUID

import pytest

from core.actor import Actor
from core.enrollment.copying import same_as
from core.errors import NotFound
from core.portal import Portal
from tests.core.enrollment.conftest import LICENSE, SUBSCRIPTION, add, with_people

DOCTOR = LICENSE | {"staff_type": "provider", "suffix": "MD"}
ANSWERS = {"qventus.role": "surgeon", "dsm.direct_address": "a@direct.peaks.example"}


async def model(portal: Portal, enrollment: UUID, by: Actor, **typed: Any) -> UUID:
    await with_people(portal, enrollment, by)
    wanted = ["cerner", "dsm", "qventus", "report2web"]
    saved = await add(
        portal, enrollment, by, **DOCTOR, **ANSWERS, **SUBSCRIPTION, applications=wanted, **typed
    )
    assert saved.stored, saved.page.errors
    return saved.page.person.id


@pytest.mark.both_databases
async def test_ticks_and_chosen_answers_are_copied_and_typed_ones_are_not(
    portal: Portal, enrollment: UUID, by: Actor
):
    source = await model(portal, enrollment, by)
    other = (await add(portal, enrollment, by, **DOCTOR, applications=["pacs"])).page.person.id
    copied = await same_as(portal, enrollment, source, [other], by=by)

    person = copied.draft.person(other)
    assert person and set(person.wanted) == {"pacs", "cerner", "dsm", "qventus", "report2web"}
    assert person.applications["qventus"].answers["role"] == "surgeon"
    assert person.applications["report2web"].answers["fax"].endswith("0199")
    assert not person.applications["dsm"].answers.get("direct_address")
    assert not copied.left_out and len(copied.undo) == 4


async def test_another_staff_type_and_what_is_not_possible_are_named(
    portal: Portal, enrollment: UUID, by: Actor
):
    source = await model(portal, enrollment, by)
    coder = (await add(portal, enrollment, by, staff_type="staff", suffix="Coder")).page.person.id
    typed = {"staff_type": "staff", "suffix": "Surgery Scheduler", "qventus.role": "scheduler"}
    scheduler = (await add(portal, enrollment, by, **typed, applications=["qventus"])).page.person.id
    refused = await same_as(portal, enrollment, source, [coder], by=by)
    assert [each.person for each in refused.left_out] == [coder] and not refused.changed

    partly = await same_as(portal, enrollment, scheduler, [coder], by=by)
    assert [(each.person, each.slug) for each in partly.left_out] == [(coder, "qventus")]
    assert all(each.words for each in (*refused.left_out, *partly.left_out))


async def test_nobody_of_another_registration_is_copied(portal: Portal, enrollment: UUID, by: Actor):
    source = await model(portal, enrollment, by)
    with pytest.raises(NotFound):
        await same_as(portal, enrollment, source, [UUID(int=7)], by=by)

"""What is typed is stored by itself: once, whole, and without taking anything from anybody."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from core.actor import Actor
from core.enrollment import members, starting
from core.enrollment.sections import save_section
from core.enrollment.storing import StaleDraft
from core.portal import Portal
from tests.core.enrollment.conftest import LICENSE, PRACTICE, add, saved, values, with_people

DOCTOR = LICENSE | {"staff_type": "provider", "suffix": "MD"}
DIRECT = {"dsm.direct_address": "a@direct.peaks.example"}


@pytest.mark.both_databases
async def test_one_form_makes_one_person_however_often_it_saves_itself(
    portal: Portal, enrollment: UUID, by: Actor
):
    version = 0
    for name in ("D", "De", "Dee"):
        sent = values({"staff_type": "provider", "first_name": name, "entry": "a1"}, version)
        result = await members.save_person(portal, enrollment, None, sent, by=by, kept="typing")
        version = result.page.person.version
    (person,) = (await starting.load(enrollment, by.account)).people
    assert (person.typed("first_name"), person.complete) == ("Dee", False)

    other = values({"first_name": "Eve", "entry": "a2"})
    await members.save_person(portal, enrollment, None, other, by=by, kept="typing")
    assert len((await starting.load(enrollment, by.account)).people) == 2


async def test_the_mark_of_a_form_reaches_nobody_in_another_registration(
    portal: Portal, enrollment: UUID, by: Actor
):
    elsewhere = await starting.load(enrollment, by.account)
    mark = members.new_member(elsewhere, "a1")
    assert mark.id == members.new_member(elsewhere, "a1").id
    assert mark.id != members.new_member(replace(elsewhere, id=uuid4()), "a1").id


async def test_a_word_half_typed_takes_nothing_from_anybody(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    asking = await add(portal, enrollment, by, **DOCTOR, **DIRECT, applications=["dsm"])
    version = asking.draft.section("practice").version
    half = values(PRACTICE | {"state": "NM", "postcode": "8"}, version)
    typing = await save_section(portal, enrollment, "practice", half, by=by, typing=True)
    assert not typing.dropped and typing.draft.section("practice").answers["postcode"] == "8"
    assert typing.draft.person(asking.page.person.id).wanted == ("dsm",)

    moved = await saved(portal, enrollment, "practice", PRACTICE | {"state": "NM", "postcode": "87101"}, by)
    assert [each.slug for each in moved.dropped] == ["dsm"]


async def test_typing_in_one_window_overwrites_nothing_of_another(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    person = (await add(portal, enrollment, by, staff_type="staff", suffix="Coder")).page.person
    first, second = (values({"phone": phone}, person.version) for phone in ("1", "2"))
    await members.save_person(portal, enrollment, person.id, first, by=by, kept="typing")
    with pytest.raises(StaleDraft):
        await members.save_person(portal, enrollment, person.id, second, by=by, kept="typing")

from collections import Counter
from uuid import UUID, uuid4

import pytest

from core.actor import Actor
from core.database import count_statements
from core.enrollment import grid, members, starting
from core.enrollment.storing import StaleDraft
from core.errors import NotFound
from core.portal import Portal
from tests.core.enrollment.conftest import LICENSE, add, with_people

DOCTOR = LICENSE | {"staff_type": "provider", "suffix": "MD"}
CODER = {"staff_type": "staff", "suffix": "Coder"}


async def test_a_column_is_applied_to_eligible_people_and_names_the_others(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    coder = (await add(portal, enrollment, by, **CODER)).page.person
    result = await grid.apply_to_eligible(portal, enrollment, "report2web", True, by=by)

    assert len(result.changed) == 1
    assert {each.person for each in result.left_out} == {result.draft.people[1].id, coder.id}
    assert all("Provider" in each.words for each in result.left_out)
    undone = await grid.set_ticks(portal, enrollment, result.undo, by=by)
    assert not any(person.wanted for person in undone.draft.people)


async def test_a_tick_without_answers_needs_details(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    result = await grid.apply_to_eligible(portal, enrollment, "dsm", True, by=by)

    (sponsor, administrator) = grid.grid(portal, result.draft).rows
    boxes = {cell.slug: cell.box for cell in sponsor.cells}
    assert boxes["dsm"] == "needs-details" and boxes["cerner"] == "open"
    (no,) = [cell for cell in administrator.cells if cell.slug == "dsm"]
    assert no.box == "no" and "Office Manager" in no.words


async def test_the_whole_grid_is_set_in_one_go(portal: Portal, enrollment: UUID, by: Actor):
    draft = await with_people(portal, enrollment, by)
    sponsor, administrator = draft.people
    boxes = {(sponsor.id, "pacs"), (sponsor.id, "iecg"), (administrator.id, "dsm"), (sponsor.id, "unknown")}
    result = await grid.set_access(portal, enrollment, boxes, version=draft.version, by=by)

    assert set(result.draft.people[0].wanted) == {"pacs", "iecg"}
    assert {(each.person, each.slug) for each in result.left_out} == {
        (administrator.id, "dsm"),
        (sponsor.id, "unknown"),
    }
    with pytest.raises(StaleDraft):
        await grid.set_access(portal, enrollment, set(), version=draft.version, by=by)
    with pytest.raises(NotFound):
        await grid.set_access(portal, enrollment, {(uuid4(), "pacs")}, version=result.draft.version, by=by)


async def test_answers_survive_an_untick(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    typed = DOCTOR | {"dsm.direct_address": "a@direct.peaks.example", "applications": ["dsm"]}
    doctor = (await add(portal, enrollment, by, **typed)).page.person
    for wanted in (False, True):
        await grid.set_ticks(portal, enrollment, [grid.Tick(doctor.id, "dsm", wanted)], by=by)

    draft = await starting.load(enrollment, by.account)
    assert grid.grid(portal, draft).place(doctor.id, "dsm")[2].box == "ticked"
    drawn = {
        offer.slug: offer for offer in members.draw_person(portal, draft, draft.person(doctor.id)).offers
    }
    assert drawn["dsm"].form["direct_address"].value == "a@direct.peaks.example"


async def test_the_members_page_needs_the_same_few_statements_for_any_number_of_people(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    counts = []
    for people in (5, 50):
        draft = await starting.load(enrollment, by.account)
        for _ in range(people - len(draft.people)):
            await add(portal, enrollment, by, **CODER, applications=["cerner"])
        with count_statements() as statements:
            drawn = grid.grid(portal, await starting.load(enrollment, by.account))
        counts.append(len(statements))
        assert len(drawn.rows) == people and len(drawn.columns) == 6

    assert counts == [3, 3]
    assert Counter(cell.box for row in drawn.rows for cell in row.cells)["ticked"] == 48


async def test_of_a_draft_that_is_read_again_only_rows_that_changed_are_made_anew(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    before = await starting.load(enrollment, by.account)
    someone, *others = before.people
    (slug, *_) = portal.applications
    await grid.set_ticks(portal, enrollment, [grid.Tick(someone.id, slug, True)], by=by)
    after = await starting.load(enrollment, by.account)

    assert others and all(after.person(each.id) is each for each in others)
    assert after.person(someone.id) != someone

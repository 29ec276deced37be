"""Physician Census IDs and Patient Census Favorites: the practice chooses, support makes, nothing is left."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from core.access import actions, leaving
from core.access.by_date import handlers
from core.access.tables import WorkItem
from core.access.work import last_update
from core.audit.tables import AuditEvent
from core.database import Database
from core.due.worker import DueWorker
from core.errors import Invalid, NotFound
from core.plugin_work.worker import PluginWorker
from core.portal import Portal
from core.provisioning import people
from core.requests.plugin_forms import asking, file_of
from core.requests.plugin_pages import group_pages, load_page, opened, opened_for_group
from tests.core.access.test_what_ends_with_a_leaver import same_human
from tests.core.office.test_editing import edited
from tests.plugins.own_pages import kept, sent, to_change, working
from tests.practices import AMARA, ANALYST, BEN, Practice, Someone, active, portal_for
from tests.practices.people import sponsor_of

OMAR = Someone("Omar", "Diaz", "omar@peaks.example")
HOSPITALS = {"hospitals": ["BDMC", "BUMCP"]}


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    """Two physicians and a coder who have Cerner."""
    found = await active(portal, BEN, AMARA, OMAR)
    await working(portal, found)
    return found


async def ids(portal: Portal, made: Practice, first: str = "Amara", **typed: Any) -> None:
    assert await sent(portal, made.grants[first, "cerner"], "census-ids", typed or HOSPITALS, made.by) == ()


async def favorites(portal: Portal, made: Practice, first: str, *physicians: str) -> None:
    typed = {"rosters": [str(made.members[each]) for each in physicians]}
    assert await sent(portal, made.grants[first, "cerner"], "census-favorites", typed, made.by) == ()


async def follow(portal: Portal) -> None:
    """What follows by itself is done."""
    while await DueWorker(handlers(portal)).attend_due():
        pass


@pytest.mark.both_databases
async def test_hospitals_of_a_physician_and_rosters_of_a_user_become_work_with_the_whole_of_it(
    portal: Portal, made: Practice
) -> None:
    amara, ben = made.grants["Amara", "cerner"], made.grants["Ben", "cerner"]
    await ids(portal, made)
    assert (await kept(amara))["hospitals"] == ["BDMC", "BUMCP"]
    steps = await to_change(portal, amara)
    assert "Assign the census of these hospitals: BDMC, BUMCP." in steps
    await favorites(portal, made, "Ben", "Amara")
    assert "Assign the census rosters of: Amara Okafor." in await to_change(portal, ben)
    events = await AuditEvent.select(AuditEvent.action).where(AuditEvent.action.like("cerner.census%"))
    assert len(events) == 2


async def test_the_same_choice_again_makes_no_work(portal: Portal, made: Practice) -> None:
    await ids(portal, made)
    before = await WorkItem.count()
    await ids(portal, made)
    assert await WorkItem.count() == before


@pytest.mark.both_databases
async def test_a_change_before_the_last_one_was_made_begins_where_that_one_began(
    portal: Portal, made: Practice
) -> None:
    amara = made.grants["Amara", "cerner"]
    await ids(portal, made)
    await _done(portal, amara)
    await ids(portal, made, hospitals=["BDMC"])
    await ids(portal, made, hospitals=["BDMC", "BTMC"])
    steps = await to_change(portal, amara)
    assert "Assign the census of these hospitals: BTMC." in steps
    assert "Take off the census of these hospitals: BUMCP." in steps
    assert len(await _open(amara)) == 1
    last = await last_update(amara)
    assert last and last[0] in {"waiting", "people"}


@pytest.mark.both_databases
async def test_a_physician_who_leaves_is_in_nobody_s_rosters_and_people_take_them_off(
    portal: Portal, made: Practice
) -> None:
    await ids(portal, made, "Omar")
    await favorites(portal, made, "Ben", "Omar")
    await _done(portal, made.grants["Ben", "cerner"])
    await leaving.leave(portal, made.members["Omar"], "New position", by=made.by)
    assert (await kept(made.grants["Ben", "cerner"]))["rosters"] == []
    assert await kept(made.grants["Omar", "cerner"]) == {}
    assert "Take off the census rosters of: Omar Diaz." in await to_change(
        portal, made.grants["Ben", "cerner"]
    )


@pytest.mark.both_databases
async def test_a_physician_who_loses_cerner_is_taken_off_by_itself(portal: Portal, made: Practice) -> None:
    await ids(portal, made, "Omar")
    await favorites(portal, made, "Ben", "Omar")
    await actions.revoke(made.grants["Omar", "cerner"], "No longer needed.", by=ANALYST)
    await follow(portal)
    assert (await kept(made.grants["Ben", "cerner"]))["rosters"] == []
    assert await kept(made.grants["Omar", "cerner"]) == {}


async def test_without_hospitals_nobody_has_the_roster_any_more(portal: Portal, made: Practice) -> None:
    await ids(portal, made, "Omar")
    await favorites(portal, made, "Ben", "Omar")
    await ids(portal, made, "Omar", hospitals=[])
    assert (await kept(made.grants["Ben", "cerner"]))["rosters"] == []


async def test_only_providers_get_census_ids_and_only_physicians_with_a_census_are_rosters(
    portal: Portal, made: Practice
) -> None:
    with pytest.raises(Invalid, match="Only providers"):
        await sent(portal, made.grants["Ben", "cerner"], "census-ids", HOSPITALS, made.by)
    await ids(portal, made)
    opening = await opened(portal, made.grants["Ben", "cerner"], "census-favorites", "analyst", by=ANALYST)
    asked = await asking(opening)
    assert asked and [each.label for each in asked.lists["members"]] == ["Amara Okafor"]
    typed = {"rosters": [str(made.members["Ben"])]}
    errors = await sent(portal, made.grants["Ben", "cerner"], "census-favorites", typed, made.by)
    assert [name for name, _ in errors] == ["rosters"]


async def test_a_physician_of_another_practice_is_no_roster_and_another_s_page_is_not_there(
    portal: Portal, made: Practice
) -> None:
    olga = Someone("Olga", "Ivers", "olga@other.example", suffix="Coder", administrator=True)
    una = replace(OMAR, first="Una", email="una@other.example", npi="")
    other = await active(portal, olga, sponsor_of("Other"), una, name="Other")
    await working(portal, other)
    await ids(portal, other, "Una")
    typed = {"rosters": [str(other.members["Una"])]}
    errors = await sent(portal, made.grants["Ben", "cerner"], "census-favorites", typed, made.by)
    assert [name for name, _ in errors] == ["rosters"]
    with pytest.raises(NotFound):
        await sent(portal, other.grants["Una", "cerner"], "census-ids", HOSPITALS, made.by)
    for group in (other.group, made.group):
        by = made.by if group == other.group else other.by
        with pytest.raises(NotFound):
            await opened_for_group(portal, group, "cerner", "census", "administrator", by=by)


async def test_what_was_chosen_is_part_of_setting_the_access_up_again(portal: Portal, made: Practice) -> None:
    amara = made.grants["Amara", "cerner"]
    await ids(portal, made)
    await leaving.go_on_leave(portal, made.members["Amara"], "Away", by=made.by)
    await leaving.come_back(portal, made.members["Amara"], by=made.by)
    await to_change(portal, amara)
    query = WorkItem.select(WorkItem.steps).where(WorkItem.grant == amara, WorkItem.state == "people")
    [row] = await query.where(WorkItem.kind == "grant").output(load_json=True)
    assert any("BDMC, BUMCP" in step["text"] for step in row["steps"])


@pytest.mark.both_databases
async def test_two_changes_at_once_leave_one_piece_of_work_for_the_last(
    portal: Portal, made: Practice
) -> None:
    amara = made.grants["Amara", "cerner"]
    await asyncio.gather(*(ids(portal, made, hospitals=[each]) for each in ("BDMC", "BTMC", "BUMCP")))
    [last] = (await kept(amara))["hospitals"]
    steps = await to_change(portal, amara)
    assert f"Assign the census of these hospitals: {last}." in steps and len(await _open(amara)) == 1


@pytest.mark.both_databases
async def test_the_page_of_the_practice_lists_everybody_and_support_takes_the_census_as_a_file(
    portal: Portal, made: Practice
) -> None:
    await ids(portal, made)
    await favorites(portal, made, "Ben", "Amara")
    opening = await opened_for_group(portal, made.group, "cerner", "census", "analyst", by=ANALYST)
    own = await load_page(opening)
    assert {line.name: line.has for line in own["users"]}["Ben Ruiz"] == "Amara Okafor"
    assert [line.name for line in own["physicians"]] == ["Amara Okafor", "Omar Diaz"]
    sheet = await file_of(opening)
    assert [line[0] for line in sheet.lines] == ["Physician", "Amara Okafor", "Amara Okafor"]
    assert {line[3]: line[5] for line in sheet.lines[1:]} == {"BDMC": "Ben Ruiz", "BUMCP": "Ben Ruiz"}


async def test_the_menu_has_the_page_while_somebody_has_cerner(portal: Portal, made: Practice) -> None:
    known: Any = {"group": made.group, "access": [("cerner", "active")]}
    address = f"/office/{made.group}/applications/cerner/census"
    assert group_pages(portal, "administrator", **known) == (("Patient census", address),)
    assert group_pages(portal, "administrator", group=made.group, access=[("cerner", "revoked")]) == ()
    for first in ("Ben", "Amara", "Omar"):
        await actions.revoke(made.grants[first, "cerner"], "No longer needed.", by=ANALYST)
    with pytest.raises(NotFound):
        await opened_for_group(portal, made.group, "cerner", "census", "administrator", by=made.by)


@pytest.mark.both_databases
async def test_a_physician_who_is_a_provider_no_more_loses_the_census_and_people_are_told(
    portal: Portal, made: Practice
) -> None:
    worker = PluginWorker(portal)
    await worker.work_due()
    await ids(portal, made, "Omar")
    await favorites(portal, made, "Ben", "Omar")
    await _done(portal, made.grants["Omar", "cerner"])
    await _done(portal, made.grants["Ben", "cerner"])
    await edited(portal, made, "Omar", staff_type="staff", suffix="Coder")
    await worker.work_due()
    assert (await kept(made.grants["Omar", "cerner"]))["hospitals"] == []
    assert (await kept(made.grants["Ben", "cerner"]))["rosters"] == []
    steps = await to_change(portal, made.grants["Omar", "cerner"])
    assert "Take off the census of these hospitals: BDMC, BUMCP." in steps
    assert "Look that the account has the external office staff position." in steps
    assert "Take off the census rosters of: Omar Diaz." in await to_change(
        portal, made.grants["Ben", "cerner"]
    )
    work = await WorkItem.count()
    await edited(portal, made, "Ben", suffix="Billing")
    await worker.work_due()
    assert await WorkItem.count() == work


async def test_the_census_of_one_practice_stays_when_the_person_leaves_another(
    portal: Portal, made: Practice
) -> None:
    olga = Someone("Olga", "Ivers", "olga@other.example", suffix="Coder", administrator=True)
    again = replace(OMAR, email="omar@other.example", npi="")
    other = await active(portal, olga, sponsor_of("Other"), again, name="Other")
    await same_human(made.members["Omar"], other.members["Omar"])
    await working(portal, other)
    for practice in (made, other):
        await ids(portal, practice, "Omar")
    await favorites(portal, other, "Olga", "Omar")
    await leaving.leave(portal, made.members["Omar"], "New position", by=made.by)
    await PluginWorker(portal).work_due()
    assert (await kept(other.grants["Omar", "cerner"]))["hospitals"] == ["BDMC", "BUMCP"]
    assert (await kept(other.grants["Olga", "cerner"]))["rosters"] == [str(other.members["Omar"])]


async def _open(grant: UUID) -> list[dict[str, Any]]:
    open_ = (WorkItem.kind == "update") & WorkItem.state.is_in(["waiting", "people"])
    return await WorkItem.select(WorkItem.id).where((WorkItem.grant == grant) & open_)


async def _done(portal: Portal, grant: UUID) -> None:
    """People make the change at the application."""
    steps = await to_change(portal, grant)
    [row] = await _open(grant)
    for step in range(len(steps)):
        await people.tick(row["id"], step, done=True, by=ANALYST)
    await people.complete(portal, row["id"], "Seen on the screen", by=ANALYST)

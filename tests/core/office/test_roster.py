"""A staff list is held against the practice: who is new, changed and gone, and what one yes does."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import pytest
import xlsxwriter

from core.actor import Actor
from core.database import Database
from core.enrollment.starting import load
from core.errors import Invalid, NotFound, Stale
from core.groups.people import load_member
from core.office import acts
from core.office.roster import Roster, Settling, forget_roster, read_roster, roster, settle_roster
from core.portal import Portal
from tests.practices import AMARA, BEN, ROSA, Practice, Someone, active, themselves

STRANGER = Actor("person", uuid4(), "Somebody else", "203.0.113.9", "Firefox")
HEAD = "Staff type,Suffix,First name,Last name,Email address,Phone number"
LEFT = Someone("Lena", "Marsh", "lena@peaks.example", ("cerner",), "Billing")
STAYS = Someone("Omar", "Haddad", "omar@peaks.example", ("cerner",), "Coder")
PEOPLE = (BEN, ROSA, AMARA, LEFT, STAYS)
BEN_ROW, ROSA_ROW, AMARA_ROW, OMAR_ROW = (
    f",,{each.first},{each.last},{each.email}," for each in (BEN, ROSA, AMARA, STAYS)
)
NEW_ROW = "Staff,Other,Nora,Quintana,nora@peaks.example,602-555-0133"
TODAY = (BEN_ROW, ROSA_ROW, AMARA_ROW, OMAR_ROW, NEW_ROW)


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    return await active(portal, *PEOPLE)


async def held(portal: Portal, made: Practice, rows: Sequence[str], head: str = HEAD) -> Roster:
    await read_roster(portal, made.group, "today.csv", "\n".join((head, *rows)).encode(), by=made.by)
    found = await roster(portal, made.group, by=made.by)
    assert found
    return found


def names(found: Roster) -> tuple[list[str], list[str], list[str]]:
    return (
        [each.member.first_name for each in found.gone],
        [each.name for each in found.others],
        [each.name for each in found.new],
    )


async def state(made: Practice, first: str) -> str:
    return (await load_member(made.members[first])).state


@pytest.mark.both_databases
async def test_one_yes_ends_who_is_gone_and_puts_who_is_new_into_a_request(
    portal: Portal, made: Practice
) -> None:
    found = await held(portal, made, TODAY)
    assert names(found) == (["Lena"], [], ["Nora Quintana"])
    assert (found.same, found.there, found.many) == (4, 5, False)
    assert await state(made, "Lena") == "active"
    done = await settle_roster(portal, made.group, found.key, Settling(found.ending), by=made.by)
    assert (done.imported.taken, done.imported.set_aside, done.unchanged) == (1, 0, ())
    assert await state(made, "Lena") == "left"
    draft = await load(found.draft, made.by.account)
    assert [each.name for each in draft.people] == ["Nora Quintana"]
    assert await roster(portal, made.group, by=made.by) is None


async def test_whoever_is_left_out_of_the_yes_stays(portal: Portal, made: Practice) -> None:
    found = await held(portal, made, TODAY)
    await settle_roster(portal, made.group, found.key, Settling(()), by=made.by)
    assert await state(made, "Lena") == "active"


async def test_what_the_list_says_otherwise_is_shown(portal: Portal, made: Practice) -> None:
    other = f",,{STAYS.first},{STAYS.last},{STAYS.email},602-555-0177"
    found = await held(portal, made, (BEN_ROW, ROSA_ROW, AMARA_ROW, other))
    (omar,) = found.others
    assert omar.name == "Omar Haddad"
    assert [(label, now) for _, label, _, now in omar.differences] == [("Phone number", "602-555-0177")]


@pytest.mark.both_databases
async def test_what_is_different_changes_where_the_rules_allow_it_and_is_named_where_not(
    portal: Portal, made: Practice
) -> None:
    rows = (
        BEN_ROW, ROSA_ROW, f",,{AMARA.first},{AMARA.last},{AMARA.email},12",
        f",,{LEFT.first},{LEFT.last},{LEFT.email},602-555-0188",
        f",,{STAYS.first},{STAYS.last},{STAYS.email},602-555-0177",
    )  # fmt: skip
    found = await held(portal, made, rows)
    chosen = [made.members[first] for first in ("Amara", "Omar")]
    done = await settle_roster(portal, made.group, found.key, Settling((), others=chosen), by=made.by)
    phones = {first: (await load_member(made.members[first])).phone for first in ("Amara", "Omar", "Lena")}
    assert phones["Omar"].endswith("5550177") and not phones["Lena"].endswith("5550188")
    assert [name for name, _ in done.unchanged] == ["Amara Okafor"]


async def test_a_list_of_names_alone_finds_everybody_it_names(portal: Portal, made: Practice) -> None:
    rows = [f"{each.first},{each.last}" for each in (BEN, ROSA, AMARA, STAYS)]
    found = await held(portal, made, rows, "First name,Last name")
    assert names(found)[0] == ["Lena"] and found.wrong == ()


async def test_a_row_with_a_colleagues_address_and_another_name_keeps_nobody(
    portal: Portal, made: Practice
) -> None:
    rows = (BEN_ROW, ROSA_ROW, AMARA_ROW, OMAR_ROW, f"Staff,Other,Zoe,Quill,{LEFT.email},602-555-0133")
    found = await held(portal, made, rows)
    assert names(found)[0] == ["Lena"] and [each.name for each in found.wrong] == ["Zoe Quill"]


@pytest.mark.both_databases
async def test_a_list_that_would_remove_everyone_is_asked_about_twice_and_counted(
    portal: Portal, made: Practice
) -> None:
    extra = [Someone(f"Staff{n}", "Noor", f"s{n}@peaks.example", (), "Other") for n in "abcd"]
    crowd = await active(portal, BEN, ROSA, *extra, name="Crowd")
    found = await held(portal, crowd, [NEW_ROW])
    assert found.many and len(found.ending) == 4
    # The administrator and the sponsor stay whatever the list says.
    assert sorted(each.kept for each in found.gone if each.kept) == ["administrator", "sponsor"]
    for number in ("", "5", "all"):
        with pytest.raises(Invalid, match="4"):
            await settle_roster(portal, crowd.group, found.key, Settling(found.ending, number), by=crowd.by)
    assert await state(crowd, "Staffa") == "active"
    await settle_roster(portal, crowd.group, found.key, Settling(found.ending, "4"), by=crowd.by)
    assert {await state(crowd, f"Staff{n}") for n in "abcd"} == {"left"}
    assert await state(crowd, "Ben") == "active"


async def test_who_leaves_on_another_page_meanwhile_makes_the_list_old(
    portal: Portal, made: Practice
) -> None:
    found = await held(portal, made, TODAY)
    await acts.end_access(portal, made.members["Lena"], None, "She said so", by=made.by)
    with pytest.raises(Stale):
        await settle_roster(portal, made.group, found.key, Settling(found.ending), by=made.by)


async def test_nobody_is_ended_whom_the_list_names_or_who_is_elsewhere(
    portal: Portal, made: Practice
) -> None:
    found = await held(portal, made, TODAY)
    other = await active(portal, replace(BEN, email="bo@other.example"), name="Other")
    for key in (made.members["Omar"], made.members["Ben"], other.members["Ben"]):
        with pytest.raises(Stale):
            await settle_roster(portal, made.group, found.key, Settling([key]), by=made.by)


async def test_an_earlier_list_settles_nothing_and_a_dropped_one_neither(
    portal: Portal, made: Practice
) -> None:
    first = await held(portal, made, TODAY)
    second = await held(portal, made, TODAY)
    for key in (first.key, uuid4()):
        with pytest.raises(Stale):
            await settle_roster(portal, made.group, key, Settling(()), by=made.by)
    await forget_roster(portal, made.group, by=made.by)
    with pytest.raises(Stale):
        await settle_roster(portal, made.group, second.key, Settling(()), by=made.by)


async def test_nobody_else_reads_or_settles_a_list(portal: Portal, made: Practice) -> None:
    found = await held(portal, made, TODAY)
    for by in (STRANGER, await themselves(made, "Amara"), replace(STRANGER, account=None)):
        with pytest.raises(NotFound):
            await read_roster(portal, made.group, "today.csv", HEAD.encode(), by=by)
        with pytest.raises(NotFound):
            await roster(portal, made.group, by=by)
        with pytest.raises(NotFound):
            await settle_roster(portal, made.group, found.key, Settling(found.ending), by=by)


async def test_rows_that_are_crossed_out_or_hidden_keep_nobody_and_are_named(
    portal: Portal, made: Practice
) -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Staff")
        for number, row in enumerate((HEAD, BEN_ROW, ROSA_ROW, AMARA_ROW)):
            sheet.write_row(number, 0, row.split(","))
        lena = f",,{LEFT.first},{LEFT.last},{LEFT.email},".split(",")
        sheet.write_row(4, 0, lena, book.add_format({"font_strikeout": True}))
        sheet.write_row(5, 0, OMAR_ROW.split(","))
        sheet.set_row(5, None, None, {"hidden": True})
    await read_roster(portal, made.group, "today.xlsx", stream.getvalue(), by=made.by)
    found = await roster(portal, made.group, by=made.by)
    assert found
    said = {each.member.first_name: each.said for each in found.gone}
    assert said == {"Lena": "Row 5 is crossed out", "Omar": "Row 6 is hidden"}

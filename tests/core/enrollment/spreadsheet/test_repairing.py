"""A list that is repaired where it is shown: columns, cells, rows that stay, the same list again, undo."""

import io
from collections.abc import Sequence
from uuid import UUID

import pytest
import xlsxwriter

from core.actor import Actor
from core.enrollment import imports, members, starting, undoing
from core.enrollment.drafts import WaitingRows
from core.enrollment.moves import moving_draft
from core.enrollment.spreadsheet import Unreadable, open_book
from core.enrollment.spreadsheet.columns import readable
from core.enrollment.spreadsheet.preview import Preview
from core.enrollment.spreadsheet.rejects import rejects
from core.enrollment.waiting import kept_in
from core.errors import Invalid, NotFound, Stale
from core.portal import Portal
from tests.core.enrollment.conftest import values, with_people
from tests.core.enrollment.spreadsheet.lists import CODER, HEAD, text_of

BAD = ("Staff", "Coderr", "Ann", "", "Bell", "ann@peaks.example", "602 555 0112", "")
WORSE = ("Staff", "Coderr", "Bo", "", "Cole", "no address", "602 555 0113", "maybe")


async def read(portal: Portal, enrollment: UUID, by: Actor, *rows: Sequence[object]) -> Preview:
    data = text_of(HEAD, *rows).encode()
    return await imports.read_import(portal, enrollment, "list.csv", data, by=by)


async def now(portal: Portal, enrollment: UUID, by: Actor) -> Preview:
    assert by.account
    found = await imports.preview(portal, await starting.load(enrollment, by.account))
    assert found
    return found


async def waiting_in(enrollment: UUID, by: Actor) -> WaitingRows:
    assert by.account
    return (await starting.load(enrollment, by.account)).waiting


async def names(enrollment: UUID, by: Actor) -> list[str]:
    assert by.account
    return [person.name for person in (await starting.load(enrollment, by.account)).people[2:]]


@pytest.mark.both_databases
async def test_what_is_typed_counts_and_what_stays_wrong_keeps_it(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    found = await read(portal, enrollment, by, CODER, BAD, WORSE)
    assert found.rows[1].offers["suffix"] == ("Coder",)
    texts = {2: {"suffix": "Coder"}, 3: {"suffix": "Coder", "email": "still none", "cerner": "Yes"}}
    await imports.correct_rows(portal, enrollment, found.id, {**texts, 99: {"email": "x"}}, by=by)
    found = await now(portal, enrollment, by)
    assert [row.good for row in found.rows] == [True, True, False]
    assert set(found.rows[2].errors) == {"email"} and found.rows[2].cells["email"].text == "still none"
    assert found.rows[2].at("email") == "F4"
    await imports.correct_rows(portal, enrollment, found.id, {3: {"email": "bo@peaks.example"}}, by=by)
    await imports.confirm_import(portal, enrollment, found.id, set_aside=False, by=by)
    assert await names(enrollment, by) == ["Wei Chen", "Ann Bell", "Bo Cole"]


@pytest.mark.both_databases
async def test_columns_are_chosen_once_and_remembered_for_the_next_file(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    odd = text_of([*HEAD[:5], "Wo man schreibt", *HEAD[6:]], CODER).encode()
    found = await imports.read_import(portal, enrollment, "a.csv", odd, by=by)
    assert "Email address" in found.unclear[0] and not found.good
    assert found.columns[5].samples == ("wei@peaks.example",)
    await imports.choose_columns(portal, enrollment, found.id, {5: "email"}, by=by)
    assert (await now(portal, enrollment, by)).good == 1
    with pytest.raises(Invalid, match="one column each for Email address"):
        await imports.choose_columns(portal, enrollment, found.id, {4: "email"}, by=by)
    assert (await imports.read_import(portal, enrollment, "b.csv", odd, by=by)).good == 1


@pytest.mark.both_databases
async def test_rows_that_were_left_stay_until_they_are_right(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    found = await read(portal, enrollment, by, CODER, BAD, WORSE)
    first = await imports.confirm_import(portal, enrollment, found.id, set_aside=True, by=by)
    assert (first.taken, first.set_aside) == (1, 2)
    assert await imports.confirm_import(portal, enrollment, found.id, set_aside=True, by=by) == first
    waits = await waiting_in(enrollment, by)
    assert (waits.rows, waits.fresh, waits.added) == (2, False, 1)
    left = await now(portal, enrollment, by)
    assert [row.place for row in left.rows] == ["Row 3 of list.csv", "Row 4 of list.csv"]
    await imports.correct_rows(portal, enrollment, left.id, {2: {"suffix": "Coder"}}, by=by)
    done = await imports.confirm_import(portal, enrollment, left.id, set_aside=True, by=by)
    assert (done.taken, done.set_aside) == (1, 1)
    assert await names(enrollment, by) == ["Wei Chen", "Ann Bell"]


async def test_rejects_that_were_corrected_merge_with_what_is_there(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    found = await read(portal, enrollment, by, CODER, BAD, WORSE)
    await imports.confirm_import(portal, enrollment, found.id, set_aside=True, by=by)
    left = await now(portal, enrollment, by)
    known = readable(portal)
    sheet = (await open_book("r.xlsx", rejects(known, left.rows))).sheets[0]
    reasons = [row.cells[-1].text for row in sheet.rows]
    assert reasons[0] == "What to correct" and "B3" in reasons[1] and "“Coderr” isn’t one of" in reasons[1]
    texts = [[cell.text for cell in row.cells] for row in sheet.rows]
    assert "Ann" in texts[1] and "no address" in texts[2]
    whole = [CODER, [*BAD[:1], "Coder", *BAD[2:]], WORSE]
    again = await read(portal, enrollment, by, *whole)
    assert [row.aside.partition(".")[0] for row in again.rows] == [
        *("Already added", "", ""),
        *(f"Row {number} of the new list is the same person" for number in (3, 4)),
    ]
    assert "Somebody" not in str(again.rows) and (again.good, again.bad) == (1, 1)
    await imports.confirm_import(portal, enrollment, again.id, set_aside=True, by=by)
    assert await names(enrollment, by) == ["Wei Chen", "Ann Bell"]
    assert [row.name for row in (await now(portal, enrollment, by)).rows] == ["Bo Cole"]


async def test_a_row_that_stays_is_not_lost_by_another_list(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    found = await read(portal, enrollment, by, BAD)
    await imports.confirm_import(portal, enrollment, found.id, set_aside=True, by=by)
    await read(portal, enrollment, by, CODER)
    await imports.forget_import(enrollment, by=by)
    assert [row.name for row in (await now(portal, enrollment, by)).rows] == ["Ann Bell"]
    again = await read(portal, enrollment, by, CODER)
    await imports.confirm_import(portal, enrollment, again.id, set_aside=True, by=by)
    assert [row.name for row in (await now(portal, enrollment, by)).rows] == ["Ann Bell"]
    await imports.forget_import(enrollment, everything=True, by=by)
    assert (await waiting_in(enrollment, by)).rows == 0


async def test_somebody_there_whose_list_says_something_else_is_told_so(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    found = await read(portal, enrollment, by, CODER)
    await imports.confirm_import(portal, enrollment, found.id, set_aside=False, by=by)
    other = [*CODER[:6], "602 555 0999", *CODER[7:]]
    (row,) = (await read(portal, enrollment, by, other)).rows
    assert row.aside.startswith("Already added. Your list has another Phone number")
    (stranger,) = (await read(portal, enrollment, by, [*CODER[:2], "Max", "", "Other", *CODER[5:]])).rows
    assert not stranger.aside and "email" in stranger.errors


@pytest.mark.both_databases
async def test_an_import_is_taken_back_but_for_whom_was_changed_since(
    portal: Portal, enrollment: UUID, by: Actor
):
    draft = await with_people(portal, enrollment, by)
    before = {person.id for person in draft.people}
    for person in (CODER, [*BAD[:1], "Coder", *BAD[2:]]):
        found = await read(portal, enrollment, by, person)
        await imports.confirm_import(portal, enrollment, found.id, set_aside=False, by=by)
    assert by.account
    wei = next(
        each for each in (await starting.load(enrollment, by.account)).people if each.name == "Wei Chen"
    )
    typed = values({**wei.details, "phone": "602 555 0888", "no_middle_initial": "yes"}, wei.version)
    assert (await members.save_person(portal, enrollment, wei.id, typed, by=by, kept="later")).stored
    undone = await undoing.undo_import(portal, enrollment, by=by)
    assert [person.name for person in undone.leaving] == ["Ann Bell"]
    undone = await undoing.undo_import(portal, enrollment, by=by)
    assert not undone.leaving and [person.name for person in undone.staying] == ["Wei Chen"]
    people = (await starting.load(enrollment, by.account)).people
    assert {person.id for person in people} == before | {wei.id}
    with pytest.raises(NotFound):
        await undoing.undo_import(portal, enrollment, by=by)


@pytest.mark.both_databases
async def test_what_waits_is_deleted_when_the_registration_ends(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    await read(portal, enrollment, by, BAD)
    await moving_draft(enrollment, "draft", "abandoned", by=by)
    row = await kept_in(enrollment)
    assert row and row["listing"] == {} and row["waiting"] == 0


@pytest.mark.both_databases
async def test_a_row_that_is_left_out_makes_no_other_one_wrong(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    other = [*CODER[:6], "602 555 0999", *CODER[7:]]
    found = await read(portal, enrollment, by, CODER, other)
    assert found.bad == 2
    await imports.leave_out(enrollment, found.id, 2, by=by)
    found = await now(portal, enrollment, by)
    assert [(row.good, row.aside) for row in found.rows] == [(True, ""), (False, "You left this row out")]
    assert found.account.aside == {"in rows you left out": 7} and found.account.cells == len(HEAD) + 14
    await imports.confirm_import(portal, enrollment, found.id, set_aside=False, by=by)
    assert await names(enrollment, by) == ["Wei Chen"] and not (await waiting_in(enrollment, by)).rows


async def test_two_columns_of_one_heading_are_counted_apart(portal: Portal, enrollment: UUID, by: Actor):
    data = text_of([*HEAD[:8], "Phone"], [*CODER, "602 555 0199"]).encode()
    found = await imports.read_import(portal, enrollment, "list.csv", data, by=by)
    assert found.account.unused == {"Phone, column G": 2, "Phone, column I": 2}


async def test_rows_that_are_left_do_not_pile_up(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    many = [[*WORSE[:2], f"Bo{'abcdefghij'[at % 10]}", *WORSE[3:6], str(at)] for at in range(501)]
    found = await read(portal, enrollment, by, *many)
    await imports.confirm_import(portal, enrollment, found.id, set_aside=True, by=by)
    with pytest.raises(Unreadable, match="Correct those rows or delete them first"):
        await read(portal, enrollment, by, *many)
    assert (await waiting_in(enrollment, by)).rows == 501


async def test_only_columns_of_the_file_are_chosen(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    found = await read(portal, enrollment, by, CODER)
    chosen = {place: "" for place in range(100, 900)} | {1: "nothing of ours", 2: ""}
    await imports.choose_columns(portal, enrollment, found.id, chosen, by=by)
    row = await kept_in(enrollment)
    assert row and len(row["listing"]["matches"]) == len(HEAD)
    assert (row["listing"]["matches"]["1"], row["listing"]["matches"]["2"]) == ("suffix", "")


async def test_columns_that_are_not_used_are_not_kept(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    data = text_of([*HEAD[:8], "Salary"], [*BAD, "secret-77000"]).encode()
    found = await imports.read_import(portal, enrollment, "list.csv", data, by=by)
    await imports.confirm_import(portal, enrollment, found.id, set_aside=True, by=by)
    row = await kept_in(enrollment)
    assert row and "Ann" in str(row["listing"]) and "secret-77000" not in str(row["listing"])


async def test_correcting_a_list_that_was_replaced_is_refused(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    old = await read(portal, enrollment, by, BAD)
    await read(portal, enrollment, by, WORSE)
    with pytest.raises(Stale):
        await imports.correct_rows(portal, enrollment, old.id, {1: {"suffix": "Coder"}}, by=by)


async def test_a_number_that_excel_spoiled_stays_empty_in_the_rejects(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ["Provider", "MD", "Zoe", "", "Oakes", "zoe@peaks.example", "602 555 0110"])
    sheet.write_number(1, 9, 12.5)
    book.close()
    found = await imports.read_import(portal, enrollment, "a.xlsx", stream.getvalue(), by=by)
    back = (await open_book("r.xlsx", rejects(readable(portal), found.rows))).sheets[0]
    assert "12.5" not in [cell.text for cell in back.rows[1].cells]
    assert "J2, License number: Excel shortened this number (12.5)" in back.rows[1].cells[-1].text


async def test_a_file_without_anything_like_headings_is_still_refused(
    portal: Portal, enrollment: UUID, by: Actor
):
    with pytest.raises(Unreadable, match="columns are missing"):
        await imports.read_import(portal, enrollment, "a.csv", b"one,two\n1,2\n", by=by)

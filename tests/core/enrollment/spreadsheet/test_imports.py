import csv
import io
import re
import time
from uuid import UUID, uuid4

import pytest

from core.actor import Actor
from core.enrollment import imports, starting
from core.enrollment.spreadsheet import Unreadable, csv_template, open_book, xlsx_template
from core.enrollment.spreadsheet.columns import harmless
from core.errors import Invalid, NotFound, Stale
from core.portal import Portal
from tests.core.enrollment.conftest import ADMINISTRATOR, with_people
from tests.core.enrollment.spreadsheet.books import table, workbook
from tests.core.enrollment.spreadsheet.lists import looked_at

HEAD = [
    *("STAFF TYPE", "suffix", "first_name", "M.I.", "Last Name", "E-Mail", "Telephone", "ext"),
    *("License State", "License  Number", "NPI", "Specialty", "cerner", "Direct Secure Messaging", "Hired"),
]
DOCTOR = ["provider", "md", "Dee", "", "Fox", "dee@peaks.example", 6025550111, "", "Arizona", 123, 1679576722]
SCRIBE = ["Staff", "Coder", "Fay", "", "Hale", "fay@peaks.example", "+1 602 555 0113"]
CODER = ["Staff", "Coder", "Eve", "Q.", "Gil", "eve@peaks.example", "+1 602 555 0112"]


def csv_of(*rows: list[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *rows])
    return text.getvalue().encode()


async def test_a_workbook_is_previewed_and_then_confirmed_once(portal: Portal, enrollment: UUID, by: Actor):
    await with_people(portal, enrollment, by)
    data = workbook(
        [HEAD, [*DOCTOR, "Cardiology", "x", "✓", "2020"], [*CODER, "", "", "", "", "", "Yes", "yes"]]
    )
    read = await imports.read_import(portal, enrollment, "list.xlsx", data, by=by)

    assert (read.good, read.bad, read.unused) == (2, 0, ("Hired",))
    assert list(read.rows[1].left_out) == ["dsm"] and "Coder" in read.rows[1].left_out["dsm"]
    draft = await starting.load(enrollment, by.account)
    assert len(draft.people) == 2
    assert await imports.preview(portal, draft) == read
    first = await imports.confirm_import(portal, enrollment, read.id, set_aside=False, by=by)
    again = await imports.confirm_import(portal, enrollment, read.id, set_aside=False, by=by)
    assert first == again == imports.Imported(taken=2, set_aside=0, left_out=1)
    people = (await starting.load(enrollment, by.account)).people
    assert [(each.name, each.wanted, each.complete) for each in people[2:]] == [
        ("Dee Fox", ("cerner", "dsm"), True),
        ("Eve Q. Gil", ("cerner",), True),
    ]


async def test_errors_stand_at_row_and_column_and_nothing_is_saved_until_they_are_set_aside(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    wrong = [*DOCTOR[:5], ADMINISTRATOR["email"], "123", "", "Ontario", 123, 1234567890, "", "perhaps"]
    other = [*CODER[:6], "+1 602 555 0119"]
    read = await imports.read_import(portal, enrollment, "a.csv", csv_of(wrong, CODER, other, SCRIBE), by=by)

    assert [row.number for row in read.rows] == [2, 3, 4, 5]
    assert set(read.rows[0].errors) == {
        "email", "phone", "license_state", "npi", "specialty", "cerner",
    }  # fmt: skip
    assert re.match(r"Row 4 \(.+\) has the same email address", read.rows[1].errors["email"])
    assert re.match(r"Row 3 \(.+\) has the same email address", read.rows[2].errors["email"])
    with pytest.raises(Invalid):
        await imports.confirm_import(portal, enrollment, read.id, set_aside=False, by=by)
    assert len((await starting.load(enrollment, by.account)).people) == 2
    done = await imports.confirm_import(portal, enrollment, read.id, set_aside=True, by=by)
    assert (done.taken, done.set_aside) == (1, 3)


@pytest.mark.both_databases
async def test_an_import_belongs_to_its_draft_and_the_last_file_counts(
    portal: Portal, enrollment: UUID, by: Actor
):
    await with_people(portal, enrollment, by)
    old = await imports.read_import(portal, enrollment, "a.csv", csv_of(CODER), by=by)
    stranger = Actor("person", uuid4(), "Someone")
    with pytest.raises(NotFound):
        await imports.read_import(portal, enrollment, "b.csv", csv_of(CODER), by=stranger)
    new = await imports.read_import(portal, enrollment, "b.csv", csv_of(CODER), by=by)
    for key in (old.id, uuid4()):
        with pytest.raises(Stale, match="Another file was read in since"):
            await imports.confirm_import(portal, enrollment, key, set_aside=True, by=by)
    await imports.forget_import(enrollment, by=by)
    with pytest.raises(Stale):
        await imports.confirm_import(portal, enrollment, new.id, set_aside=True, by=by)


async def test_the_template_comes_back_as_an_empty_list(
    portal: Portal, careconnect: Portal, enrollment: UUID, by: Actor
):
    draft = await starting.load(enrollment, by.account)
    for one in (portal, careconnect):
        for name, template in (("a.csv", csv_template(one)), ("a.xlsx", xlsx_template(one))):
            with pytest.raises(Unreadable, match="only headings"):
                looked_at(one, draft, await open_book(name, template))


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (["Name", "Address"], "columns are missing: Staff type"),
        ([], "The file is empty"),
    ],
)
async def test_wrong_columns_are_named(
    portal: Portal, enrollment: UUID, by: Actor, head: list[str], words: str
):
    draft = await starting.load(enrollment, by.account)
    with pytest.raises(Unreadable, match=words):
        looked_at(portal, draft, table(*([head, ["x"]] if head else [])))


async def test_formulas_are_text_both_ways(portal: Portal, enrollment: UUID, by: Actor):
    draft = await with_people(portal, enrollment, by)
    row = [*CODER[:2], "=1+1", "", "@SUM", *CODER[5:]]
    (read,) = looked_at(portal, draft, await open_book("a.csv", csv_of(row))).rows

    assert {"first_name", "last_name"} == set(read.errors)
    assert [harmless(text)[0] for text in ("=1", "+1", "-1", "@x", "\t=1")] == ["'"] * 5
    assert harmless("Ada") == "Ada"


async def test_a_long_list_is_read_in_a_few_seconds(portal: Portal, enrollment: UUID, by: Actor):
    draft = await with_people(portal, enrollment, by)
    people = [[*CODER[:5], f"{number}@peaks.example", CODER[6]] for number in range(1000)]
    started = time.process_time()
    sheet = looked_at(portal, draft, await open_book("a.csv", csv_of(*people)))

    assert all(row.good for row in sheet.rows)
    assert time.process_time() - started < 6

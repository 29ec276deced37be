"""Letters, hidden rows, dates and zeros: what programs do to a list is undone, asked about or said."""

import datetime as dt
from typing import Any

import pytest

from core.enrollment.drafts import Draft
from core.enrollment.spreadsheet import open_book
from core.enrollment.spreadsheet.columns import readable
from core.enrollment.spreadsheet.rejects import rejects
from core.enrollment.uploaded.workbook import read_workbook
from core.portal import Portal
from tests.core.enrollment.spreadsheet.books import parts, sheet_xml, zipped
from tests.core.enrollment.spreadsheet.lists import CODER, DOCTOR, HEAD, read, text_of, workbook

TEXTS = {
    "Windows": text_of(HEAD, DOCTOR).encode("cp1252"),
    "Mac": text_of(HEAD, DOCTOR).encode("mac_roman"),
    "with its separator named": ("sep=;\r\n" + text_of(HEAD, DOCTOR, mark=";")).encode("cp1252"),
    "semicolons": text_of(HEAD, DOCTOR, mark=";").encode(),
    "a semicolon within a heading": text_of([*HEAD[:6], "Phone (day; evening)", *HEAD[7:]], DOCTOR).encode(),
    "Unicode text": text_of(HEAD, DOCTOR, mark="\t").encode("utf-16"),
    "Unicode text, other end first": b"\xfe\xff" + text_of(HEAD, DOCTOR, mark="\t").encode("utf-16-be"),
    "with a mark": text_of(HEAD, DOCTOR).encode("utf-8-sig"),
    "old line ends": text_of(HEAD, DOCTOR).replace("\r\n", "\r").encode(),
}


@pytest.mark.parametrize("kind", TEXTS)
async def test_a_text_is_read_with_the_letters_it_was_written_in(portal: Portal, draft: Draft, kind: str):
    found = await read(portal, draft, TEXTS[kind])
    assert [(row.values["first_name"], row.values["last_name"]) for row in found.rows] == [
        ("Zo\u00eb", "O\u2019Neill")
    ]
    guessed = [words for words in found.notices if "letters of this file were read" in words]
    assert bool(guessed) is (kind in {"Windows", "Mac", "with its separator named"})


async def test_a_hidden_sheet_is_never_read_and_named(portal: Portal, draft: Draft):
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, [*CODER[:4], "Leaver", "gone@peaks.example", *CODER[6:]])
        visible, notes = book.add_worksheet("Now"), book.add_worksheet("Notes")
        visible.write_row(0, 0, HEAD)
        visible.write_row(1, 0, CODER)
        notes.write(0, 0, "Ask Ana")
        notes.activate()
        notes.set_first_sheet()
        sheet.hide()

    found = await read(portal, draft, workbook(fill))
    assert [row.values["last_name"] for row in found.rows] == ["Chen"]
    assert found.notices == (
        "The sheet \u201cNow\u201d was read, not \u201cNotes\u201d.",
        "Hidden in your file, so not read: \u201cStaff\u201d.",
    )


async def test_a_hidden_row_waits_for_a_yes_and_hidden_columns_are_named(portal: Portal, draft: Draft):
    def fill(book: Any, sheet: Any) -> None:
        for place, name in enumerate(("here", "gone", "here"), start=1):
            sheet.write_row(place, 0, [*CODER[:5], f"{name}@peaks.example", *CODER[6:]])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(3, 0)
        sheet.set_column(7, 7, None, None, {"hidden": True})

    found = await read(portal, draft, workbook(fill))
    assert [(row.number, row.hidden, row.good) for row in found.rows] == [
        (2, False, True), (3, True, True), (4, True, False),
    ]  # fmt: skip
    assert found.notices == ("These columns are hidden in your file and were read: Cerner Millennium (H).",)


@pytest.mark.parametrize("height", ["0", "0.0", "0.00", "0.1", "1e-3"])
def test_a_row_that_is_too_low_to_be_seen_is_hidden(height: str):
    cells = '<c r="A2" t="inlineStr"><is><t>Gone</t></is></c>'
    sheet = sheet_xml(f'<row r="2" ht="{height}" customHeight="1">{cells}</row>')
    (row,) = read_workbook(zipped(parts(sheet=sheet))).sheets[0].rows
    assert row.hidden


async def test_what_excel_made_of_a_number_is_never_taken_silently(portal: Portal, draft: Draft):
    def fill(book: Any, sheet: Any) -> None:
        people = (
            ("0012345", 12345),
            (None, dt.date(2026, 3, 12)),
            (None, 1.5),
            ("General", 12345),
            (None, None),
        )
        for place, (form, value) in enumerate(people, start=1):
            sheet.write_row(place, 0, [*DOCTOR[:5], f"d{place}@peaks.example", *DOCTOR[6:10], "", "Surgery"])
            code = "0000000" if form == "0012345" else "m-d" if isinstance(value, dt.date) else "General"
            if value is None:
                sheet.write_formula(place, 9, "=NA()", None, "#N/A")
            else:
                sheet.write(place, 9, value, book.add_format({"num_format": code}))

    zeros, day, fraction, whole, error = (await read(portal, draft, workbook(fill))).rows
    assert zeros.values["license_number"] == "0012345" and "license_number" not in zeros.errors
    assert "into a date (2026-03-12)" in day.errors["license_number"]
    assert "shortened this number (1.5)" in fraction.errors["license_number"]
    assert "no zero is missing" in whole.notes["license_number"] and whole.values["license_number"] == "12345"
    assert "\u201c#N/A\u201d is an error" in error.errors["license_number"]


async def test_true_is_a_yes_for_an_application_and_nobodys_name(portal: Portal, draft: Draft):
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, [*DOCTOR[:2], True, "", True, "true@peaks.example", *DOCTOR[6:7], True])
        sheet.write_row(1, 8, DOCTOR[8:])

    (row,) = (await read(portal, draft, workbook(fill))).rows
    assert set(row.errors) == {"first_name", "last_name"} and row.applications == ("cerner",)
    assert "Excel turned this into TRUE" in row.errors["last_name"]
    back = (await open_book("r.xlsx", rejects(readable(portal), [row]))).sheets[0].rows[1]
    assert [cell.text for cell in back.cells if cell.text == "yes"] == ["yes"], (
        "what was a name is typed anew"
    )


@pytest.mark.parametrize("since_1904", [False, True])
async def test_a_day_is_the_day_that_the_file_shows(portal: Portal, draft: Draft, since_1904: bool):
    def fill(book: Any, sheet: Any) -> None:
        late = dt.datetime.combine(dt.date(2026, 3, 12), dt.time(23, 59, 59))
        for place, day in enumerate((dt.date(2026, 3, 12), late, dt.date(1905, 1, 31)), start=1):
            sheet.write_row(place, 0, [*DOCTOR[:5], f"d{place}@peaks.example"])
            sheet.write_datetime(place, 9, day, book.add_format({"num_format": "m/d/yy h:mm"}))

    found = (await read(portal, draft, workbook(fill, date_1904=since_1904))).rows
    told = [row.errors["license_number"].partition("(")[2].partition(")")[0] for row in found]
    assert told == ["2026-03-12", "2026-03-12 23:59", "1905-01-31"]


async def test_the_value_of_a_formula_is_read_and_named(portal: Portal, draft: Draft):
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(1, 0, CODER)
        sheet.write_formula(1, 5, '=LOWER("WEI@PEAKS.EXAMPLE")', None, "wei@peaks.example")

    found = await read(portal, draft, workbook(fill))
    assert found.rows[0].good and found.rows[0].notes["email"] == "The value of a formula"
    assert "F2" in found.notices[0]


async def test_only_rows_and_cells_with_something_in_them_count(portal: Portal, draft: Draft):
    def fill(book: Any, sheet: Any) -> None:
        border = book.add_format({"border": 1})
        sheet.write_row(1, 0, CODER)
        for number in range(2, 1500):
            for place in range(12):
                sheet.write_blank(number, place, None, border)
        for place in range(len(HEAD), 300):
            sheet.write_blank(0, place, None, border)
        sheet.set_row(1_048_575, 30)

    (row,) = (await read(portal, draft, workbook(fill))).rows
    assert row.good

"""The list of 12 people as an office keeps it becomes 12 complete members with little clicking and typing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Locator, Page, expect

from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal, picture
from tests.browser.staff_list import people

pytestmark = pytest.mark.browser
MOST_CLICKS, MOST_TYPED = 45, 45
HEAD = (
    *("Role", "Credentials", "First", "MI", "Last", "E-mail Address", "Cell", "Cerner"),
    *("Lic State", "License #", "Provider NPI #", "Specialty"),
)


class Hand:
    """Clicks and types, and counts both."""

    def __init__(self) -> None:
        self.clicks = self.typed = 0

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def type(self, what: Locator, text: str) -> None:
        self.typed += 1
        what.fill(text)


def written(path: Path) -> Path:
    """A workbook with titles, headings in row 3, dots, PA-C, doubles, rows hidden and crossed out."""
    rows = [list(person) for person in people("desert.example")]
    rows[0][1], rows[1][1], rows[2][1] = "N.P.", "M.D.", "PA-C"
    rows[3][6], rows[4][5] = "602-555-0111 x123", "mailto:b.charles@desert.example"
    rows[5][5], rows[6][3] = "wei.chen at desert.example", "Louise"
    rows[7][1], rows[8][0] = "Biling", ""
    double, other = list(rows[9]), [*rows[10]]
    other[6] = "602 555 0199"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Staff")
    sheet.merge_range(0, 0, 0, 7, "Desert Peaks: staff list")
    sheet.write_row(1, 0, ["updated 11/20"])
    sheet.write_row(2, 0, [*HEAD, "Hired"])
    gone = ["Staff", "Coder", "Old", "", "Leaver", "old@desert.example", "602 555 0100", "x"]
    struck = book.add_format({"font_strikeout": True})
    for number, row in enumerate([*rows, double, other, gone], start=3):
        sheet.write_row(number, 0, row)
    sheet.set_row(3 + len(rows) + 2, None, None, {"hidden": True})
    sheet.write_row(
        3 + len(rows) + 3, 0, [*gone[:2], "Gone", "", "Away", "gone@desert.example", *gone[6:]], struck
    )
    sheet.write_row(3 + len(rows) + 4, 0, ["Total", "", "", "", "", "", "12"])
    book.close()
    return path


def test_a_messy_list_of_12_is_registered_with_few_clicks(
    page: Page, portal: Portal, tmp_path: Path, axe: Callable[[Page], None]
) -> None:
    begun, hand = behind(portal.database_url, "draft"), Hand()
    sign_in(page.context, portal.address, begun["token"])
    page.goto(f"{begun['hub']}/members")
    before = page.locator("a[id^=edit-]").count()
    hand.click(page.get_by_role("link", name="Add many from a spreadsheet"))
    hand.clicks += 1
    page.locator("input[type=file]").set_input_files(written(tmp_path / "staff.xlsx"))
    hand.click(page.get_by_role("button", name="Read the file"))
    expect(page.get_by_role("heading", name="rows to correct")).to_be_visible()
    axe(page)
    picture(page, "import-preview")
    hand.click(page.get_by_role("button", name="Use PA"))
    hand.click(page.get_by_role("button", name="Use Billing"))
    hand.type(page.locator("input[name$='-email']").first, "wei.chen@desert.example")
    hand.click(page.get_by_role("button", name=re.compile(r"Leave this row out.*Row 17")))
    expect(page.get_by_role("heading", name="to correct")).to_have_count(0)
    hand.click(page.get_by_role("button", name="Add people"))
    expect(page.locator("#result")).to_contain_text("12 people added from the spreadsheet.")
    expect(page.locator("a[id^=edit-]")).to_have_count(before + 12)
    assert "Leaver" not in page.content() and "Away" not in page.content()
    page.goto(begun["hub"])
    expect(page.locator("main")).not_to_contain_text("Still open")
    assert hand.clicks <= MOST_CLICKS and hand.typed <= MOST_TYPED
    assert (hand.clicks, hand.typed) == (7, 1)

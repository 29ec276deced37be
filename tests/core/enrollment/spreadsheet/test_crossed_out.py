"""What a practice crossed out in its file is never added silently."""

from typing import Any

from core.enrollment.drafts import Draft
from core.enrollment.uploaded.child import as_book
from core.portal import Portal
from tests.core.enrollment.spreadsheet.books import parts, sheet_xml, zipped
from tests.core.enrollment.spreadsheet.lists import CODER, read, workbook


async def test_a_row_with_crossed_out_cells_waits_for_its_own_yes(portal: Portal, draft: Draft):
    def fill(book: Any, sheet: Any) -> None:
        struck = book.add_format({"font_strikeout": True})
        sheet.write_row(1, 0, CODER)
        sheet.write_row(2, 0, [*CODER[:5], "gone@peaks.example", *CODER[6:]], struck)
        sheet.write_row(3, 0, [*CODER[:5], "new@peaks.example", *CODER[6:]])
        sheet.write(3, 6, "602 555 0199", struck)

    found = await read(portal, draft, workbook(fill))
    assert not found.rows[0].struck
    assert "F3" in found.rows[1].struck and found.rows[2].struck == ("G4",)
    assert (found.good, found.struck) == (1, (3, 4))
    assert found.account.aside["in rows that are crossed out in the file"] == 14


async def test_letters_that_are_crossed_out_within_a_cell_count_too(portal: Portal, draft: Draft):
    def fill(book: Any, sheet: Any) -> None:
        struck = book.add_format({"font_strikeout": True})
        sheet.write_row(1, 0, CODER)
        sheet.write_rich_string(1, 6, struck, "602 555 0111", " 602 555 0199")

    assert (await read(portal, draft, workbook(fill))).rows[0].struck == ("G2",)


def test_letters_of_a_cell_that_keeps_its_own_text_count_too() -> None:
    run = "<is><r><rPr><strike/></rPr><t>Wei</t></r><r><t>Ann</t></r></is>"
    sheet = sheet_xml(f'<row r="1"><c r="A1" t="inlineStr">{run}</c></row>')
    (row,) = as_book(zipped(parts(sheet=sheet)), workbook=True).sheets[0].rows
    assert row.cells[0].struck


def test_a_font_that_says_not_crossed_out_is_believed() -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<fonts><font><strike val="0"/></font><font><strike/></font></fonts>'
        '<cellXfs><xf numFmtId="0" fontId="0"/><xf numFmtId="0" fontId="1"/></cellXfs>'
        "<dxfs><dxf><font><strike/></font></dxf></dxfs></styleSheet>"
    )
    rows = '<row r="1"><c r="A1" s="0" t="s"><v>0</v></c><c r="B1" s="1" t="s"><v>1</v></c></row>'
    cells = (
        as_book(zipped(parts(styles=styles, sheet=sheet_xml(rows))), workbook=True).sheets[0].rows[0].cells
    )
    assert [cell.struck for cell in cells] == [False, True]

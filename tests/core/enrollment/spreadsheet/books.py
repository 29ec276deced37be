"""Files as people and attackers make them, written by their parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import xlsxwriter

from core.enrollment.uploaded.table import Book, Cell, FilledSheet, Row

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook as a spreadsheet program writes it."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def table(*rows: Sequence[object]) -> Book:
    """What is found in a file with these rows of text."""
    listed = [
        Row(number, tuple(Cell(place, str(text)) for place, text in enumerate(row) if str(text)))
        for number, row in enumerate(rows, start=1)
    ]
    return Book((FilledSheet("", tuple(row for row in listed if row.cells)),))


def parts(**changed: str | bytes) -> dict[str, bytes]:
    """The parts of a small honest workbook, with some of them replaced: `sheet`, `book`, `strings` …"""
    sheets = '<sheet name="Staff" sheetId="1" r:id="rId1"/>'
    kinds = (("worksheet", "worksheets/sheet1"), ("sharedStrings", "sharedStrings"), ("styles", "styles"))
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{LINKS}/{kind}" Target="{target}.xml"/>'
        for number, (kind, target) in enumerate(kinds, start=1)
    )
    space = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    types = 'xmlns="http://schemas.openxmlformats.org/package/2006/content-types"'
    top = f'<Relationship Id="rId1" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/>'
    honest = {
        "types": f'<Types {types}><Override PartName="/xl/workbook.xml" ContentType="{_PLAIN}"/></Types>',
        "top": f"<Relationships {space}>{top}</Relationships>",
        "book": book_xml(sheets),
        "links": f"<Relationships {space}>{links}</Relationships>",
        "strings": f'<sst xmlns="{MAIN}"><si><t>First name</t></si><si><t>Ada</t></si></sst>',
        "styles": f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/></cellXfs></styleSheet>',
        "sheet": sheet_xml(
            '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c></row>'
        ),
    }
    named = honest | changed
    return {_PATHS[name]: text if isinstance(text, bytes) else text.encode() for name, text in named.items()}


_PATHS = {
    "types": "[Content_Types].xml",
    "top": "_rels/.rels",
    "book": "xl/workbook.xml",
    "links": "xl/_rels/workbook.xml.rels",
    "strings": "xl/sharedStrings.xml",
    "styles": "xl/styles.xml",
    "sheet": SHEET,
}


def zipped(files: Mapping[str, bytes], *, stored: bool = False) -> bytes:
    """An archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def book_xml(sheets: str, before: str = "") -> str:
    """A `workbook.xml` with these sheets."""
    return f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{before}<sheets>{sheets}</sheets></workbook>'


def sheet_xml(rows: str, before: str = "") -> str:
    """A sheet with these rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'

"""Workbooks whose parts were made to break the one who reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.core.enrollment.spreadsheet.books import MAIN, SHEET, book_xml, parts, sheet_xml, zipped

COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
DAMAGED, ODD, LONG, WIDE = "is damaged", "more than a plain list", "1,000 rows", "60 columns"
EMPTY_ROWS, NO_SHEET = "very many empty rows", "isn’t a spreadsheet"


def book(**changed: str | bytes) -> bytes:
    """A workbook with some of its parts replaced."""
    return zipped(parts(**changed))


def rows(text: str) -> bytes:
    """A workbook whose sheet has these rows."""
    return book(sheet=sheet_xml(text))


def one_row(cells: str) -> bytes:
    """A workbook with one row."""
    return rows(f'<row r="1">{cells}</row>')


def target(where: str, mode: str = "") -> bytes:
    """A workbook whose sheet is said to lie somewhere."""
    honest = parts()["xl/_rels/workbook.xml.rels"]
    return book(links=honest.replace(b'Target="worksheets/sheet1.xml"', f'Target="{where}"{mode}'.encode()))


def with_dtd(dtd: str, text: str) -> bytes:
    """A workbook whose sheet begins with declarations and uses one of them."""
    inside = sheet_xml(f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>')
    return book(sheet=f"<!DOCTYPE x [{dtd}]>{inside}")


def without(*names: str) -> bytes:
    """A workbook with parts missing."""
    return zipped({name: content for name, content in parts().items() if name not in names})


def laughs() -> bytes:
    """Ten entities, each ten times the one before."""
    levels = "".join(f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 10))
    return with_dtd(f'<!ENTITY l0 "ha">{levels}', "&l9;")


def binary() -> bytes:
    """A workbook in the binary format, with its own content type."""
    kind = b"application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return book(types=parts()["[Content_Types].xml"].replace(plain, kind))


def in_encoding(encoding: str, declared: str) -> bytes:
    """A workbook whose sheet is written in an encoding and says another."""
    honest = sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>Zo\u00eb</t></is></c></row>')
    return book(sheet=f'<?xml version="1.0" encoding="{declared}"?>{honest}'.encode(encoding))


def number(text: str) -> bytes:
    """A workbook with one number under a heading."""
    return rows(f'<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>{text}</v></c></row>')


def inline(text: str) -> str:
    """A cell with a text of its own."""
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def inline_row() -> str:
    """A harmless first row."""
    return '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'


_MANY = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 100_001))


_TWO = '<sheet name="Staff" sheetId="1" r:id="rId1"/><sheet name="STAFF" sheetId="2" r:id="rId1"/>'


_HIDDEN = '<sheet name="Staff" sheetId="1" state="veryHidden" r:id="rId1"/>'


_FORMULA = """<c r="A1" t="str"><f>cmd|'/c calc'!A0</f><v>First name</v></c>"""


_STYLES = f'<styleSheet xmlns="{MAIN}">%s</styleSheet>'


_HIDDEN_COLUMN = '<col min="1" max="9" hidden="1"/>'


_ZEROS = "0" * 100_000


PARTS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "no list of kinds": (lambda: without("[Content_Types].xml"), NO_SHEET),
    "no list of parts": (lambda: without("_rels/.rels"), NO_SHEET),
    "no workbook part": (lambda: without("xl/workbook.xml"), DAMAGED),
    "no sheet part": (lambda: without(SHEET), DAMAGED),
    "no texts part": (lambda: without("xl/sharedStrings.xml"), DAMAGED),
    "a sheet outside": (lambda: target("../../../etc/passwd"), DAMAGED),
    "a sheet at an absolute place": (lambda: target("/xl/worksheets/sheet1.xml"), ""),
    "a sheet on the web": (lambda: target("http://127.0.0.1:9/x", ' TargetMode="External"'), DAMAGED),
    "a sheet that is a file address": (lambda: target("file:///etc/passwd"), DAMAGED),
    "external links": (lambda: zipped(parts() | {"xl/externalLinks/externalLink1.xml": b"<x/>"}), ""),
    "two sheets of one name": (lambda: book(book=book_xml(_TWO)), DAMAGED),
    "a hundred thousand sheets": (lambda: book(book=book_xml(_MANY)), ODD),
    "only hidden sheets": (lambda: book(book=book_xml(_HIDDEN)), "Unhide"),
    "no sheets": (lambda: book(book=book_xml("")), "no sheet"),
    "a binary workbook": (binary, "another format"),
}


CONTENTS: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "four thousand million texts promised": (
        lambda: book(
            strings=f'<sst xmlns="{MAIN}" uniqueCount="4000000000"><si><t>A</t></si><si><t>B</t></si></sst>'
        ),
        "",
    ),
    "a size of everything": (
        lambda: book(sheet=sheet_xml(inline_row(), '<dimension ref="A1:XFD1048576"/>')),
        "",
    ),
    "the last row of all": (lambda: rows('<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), ""),
    "a row behind the last": (lambda: rows('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), DAMAGED),
    "heights far down": (lambda: rows(inline_row() + '<row r="1048576" ht="15" customHeight="1"/>'), ""),
    "a column behind the last": (lambda: one_row('<c r="XFE1"><v>1</v></c>'), DAMAGED),
    "every column there is": (lambda: one_row("<c><v>1</v></c>" * 16_384), WIDE),
    "seventeen thousand columns": (lambda: one_row("<c><v>1</v></c>" * 17_000), DAMAGED),
    "a place without letters": (lambda: one_row('<c r="1"><v>1</v></c>'), DAMAGED),
    "an escaped place": (lambda: one_row('<c r="&#88;FD1"><v>1</v></c>'), ""),
    "rows in two versions": (
        lambda: rows(f'<m:AlternateContent xmlns:m="{COMPATIBLE}"><m:Choice/></m:AlternateContent>'),
        ODD,
    ),
    "a cell twice": (lambda: one_row('<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>'), DAMAGED),
    "a row twice": (
        lambda: rows('<row r="2"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row>'),
        DAMAGED,
    ),
    "a cell of another row": (lambda: one_row('<c r="A7"><v>1</v></c>'), DAMAGED),
    "five thousand rows": (lambda: rows("<row><c><v>1</v></c></row>" * 5000), LONG),
    "a million empty rows": (lambda: rows("<row/>" * 1_000_000), EMPTY_ROWS),
    "four million empty rows": (lambda: rows("<row/>" * 4_000_000), EMPTY_ROWS),
    "two million empty cells": (lambda: one_row("<c/>" * 2_000_000), DAMAGED),
    "deep nesting": (lambda: one_row("<a>" * 100_000 + "</a>" * 100_000), ODD),
    "deep nesting of cells": (lambda: one_row("<is>" * 1000), ODD),
    "an entity": (lambda: with_dtd('<!ENTITY a "First name">', "&a;"), ODD),
    "a billion laughs": (laughs, ODD),
    "an external entity": (lambda: with_dtd('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"), ODD),
    "an external entity of parameters": (
        lambda: with_dtd('<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;', "A"),
        ODD,
    ),
    "a command in a formula": (lambda: one_row(_FORMULA), ""),
    "a text before the first": (lambda: one_row('<c r="A1" t="s"><v>-1</v></c>'), DAMAGED),
    "a text behind the last": (lambda: one_row('<c r="A1" t="s"><v>999999999999999</v></c>'), DAMAGED),
    "a style before the first": (lambda: one_row('<c r="A1" s="-1"><v>1</v></c>'), DAMAGED),
    "a style behind the last": (lambda: one_row('<c r="A1" s="9"><v>1</v></c>'), DAMAGED),
    "a number beyond all": (lambda: number("1e400"), ""),
    "no number": (lambda: number("NaN"), ""),
    "a number of a megabyte": (lambda: number("9" * 1_000_000), ""),
    "a day beyond all": (
        lambda: book(
            sheet=sheet_xml('<row r="1"><c r="A1" s="0"><v>99999999999</v></c></row>'),
            styles=_STYLES % '<cellXfs><xf numFmtId="14"/></cellXfs>',
        ),
        "",
    ),
    "letters that XML does not allow": (lambda: one_row(inline("\1\2")), DAMAGED),
    "letters that nobody may write": (lambda: one_row(inline("&#x1;")), DAMAGED),
    "UTF-16": (lambda: in_encoding("utf-16", "utf-16"), ""),
    "UTF-7": (lambda: in_encoding("utf-7", "utf-7"), DAMAGED),
    "another encoding than it says": (lambda: in_encoding("latin-1", "utf-8"), DAMAGED),
    "an encoding that does not exist": (lambda: in_encoding("utf-8", "klingon"), DAMAGED),
    "a cell of ten million letters": (lambda: one_row(inline("a" * 10_000_000)), ""),
    "an attribute of twenty million letters": (lambda: one_row('<c s="' + "0" * 20_000_000 + '"/>'), ""),
    "one long text for every cell": (
        lambda: book(
            strings=f'<sst xmlns="{MAIN}"><si><t>' + "a" * 5000 + "</t></si></sst>",
            sheet=sheet_xml(("<row>" + '<c t="s"><v>0</v></c>' * 60 + "</row>") * 900),
        ),
        "more text",
    ),
    "a hundred thousand styles": (
        lambda: book(styles=_STYLES % ("<cellXfs>" + '<xf numFmtId="0"/>' * 100_000 + "</cellXfs>")),
        EMPTY_ROWS,
    ),
    "a hundred thousand formats": (
        lambda: book(
            styles=_STYLES % "".join(f'<numFmt numFmtId="{n}" formatCode="0"/>' for n in range(100_000))
        ),
        EMPTY_ROWS,
    ),
    "a format without an end": (
        lambda: book(
            sheet=sheet_xml('<row r="1"><c r="A1" s="0"><v>5</v></c></row>'),
            styles=_STYLES
            % f'<numFmt numFmtId="200" formatCode="{_ZEROS}"/><cellXfs><xf numFmtId="200"/></cellXfs>',
        ),
        "",
    ),
    "two hundred thousand texts": (
        lambda: book(strings=f'<sst xmlns="{MAIN}">' + "<si><t>a</t></si>" * 200_000 + "</sst>"),
        "more text",
    ),
    "hidden columns without end": (
        lambda: book(sheet=sheet_xml(inline_row(), "<cols>" + _HIDDEN_COLUMN * 20_000 + "</cols>")),
        EMPTY_ROWS,
    ),
}

"""The empty list to download, as a workbook with drop-downs and as plain CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

from core.enrollment.spreadsheet.columns import Column, columns, harmless
from core.enrollment.uploaded.limits import MOST_ROWS
from core.portal import Portal

_LIST = "People"
_LISTS = "Choices"


def csv_template(portal: Portal) -> bytes:
    """Return headings and an example row, in UTF-8 that spreadsheet programs recognize."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    known = columns(portal)
    writer.writerow([harmless(column.label) for column in known])
    writer.writerow([harmless(column.example) for column in known])
    return text.getvalue().encode("utf-8-sig")


def xlsx_template(portal: Portal) -> bytes:
    """Make a workbook: the list with drop-downs and an example row, what goes where, and the choices."""
    import xlsxwriter  # noqa: PLC0415 - it is large, and few ask for a workbook

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    known = columns(portal)
    _members(book, known)
    _instructions(book, portal, known)
    _choices(book, known)
    book.close()
    return stream.getvalue()


def _members(book: Any, known: tuple[Column, ...]) -> None:
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 - as above

    sheet, bold = book.add_worksheet(_LIST), book.add_format({"bold": True, "bottom": 1})
    as_text = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(known):
        sheet.set_column(place, place, max(12, len(column.label) + 2), as_text)
        sheet.write_string(0, place, column.label, bold)
        sheet.write_string(1, place, column.example, as_text)
        if column.choices:
            letter = xl_col_to_name(place)
            source = f"={_LISTS}!${letter}$2:${letter}${len(column.choices) + 1}"
            _drop_down(sheet, place, source)
        elif column.application:
            _drop_down(sheet, place, ["yes", "no"])


def _drop_down(sheet: Any, place: int, source: Any) -> None:
    # Only a help: whatever is typed, the product decides when the list is read.
    rule = {"validate": "list", "source": source, "error_type": "warning", "ignore_blank": True}
    sheet.data_validation(1, place, MOST_ROWS, place, rule)


def _instructions(book: Any, portal: Portal, known: tuple[Column, ...]) -> None:
    sheet, bold = book.add_worksheet("How to fill it in"), book.add_format({"bold": True})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 34, wrap)
    sheet.set_column(1, 1, 90, wrap)
    lines = [
        (
            "One row for each person",
            f"Up to {MOST_ROWS:,} rows. Keep the headings; the example row is ignored.",
        ),
        (
            "Applications",
            "Write yes under what a person should get. What isn’t possible is told when you upload.",
        ),
        (
            "Who is left out",
            f"The {portal.site.terms.administrator} and others you entered on the pages already.",
        ),
    ]
    lines += [(column.label, _explained(column)) for column in known]
    for row, (what, how) in enumerate(lines):
        sheet.write_string(row, 0, what, bold)
        sheet.write_string(row, 1, how, wrap)


def _explained(column: Column) -> str:
    needed = "Needed." if column.required else "May be empty."
    one_of = f"One of: {', '.join(label for _, label in column.choices)}." if column.choices else ""
    if column.application:
        return "yes, or empty."
    return " ".join(filter(None, (column.hint or needed, one_of if len(one_of) < 400 else "")))


def _choices(book: Any, known: tuple[Column, ...]) -> None:
    sheet = book.add_worksheet(_LISTS)
    for place, column in enumerate(known):
        sheet.write_string(0, place, column.label if column.choices else "")
        for row, (_, label) in enumerate(column.choices, start=1):
            sheet.write_string(row, place, label)

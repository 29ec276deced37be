"""The rows that could not be taken, as a workbook to correct and hand in again."""

from __future__ import annotations

import io
from collections.abc import Sequence

from core.enrollment.spreadsheet.columns import Column
from core.enrollment.spreadsheet.rows import ReadRow
from core.enrollment.uploaded.table import DATE, DECIMAL, FAULT, TRUTH, Cell

REASON = "What to correct"
# What a spreadsheet program made of these cannot be taken back: the cell is left empty to be typed again.
_SPOILED = frozenset({DATE, DECIMAL, FAULT})


def rejects(columns: Sequence[Column], rows: Sequence[ReadRow]) -> bytes:
    """Write rows under the headings of the template, with the reasons at their end."""
    import xlsxwriter  # noqa: PLC0415 - it is large, and few ask for a workbook

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet, bold = book.add_worksheet("Rows to correct"), book.add_format({"bold": True, "bottom": 1})
    as_text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    used = [column for column in columns if any(column.name in row.cells for row in rows) or column.required]
    sheet.freeze_panes(1, 0)
    for place, label in enumerate([*(column.label for column in used), REASON]):
        sheet.set_column(place, place, 60 if label == REASON else max(14, len(label) + 2), as_text)
        sheet.write_string(0, place, label, bold)
    for number, row in enumerate(rows, start=1):
        texts = [_text(column, row.cells.get(column.name)) for column in used]
        for place, text in enumerate([*texts, " ".join(reasons(columns, row))]):
            if text:
                sheet.write_string(number, place, text, as_text)
    book.close()
    return stream.getvalue()


def reasons(columns: Sequence[Column], row: ReadRow) -> list[str]:
    """Say what is wrong in a row, each with the cell it stands in and the name of its column."""
    labels = {column.name: column.label for column in columns}
    return [_located(row, name, labels.get(name, name), words) for name, words in row.errors.items()]


def _located(row: ReadRow, name: str, label: str, words: str) -> str:
    at = row.at(name) or row.place
    return f"{at}, {words}" if words.startswith(f"{label}:") else f"{at}, {label}: {words}"


def _text(column: Column, cell: Cell | None) -> str:
    spoiled = cell is None or cell.kind in _SPOILED or (cell.kind == TRUTH and not column.application)
    return "" if cell is None or spoiled else cell.text

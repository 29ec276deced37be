"""Messy lists made by a seed, as practices keep them, with what was written into each."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import xlsxwriter

HEADINGS = {
    "staff_type": ("Staff type", "Role", "User Type"),
    "suffix": ("Suffix", "Credentials", "Job Title"),
    "first_name": ("First name", "First", "Given Name"),
    "middle_initial": ("M.I.", "Middle", "MI"),
    "last_name": ("Last name", "Surname", "L. Name"),
    "email": ("E-mail Address", "Email", "Work Email"),
    "phone": ("Phone", "Cell", "Telephone #"),
    "cerner": ("Cerner Millennium", "cerner"),
    "license_number": ("License #", "License number"),
    "npi": ("NPI", "Provider NPI #"),
}
UNUSED = ("Hired", "Notes", "Employee #", "Home phone", "")
_FIRST, _LAST = ("Wei", "Ana", "Zoë", "Jon", "Maria José"), ("Chen", "O’Neill", "de la Cruz", "Ruiz")
_ODD: dict[str, tuple[object, ...]] = {
    "staff_type": ("staff", "STAFF ", "Provider", "Nurse", ""),
    "suffix": ("Coder", "coder", "MD", "PA-C", "Medical Assistant", ""),
    "first_name": (*_FIRST, "Wei L.", "N/A", ""),
    "middle_initial": ("", "L", "Louise", "NMI", "-"),
    "last_name": (*_LAST, ""),
    "email": ("{n}@peaks.example", "mailto:{n}@peaks.example", "Ana <{n}@peaks.example>;", "no address", ""),
    "phone": ("602 555 0111", "602-555-0111 x12", "6025550111.0", "12", ""),
    "cerner": ("x", "yes", "no", "N/A", "maybe", ""),
    "license_number": ("", "A-77", "#12345", "pending", "A123 (AZ)"),
    "npi": ("", "1245319599", "NPI 1245319599", "123"),
}


@dataclass
class Messy:
    """A file and what was written into it: texts above the list, by column of the list, and beside it."""

    name: str
    data: bytes = b""
    above: int = 0
    totals: int = 0
    elsewhere: int = 0
    columns: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    filled: Counter[int] = field(default_factory=Counter)
    rows: int = 0

    @property
    def cells(self) -> int:
        headings = sum(bool(text) for text in self.headings)
        return self.above + self.totals + self.elsewhere + headings + sum(self.filled.values())


def messy(seed: int, *, workbook: bool) -> Messy:
    """Make one file; the same seed makes the same file."""
    dice = random.Random(seed)
    made = Messy(f"list-{seed}.{'xlsx' if workbook else 'csv'}")
    names = [*HEADINGS, *dice.sample(UNUSED, dice.randint(0, 3))]
    dice.shuffle(names)
    made.columns = [name if name in HEADINGS else "" for name in names]
    made.headings = [dice.choice(HEADINGS[name]) if name in HEADINGS else name for name in names]
    rows: list[list[object]] = []
    for _ in range(dice.randint(0, 3)):
        rows.append([dice.choice(("Staff list", "", "updated 11/20"))])
        made.above += bool(rows[-1][0])
    rows.append(list(made.headings))
    first = len(rows)
    for number in range(dice.randint(2, 7)):
        rows.append(_person(dice, made, names, seed * 100 + number))
    if dice.random() < 0.2:
        rows.append(list(rows[-1]))
        _counted(made, rows[-1])
    made.rows = len(rows) - first
    if dice.random() < 0.3:
        rows.append(["Totals", *[""] * 3, str(made.rows)])
        made.totals = 2
    made.data = _workbook(dice, made, rows, first) if workbook else _text(dice, rows)
    return made


def _person(dice: random.Random, made: Messy, names: Sequence[str], number: int) -> list[object]:
    row: list[object] = []
    for name in names:
        choices = _ODD.get(name, ("", "kept", "2020", "by phone"))
        # Most cells of a list are right.
        text = choices[0] if name in _ODD and dice.random() < 0.5 else dice.choice(choices)
        row.append(str(text).replace("{n}", f"p{number}"))
    if not any(row):
        row[made.columns.index("last_name")] = "Ruiz"
    _counted(made, row)
    return row


def _counted(made: Messy, row: Sequence[object]) -> None:
    made.filled.update(place for place, text in enumerate(row) if str(text).strip())


def _text(dice: random.Random, rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    mark = dice.choice(",;\t")
    csv.writer(text, delimiter=mark).writerows(rows)
    said = f"sep={mark}\r\n" if mark == ";" and dice.random() < 0.5 else ""
    return (said + text.getvalue()).encode(dice.choice(("utf-8", "utf-8-sig", "utf-16")))


def _workbook(dice: random.Random, made: Messy, rows: Sequence[Sequence[object]], first: int) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("Staff")
    _others(dice, book, made, rows[first])
    struck = book.add_format({"font_strikeout": True})
    for number, row in enumerate(rows):
        style = struck if number >= first and dice.random() < 0.15 else None
        for place, value in enumerate(row):
            if value == "A-77":
                _excel(book, sheet, (number, place), dice)
            elif str(value):
                sheet.write_string(number, place, str(value), style)
        if number >= first and dice.random() < 0.1:
            sheet.set_row(number, None, None, {"hidden": True})
    if dice.random() < 0.3:
        sheet.set_column(2, 2, None, None, {"hidden": True})
    if made.above and rows[0][0]:
        sheet.merge_range(0, 0, 0, 5, rows[0][0])
    sheet.set_row(5000, 30)
    sheet.write_comment(first, 0, "Is this right?")
    book.close()
    return stream.getvalue()


def _others(dice: random.Random, book: Any, made: Messy, row: Sequence[object]) -> None:
    if dice.random() < 0.3:
        book.add_worksheet("Notes").write(0, 0, "Ask Kim")
        made.elsewhere = 1
    if dice.random() < 0.3:
        old = book.add_worksheet("2024 old")
        old.write_row(0, 0, row)
        old.hide()


def _excel(book: Any, sheet: Any, at: tuple[int, int], dice: random.Random) -> None:
    dice.choice(_AS_EXCEL_DOES)(book, sheet, at)


_AS_EXCEL_DOES: tuple[Callable[[Any, Any, tuple[int, int]], None], ...] = (
    lambda _, sheet, at: sheet.write_string(*at, "A-77"),
    lambda book, sheet, at: sheet.write_number(*at, 12345, book.add_format({"num_format": "0000000"})),
    lambda book, sheet, at: sheet.write_datetime(
        *at,
        dt.datetime(2026, 3, 12, tzinfo=dt.UTC).replace(tzinfo=None),
        book.add_format({"num_format": "d-mmm"}),
    ),
    lambda _, sheet, at: sheet.write_number(*at, 1.5),
    lambda _, sheet, at: sheet.write_formula(*at, "=1/0", None, "#DIV/0!"),
)

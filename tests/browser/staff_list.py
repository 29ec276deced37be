"""The list of a practice with 12 people, as an office manager keeps it."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter

HEAD = (
    *("Staff type", "Suffix", "First name", "M.I.", "Last name", "E-mail", "Phone"),
    *("Cerner Millennium", "License state", "License number", "NPI", "Specialty"),
)
_PROVIDERS = (
    ("NP", "Grace", "T", "Whitehorse", "1003000126"),
    ("MD", "Samuel", "", "Ortega", "1245319599"),
    ("PA", "Nadia", "R", "Haddad", "1679576722"),
)
_STAFF = (
    ("Surgery Scheduler", "Michelle", "A", "Reyes"),
    ("Surgery Scheduler", "Brandon", "", "Charles"),
    ("Coder", "Wei", "L", "Chen"),
    ("Billing", "Rosa", "", "Delgado"),
    ("Billing", "Tom", "H", "Baker"),
    ("Office Manager", "Ines", "", "Novak"),
    ("Staff", "Priya", "K", "Raman"),
    ("Staff", "Jonah", "", "Begay"),
    ("Other", "Celeste", "M", "Dubois"),
)


def people(domain: str) -> list[tuple[str, ...]]:
    """One row for each person, with addresses of this practice alone."""
    providers = [
        (
            "Provider",
            *who,
            f"{who[3].lower()}@{domain}",
            "602 555 0110",
            "yes",
            "Arizona",
            "A-77",
            npi,
            "Surgery",
        )
        for *who, npi in _PROVIDERS
    ]
    staff = [("Staff", *who, f"{who[3].lower()}@{domain}", "602 555 0111", "x") for who in _STAFF]
    return [*providers, *staff]


def workbook_of(folder: Path, domain: str) -> Path:
    """The list as an Excel file."""
    file = folder / "staff list.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Staff")
        for number, row in enumerate((HEAD, *people(domain))):
            sheet.write_row(number, 0, row)
    return file

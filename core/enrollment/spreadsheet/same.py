"""Rows about people who are there already: in the draft, or in another row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from core.enrollment.drafts import Draft, DraftPerson
from core.enrollment.spreadsheet.columns import Column
from core.enrollment.spreadsheet.rows import ReadRow
from core.forms import Email, npi_digits
from core.names import names_agree

_EMAIL = TypeAdapter[str](Email)
_COMPARED = (
    "first_name",
    "middle_initial",
    "last_name",
    "email",
    "phone",
    "extension",
    "npi",
    "license_number",
)


def without_repeats(rows: Sequence[ReadRow]) -> list[ReadRow]:
    """Set rows aside that say what an earlier one says, and rows whose place a later file takes."""
    seen: dict[tuple[object, ...], ReadRow] = {}
    fresh = [row for row in rows if not row.file and not row.aside]
    found = []
    for row in rows:
        apart = row.on_purpose or row.aside or not row.values.get("email")
        first = row if apart else seen.setdefault(_said(row), row)
        newer = next((each for each in fresh if _same(each, row)), None) if row.file else None
        words = f"The same as row {first.number}" if first is not row else ""
        if newer is not None:
            words = f"Row {newer.number} of the new list is the same person"
        found.append(replace(row, aside=row.aside or words))
    return found


def _said(row: ReadRow) -> tuple[object, ...]:
    values = {**row.values, "email": compared("email", row.values.get("email", ""))}
    return tuple(sorted(values.items())), row.applications, tuple(sorted(row.unread.items()))


def already_there(draft: Draft, row: ReadRow, columns: Mapping[str, Column]) -> ReadRow | None:
    """Set a row aside whose person is in the draft: the same email address or NPI, and a name that agrees."""
    person = next((each for each in draft.people if _is(each, row)), None)
    if row.aside or person is None:
        return None
    differs = [columns[name].label for name in _COMPARED if name in columns and _differs(name, person, row)]
    words = "Already added"
    if differs:
        words += f". Your list has another {', '.join(differs)}: change it on the page of this person"
    return replace(row, aside=words)


def compared(name: str, text: str) -> str:
    """Return the one spelling in which two values are compared."""
    if name == "npi":
        return "".join(letter for letter in text if letter.isdigit())
    try:
        return _EMAIL.validate_python(text)
    except ValidationError:
        return text.casefold()


def _is(person: DraftPerson, row: ReadRow) -> bool:
    values = row.values
    names = (person.typed("first_name"), person.typed("last_name"))
    if not names_agree(names, (values.get("first_name", ""), values.get("last_name", ""))):
        return False
    email, npi = compared("email", values.get("email", "")), npi_digits(values.get("npi", ""))
    return bool((email and email == person.email) or (npi and npi == person.npi))


def _same(one: ReadRow, other: ReadRow) -> bool:
    email = compared("email", one.values.get("email", ""))
    if email and email == compared("email", other.values.get("email", "")):
        return True
    return bool(one.name) and one.name.casefold() == other.name.casefold()


def _differs(name: str, person: DraftPerson, row: ReadRow) -> bool:
    said, known = row.values.get(name, ""), person.typed(name)
    return bool(said) and _bare(said) != _bare(known)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum()).removeprefix("1")

"""Rows about people who are there already: in the draft, or in another row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pydantic import TypeAdapter, ValidationError

from core.enrollment.drafts import Draft, DraftPerson
from core.enrollment.forms.people import license_names
from core.enrollment.spreadsheet.columns import Column
from core.enrollment.spreadsheet.rows import ReadRow
from core.forms import Email
from core.names import names_agree
from core.site import SiteProfile

_EMAIL = TypeAdapter[str](Email)
_COMPARED = (
    "first_name",
    "middle_initial",
    "last_name",
    "email",
    "phone",
    "extension",
)


def without_repeats(rows: Sequence[ReadRow]) -> list[ReadRow]:
    """Set rows aside that say what an earlier one says, and rows whose place a later file takes."""
    seen: dict[tuple[object, ...], ReadRow] = {}
    fresh = _by_key([row for row in rows if not row.file and not row.aside])
    found = []
    for row in rows:
        apart = row.on_purpose or row.aside or not row.values.get("email")
        first = row if apart else seen.setdefault(_said(row), row)
        newer = next((fresh[key] for key in _keys(row) if key in fresh), None) if row.file else None
        words = f"The same as row {first.number}" if first is not row else ""
        if newer is not None:
            words = f"Row {newer.number} of the new list is the same person"
        found.append(replace(row, aside=row.aside or words))
    return found


def _said(row: ReadRow) -> tuple[object, ...]:
    values = {**row.values, "email": compared("email", row.values.get("email", ""))}
    return tuple(sorted(values.items())), row.applications, tuple(sorted(row.unread.items()))


class Known:
    """The people of a draft, found by email address and identifier."""

    def __init__(self, site: SiteProfile, draft: Draft) -> None:
        self._site = site
        self._people: dict[tuple[str, str], list[DraftPerson]] = {}
        self._members = [each for each in (*draft.people, *draft.colleagues) if each.member]
        for person in (*draft.people, *draft.colleagues):
            for key in (("email", person.email), ("identifier", person.known_by(site))):
                self._people.setdefault(key, []).append(person)

    def already_there(self, row: ReadRow, columns: Mapping[str, Column]) -> ReadRow | None:
        """Set a row aside whose person is in the draft: by address or identifier, and an agreeing name."""
        person = None if row.aside else self.find(row)
        if person is None:
            return None
        differs = [columns[name].label for name in said_otherwise(self._site, person, row) if name in columns]
        words = "Already added"
        if differs:
            words += f". Your list has another {', '.join(differs)}: change it on the page of this person"
        return replace(row, aside=words)

    def find(self, row: ReadRow) -> DraftPerson | None:
        """Find whom a row is about: by address or identifier and an agreeing name, or by name alone.

        A name alone says nothing where two of the practice have one like it.
        """
        values = row.values
        email, number = compared("email", values.get("email", "")), self._site.known_by(values)
        found = [
            person
            for key in (("email", email), ("identifier", number))
            if key[1]
            for person in self._people.get(key, ())
        ]
        names = (values.get("first_name", ""), values.get("last_name", ""))
        if email or number or not all(names):
            return next((each for each in found if names_agree(_names(each), names)), None)
        called = [each for each in self._members if names_agree(_names(each), names)]
        return called[0] if len(called) == 1 else None


def said_otherwise(site: SiteProfile, person: DraftPerson, row: ReadRow) -> list[str]:
    """List what a row says otherwise about somebody than is known of them."""
    names = (*_COMPARED, *license_names(site)[1:-1])
    return [name for name in names if _differs(name, person, row)]


def compared(name: str, text: str) -> str:
    """Return the one spelling in which two values are compared."""
    if name != "email":
        return "".join(letter for letter in text.casefold() if letter.isalnum())
    try:
        return _EMAIL.validate_python(text)
    except ValidationError:
        return text.casefold()


def _names(person: DraftPerson) -> tuple[str, str]:
    return person.typed("first_name"), person.typed("last_name")


def _by_key(rows: Sequence[ReadRow]) -> dict[tuple[str, str], ReadRow]:
    return {key: row for row in reversed(rows) for key in _keys(row)}


def _keys(row: ReadRow) -> list[tuple[str, str]]:
    """By what a later file is searched for the same person."""
    keys = (("email", compared("email", row.values.get("email", ""))), ("name", row.name.casefold()))
    return [key for key in keys if key[1]]


def _differs(name: str, person: DraftPerson, row: ReadRow) -> bool:
    said, known = row.values.get(name, ""), person.typed(name)
    return bool(said) and _bare(said) != _bare(known)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum()).removeprefix("1")

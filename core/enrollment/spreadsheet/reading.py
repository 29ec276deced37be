"""A table of text becomes people: every cell judged by the same forms as the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from core.access.why_not import refusal
from core.enrollment.details import read_details
from core.enrollment.drafts import Asked, Draft, DraftPerson
from core.enrollment.facts import group_facts, person_facts
from core.enrollment.members import new_member
from core.enrollment.spreadsheet.columns import (
    EXAMPLE_EMAIL,
    NO,
    YES,
    Column,
    by_heading,
    columns,
    plain,
    value_of,
)
from core.enrollment.spreadsheet.limits import MOST_ROWS, TOO_MANY_ROWS, Unreadable
from core.enrollment.storing import MOST_PEOPLE
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: its number in the file, the values as a form would send them, and what is wrong by column.

    `left_out` names applications that were asked for and are not possible for this person, with the reason.
    """

    number: int
    values: Mapping[str, str]
    applications: tuple[str, ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether this row can be taken."""
        return not self.errors


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as read: its rows, and the headings that stand for nothing here."""

    rows: tuple[ReadRow, ...]
    unused: tuple[str, ...] = ()


def read_sheet(portal: Portal, draft: Draft, table: Sequence[Sequence[str]]) -> Sheet:
    """Read the people of a table whose first filled row holds the headings; raises Unreadable."""
    start = next((place for place, row in enumerate(table) if any(row)), None)
    if start is None:
        raise Unreadable("The file is empty.")
    places, unused = _headings(portal, table[start])
    rows = [
        _row(places, number, cells)
        for number, cells in enumerate(table[start + 1 :], start=start + 2)
        if any(cells)
    ]
    rows = [row for row in rows if row.values.get("email", "").lower() != EXAMPLE_EMAIL]
    if not rows:
        raise Unreadable("The file has no people in it, only headings.")
    if len(rows) > MOST_ROWS or len(draft.everybody) + len(rows) > MOST_PEOPLE:
        raise Unreadable(TOO_MANY_ROWS)
    return Sheet(judged(portal, draft, rows), unused)


def judged(portal: Portal, draft: Draft, rows: Sequence[ReadRow]) -> tuple[ReadRow, ...]:
    """Return the rows with what is wrong in each, against today's draft and against each other."""
    seen: dict[str, int] = {}
    found = []
    for row in rows:
        one = _judge(portal, draft, row)
        email = one.values.get("email", "").strip().lower()
        if email in seen:
            words = f"Row {seen[email]} has the same email address"
            one = ReadRow(
                one.number, one.values, one.applications, {**one.errors, "email": words}, one.left_out
            )
        elif email:
            seen[email] = row.number
        found.append(one)
    return tuple(found)


def person_from(portal: Portal, draft: Draft, row: ReadRow) -> DraftPerson:
    """Make the member that a row describes, asking for what is possible."""
    typed = read_details(portal.site, draft, new_member(draft), _sent(portal, row)).person
    possible = [slug for slug in row.applications if slug not in row.left_out]
    return DraftPerson(
        id=uuid4(),
        role=typed.role,
        staff_type=typed.staff_type,
        suffix=typed.suffix,
        details=typed.details,
        applications={slug: Asked() for slug in possible},
        complete=typed.complete,
        position=typed.position,
    )


def _judge(portal: Portal, draft: Draft, row: ReadRow) -> ReadRow:
    sent = _sent(portal, row)
    person, form, _ = read_details(portal.site, draft, new_member(draft), sent)
    errors = {each.name: each.error for each in form if each.error}
    # Cells that say neither yes nor no were marked when the row was cut up.
    errors |= {name: words for name, words in row.errors.items() if name in portal.applications}
    if form.problems:
        errors.setdefault("staff_type", form.problems[0])
    facts, group = person_facts(portal.site, person), group_facts(portal.site, draft)
    refusals = {slug: refusal(portal, slug, facts, group) for slug in row.applications}
    left_out = {slug: step.words for slug, step in refusals.items() if step}
    return ReadRow(row.number, row.values, row.applications, errors, left_out)


def _sent(portal: Portal, row: ReadRow) -> dict[str, list[str]]:
    sent = {name: [value] for name, value in row.values.items()}
    # In a list an empty cell is how people say that there is no middle initial.
    if portal.site.enrollment.no_middle_initial and not row.values.get("middle_initial"):
        sent["no_middle_initial"] = ["yes"]
    return sent


def _headings(portal: Portal, cells: Sequence[str]) -> tuple[dict[int, Column], tuple[str, ...]]:
    known = columns(portal)
    headings, unused = by_heading(known), list[str]()
    places: dict[int, Column] = {}
    for place, cell in enumerate(cells):
        column = headings.get(plain(cell)) if cell else None
        if column is None:
            unused += [cell[:60]] if cell else []
        elif column in places.values():
            raise Unreadable(f"The column {column.label} is there twice.")
        else:
            places[place] = column
    missing = [column.label for column in known if column.required and column not in places.values()]
    if missing:
        raise Unreadable(f"These columns are missing: {', '.join(missing)}. Use the template.")
    return places, tuple(unused)


def _row(places: Mapping[int, Column], number: int, cells: Sequence[str]) -> ReadRow:
    values: dict[str, str] = {}
    asked, errors = [], {}
    for place, column in places.items():
        cell = cells[place] if place < len(cells) else ""
        if not column.application:
            values[column.name] = value_of(column, cell)
        elif cell.casefold() in YES:
            asked.append(column.name)
        elif cell.casefold() not in NO:
            errors[column.name] = "Write yes, or leave it empty"
    return ReadRow(number, values, tuple(asked), errors)

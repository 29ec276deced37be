"""Rows are judged by the same forms as the pages, against the draft and against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

from core.enrollment.details import read_details
from core.enrollment.drafts import Asked, Draft, DraftPerson
from core.enrollment.facts import group_facts, refused_to
from core.enrollment.forms.people import NAMESAKE
from core.enrollment.members import new_member
from core.enrollment.spreadsheet.columns import FULL_NAME, readable
from core.enrollment.spreadsheet.listing import Listing
from core.enrollment.spreadsheet.matching import not_one_of, short
from core.enrollment.spreadsheet.one_row import read_row
from core.enrollment.spreadsheet.rows import ReadRow
from core.enrollment.spreadsheet.same import Known, compared, without_repeats
from core.portal import Portal

_OF_THE_NAME = ("first_name", "middle_initial", "last_name")


def judged(portal: Portal, draft: Draft, listing: Listing) -> tuple[ReadRow, ...]:
    """Return the rows with what is wrong in each, against today's draft and against each other.

    Rows that name the same person differently are all wrong: nobody but their author knows which of them
    counts. A person who is in the draft already, and a row that repeats another one, stay aside.
    """
    columns = {column.name: column for column in readable(portal)}
    read = [read_row(portal.site, columns, listing.matches, row) for row in listing.rows]
    known = Known(portal.site, draft)
    found = [known.already_there(row, columns) or _judge(portal, draft, row) for row in without_repeats(read)]
    found = _apart(found, "email", "email address", "Keep one of them.")
    for each in portal.site.identifiers:
        if each.tells_apart:
            found = _apart(found, each.slug, each.name.short, "It belongs to one person only: check each.")
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
    if row.aside:
        return row
    sent = _sent(portal, row)
    person, form, _ = read_details(portal.site, draft, new_member(draft), sent)
    errors = {each.name: _worded(row, each.name, each.error) for each in form if each.error}
    if FULL_NAME in row.unread:
        errors = {name: words for name, words in errors.items() if name not in _OF_THE_NAME}
    if "suffix" in row.unread and "staff_type" not in row.cells:
        # The suffix will most likely say which it is.
        errors.pop("staff_type", None)
    errors |= row.unread
    errors |= _wrong_suffix(portal, row) if "suffix" in errors else {}
    if form.problems:
        errors.setdefault("staff_type", form.problems[0])
    # A list has no column for it: it is asked on the person's own page.
    errors.pop(NAMESAKE, None)
    group = group_facts(portal.site, draft)
    refusals = {slug: refused_to(portal, person, slug, group) for slug in row.applications}
    left_out = {slug: step.words for slug, step in refusals.items() if step}
    asked = {each.name for each in form}
    unasked = tuple(name for name, text in row.values.items() if text and name not in asked)
    return replace(row, errors=errors, left_out=left_out, unasked=unasked)


def _worded(row: ReadRow, name: str, error: str) -> str:
    text, note = row.values.get(name, ""), row.notes.get(name, "")
    if text:
        return f"“{short(text)}”: {error}"
    return f"{note}. {error}" if note else error


def _wrong_suffix(portal: Portal, row: ReadRow) -> dict[str, str]:
    """Name the suffixes of this row's staff type, when its own is another one."""
    text, kind = row.values.get("suffix", ""), portal.site.staff_type(row.values.get("staff_type", ""))
    if not text or kind is None:
        return {}
    offered = {each.code: each.label for each in portal.site.suffixes_for(kind.slug)}
    called = portal.site.suffix(text)
    words = not_one_of("Suffix", called.label if called else text, offered)
    return {"suffix": f"{words} These go with the staff type {kind.name}."}


def _apart(rows: Sequence[ReadRow], name: str, called: str, advice: str) -> list[ReadRow]:
    """Mark every row that another one repeats; one that is taken only on purpose makes no other one wrong."""
    groups: dict[str, list[ReadRow]] = {}
    for row in rows:
        if not row.aside:
            groups.setdefault(compared(name, row.values.get(name, "")), []).append(row)
    found = []
    for row in rows:
        key = compared(name, row.values.get(name, ""))
        others = [
            each
            for each in groups.get(key, ())
            if each.key != row.key and (row.on_purpose or not each.on_purpose)
        ]
        words = f"{_rows(others)} the same {called} (“{short(row.values.get(name, ''))}”). {advice}"
        repeated = key and others and name not in row.errors and not row.aside
        found.append(replace(row, errors={**row.errors, name: words}) if repeated else row)
    return found


def _rows(rows: Sequence[ReadRow]) -> str:
    named = ", ".join(_named(row) for row in rows[:5]) + (", …" if len(rows) > 5 else "")
    return f"Row {named} has" if len(rows) == 1 else f"Rows {named} have"


def _named(row: ReadRow) -> str:
    return f"{row.number} ({row.name})" if row.name else str(row.number)


def _sent(portal: Portal, row: ReadRow) -> dict[str, list[str]]:
    # What is none of the choices, or cannot be taken, is said by the row itself.
    sent = {name: [value] for name, value in row.values.items()}
    # In a list an empty cell is how people say that there is no middle initial.
    if portal.site.enrollment.no_middle_initial and not row.values.get("middle_initial"):
        sent["no_middle_initial"] = ["yes"]
    return sent

"""What the grid says after a tick: in words, with who was left out and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from core.enrollment.grid import Cell, Column, Grid, LeftOut, Row, Tick, Ticked
from core.enrollment.imports import Imported
from core.enrollment.undoing import Undo
from core.portal import Portal

STALE = "You changed the list in another window. You see it as it is now. We overwrote nothing."
_KEY = 36  # characters of a UUID
_LONGEST = 100_000
_NAMED = 4


class Message(NamedTuple):
    """What came of ticking; `undo` are the boxes that take it back, as text for a form."""

    text: str
    left_out: Sequence[LeftOut] = ()
    undo: str = ""


def saved(column: Column, row: Row, cell: Cell) -> Message:
    """Say that one box saved itself."""
    name = row.person.name or "No name yet"
    done = f"{column.name} {'selected for' if cell.ticked else 'taken away from'} {name}. Saved."
    return Message(f"{done} It needs details." if cell.box == "needs-details" else done)


def refused(portal: Portal, ticked: Ticked) -> Message:
    """Name the boxes that were sent although they cannot be ticked."""
    first = ticked.left_out[0]
    return Message(
        f"{_name(portal, first.slug)} wasn’t selected for {first.name}: {first.words}", ticked.left_out
    )


def column(portal: Portal, applied: Ticked, slug: str, wanted: bool) -> Message:
    """Say that a whole column was ticked or emptied."""
    what = "was selected for" if wanted else "was taken away from"
    done = f"{_name(portal, slug)} {what} {_people(len(applied.changed))}."
    if left := len(applied.left_out):
        done += f" {_people(left)} can’t have it."
    return Message(done, applied.left_out, _as_text(applied.undo))


def row(applied: Ticked, name: str, wanted: bool) -> Message:
    """Say that everything one person can have was ticked or taken away."""
    number = len(applied.changed)
    what = "1 application was" if number == 1 else f"{number} applications were"
    done = f"{what} {'selected for' if wanted else 'taken away from'} {name or 'this person'}."
    return Message(done, (), _as_text(applied.undo))


def copied(applied: Ticked, name: str) -> Message:
    """Say how many got what one person has, and who did not."""
    people = len({tick.person for tick in applied.changed})
    done = f"{_people(people)} got the applications of {name or 'this person'}."
    if left := len({each.person for each in applied.left_out}):
        done += f" Not everything was possible for {_people(left)}."
    return Message(done, applied.left_out, _as_text(applied.undo))


def lacking(grid: Grid) -> Message | None:
    """Say who still has open questions, if anybody."""
    names = [
        row.person.name or "Someone without a name"
        for row in grid.rows
        if not row.person.complete or any(cell.box == "needs-details" for cell in row.cells)
    ]
    if not names:
        return None
    others = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    named = ", ".join(names[:_NAMED])
    return Message(f"Saved. Details are still missing for {named}{others}. The list marks them.")


def imported(result: Imported) -> str:
    """Write what came of a spreadsheet, as the end of an address."""
    return f"imported={result.taken}.{result.set_aside}.{result.left_out}"


def after_import(counts: str | None) -> Message | None:
    """Say what came of a spreadsheet, in words; nothing for an address somebody made up."""
    found = _counts(counts, 3)
    if found is None:
        return None
    taken, aside, left_out = found
    words = f"{_people(taken)} added from the spreadsheet."
    if aside:
        words += f" {aside} {'row was' if aside == 1 else 'rows were'} set aside."
    if left_out:
        words += f" {left_out} {'choice isn’t' if left_out == 1 else 'choices aren’t'} possible and stay out."
    return Message(words)


def undone(undo: Undo) -> str:
    """Write what came of taking an import back, as the end of an address."""
    return f"undone={len(undo.leaving)}.{len(undo.staying)}"


def after_undo(counts: str | None) -> Message | None:
    """Say what came of taking an import back; nothing for an address somebody made up."""
    found = _counts(counts, 2)
    if found is None:
        return None
    removed, stayed = found
    words = f"{_people(removed)} removed from the list again."
    if stayed:
        words += f" {_people(stayed)} stayed, because you changed their details after the import."
    return Message(words)


def _counts(text: str | None, number: int) -> list[int] | None:
    parts = (text or "").split(".")
    if len(parts) != number or not all(each.isascii() and each.isdigit() and len(each) < 6 for each in parts):
        return None
    return [int(each) for each in parts]


def boxes_of(undo: str) -> list[Tick]:
    """Read the boxes of an undo, as a page carried them; what is none is left aside."""
    found = []
    for part in undo[:_LONGEST].split():
        try:
            found.append(Tick(UUID(part[:_KEY]), part[_KEY + 3 :], part[_KEY + 1 : _KEY + 2] == "1"))
        except ValueError:
            continue
    return found


def _as_text(ticks: Sequence[Tick]) -> str:
    return " ".join(f"{tick.person}:{int(tick.wanted)}:{tick.slug}" for tick in ticks)


def _name(portal: Portal, slug: str) -> str:
    return (
        portal.applications[slug].name if slug in portal.applications else "An application that isn’t offered"
    )


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"

"""Small decisions about drawing inputs, kept out of the templates."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from core.enrollment.drafts import DraftPerson
from core.enrollment.grid import Cell as GridCell
from core.enrollment.grid import Column, Row
from core.forms import Choice, Input
from web.matrix import Cell
from web.moulds import Filling, Options

BOX = "access-"

_GROUPS = ("radios", "checkboxes", "checkbox")
# What people read as one: a name, a place, a telephone number.
_TOGETHER = {"first_name": "half", "last_name": "half", "middle_initial": "half"}
_TOGETHER |= {"city": "third", "state": "third", "postcode": "third", "phone": "most", "extension": "third"}
_WIDTHS = {"2", "3", "4", "5", "10", "20", "30"}


def box_name(person: object, slug: str) -> str:
    """Return the name of the box for one person and one application in the grid."""
    return f"{BOX}{person}-{slug}"


def opened_by(parent: Input, inputs: Iterable[Input]) -> tuple[Input, ...]:
    """List the inputs that are shown only for an answer to this one."""
    return tuple(child for child in inputs if child.shown_when and child.shown_when[0] == parent.name)


def by_themselves(inputs: Sequence[Input], only: Collection[str] = ()) -> tuple[Input, ...]:
    """List the inputs that hang on no other, or of them `only` those named."""
    names = {each.name for each in inputs}
    return tuple(
        each
        for each in inputs
        if not (each.shown_when and each.shown_when[0] in names) and (not only or each.name in only)
    )


def condition(child: Input, inputs: Iterable[Input]) -> str:
    """Write "name=value", which site.js reads, for an input that hangs on a drop-down; groups need none."""
    if child.shown_when is None:
        return ""
    name, value = child.shown_when
    hangs_on_select = any(parent.name == name and parent.kind not in _GROUPS for parent in inputs)
    return f"{name}={value}" if hangs_on_select else ""


def choices_of(drawn: Input) -> tuple[Choice, ...]:
    """Return what a group offers; a single tick box offers itself."""
    if drawn.kind == "checkbox":
        return tuple(drawn.choices) or (Choice("yes", drawn.label, drawn.hint),)
    return tuple(drawn.choices)


def is_chosen(drawn: Input, choice: Choice) -> bool:
    """Tell whether the answer holds this choice."""
    return choice.value == drawn.value if isinstance(drawn.value, str) else choice.value in drawn.value


def options(drawn: Input) -> Options:
    """List the rows of a drop-down, the first one empty unless the choices bring an empty one."""
    chosen = [place for place, choice in enumerate(drawn.choices) if is_chosen(drawn, choice)]
    if any(choice.value == "" for choice in drawn.choices):
        return Options(drawn.choices, chosen)
    first = Choice("", "Choose")
    return Options((first, *drawn.choices), [place + 1 for place in chosen] or [0])


def box_type(drawn: Input) -> str:
    """Return the type of a box in HTML; a day is typed as text, for a browser has an order of its own."""
    return "text" if drawn.kind == "date" else drawn.kind


def width(drawn: Input) -> str:
    """Return the class for a box as long as what goes in."""
    return f"govuk-input--width-{drawn.width}" if drawn.width in _WIDTHS else ""


def span(drawn: Input) -> str:
    """Return the class for how much of a row an input takes: all, unless it reads as one with another."""
    return f"app-fields__{_TOGETHER.get(drawn.name, 'whole')}"


def row(drawn: Input) -> str:
    """Give choices a row of their own; a tick box that was given a width stands beside another input."""
    return "app-fields__beside" if drawn.kind == "checkbox" and drawn.width else "app-fields__whole"


def layout(drawn: Input, nested: bool) -> str:
    """Put two short answers side by side, unless one of them opens something."""
    if drawn.kind != "radios":
        return "govuk-checkboxes--small"
    short = len(drawn.choices) == 2 and all(len(choice.label) <= 12 for choice in drawn.choices)
    return "govuk-radios--small govuk-radios--inline" if short and not nested else "govuk-radios--small"


def pairs(facts: Iterable[tuple[str, str]]) -> list[Filling]:
    """Fill each label in with its value; an address stands on a line of its own."""
    return [((label, value), {"address": "@" in value}) for label, value in facts]


def states(columns: Sequence[str], cells: Iterable[Cell]) -> list[Filling]:
    """Fill the cells of a row in, below these columns."""
    return [
        ((column, cell.words, cell.color, cell.note, cell.reason), {})
        for column, cell in zip(columns, cells, strict=True)
    ]


def grid_cells(columns: Sequence[Column], row: Row, home: str, save: str) -> list[Filling]:
    """Fill the boxes of a row in, at the enrollment with the address `home`."""
    return [
        grid_cell(column, row.person, cell, home, bool(save))
        for column, cell in zip(columns, row.cells, strict=True)
    ]


def grid_cell(column: Column, person: DraftPerson, cell: GridCell, home: str, saves: bool) -> Filling:
    """Fill in one box, which saves itself or not."""
    texts = (column.name, person.name or "No name yet", str(person.id), cell.slug, cell.words, home)
    return texts, {"box": cell.box, "saves": saves}


class DrawsGridRow:
    """Draws a person's row of the grid by the macro `anew`: once for the same boxes of the same record."""

    def __init__(self) -> None:
        self.anew: Callable[[Sequence[Column], Row, str, str], str] | None = None

    def __call__(self, columns: Sequence[Column], row: Row, home: str, save: str) -> str:
        """Return the markup of a row below these columns, at the enrollment with the address `home`."""
        if self.anew is None:
            raise RuntimeError("no macro was given to draw with")
        beside = (self.anew, [each.name for each in columns], row.cells, home, save)
        kept = row.person.found("grid row", beside)
        if kept is None:
            kept = (beside, self.anew(columns, row, home, save))
            row.person.keep("grid row", *kept)
        markup: str = kept[1]
        return markup

"""The page of a list that waits for a yes: its columns, the rows to correct, and all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from litestar import Response

from core.enrollment.drafts import Draft
from core.enrollment.spreadsheet.columns import Column, readable
from core.enrollment.spreadsheet.preview import Preview
from web.contexts import PageContext
from web.forms import Values, one
from web.pages.enrollment.rows import Shown, ToCorrect, shown_columns, shown_row, to_correct
from web.pages.enrollment.shared import Place, address, place
from web.rendering import render
from web.visit import Visit

_CELL, _COLUMN = "cell-", "column-"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage(PageContext):
    """What was read, row by row; `problem` is why it was not taken."""

    template: ClassVar[str] = "enrollment/preview.html"
    place: Place
    here: str
    upload: str
    list: str
    found: Preview
    known: Sequence[Column]
    columns: Sequence[Column]
    rows: Sequence[Shown]
    correct: Sequence[ToCorrect]
    problem: str

    @property
    def wrong(self) -> bool:
        """Whether it was not taken."""
        return bool(self.problem)


def show_preview(
    visit: Visit, draft: Draft, found: Preview, *, problem: str = "", status: int = 200
) -> Response[Any]:
    """Show a list that waits, with what was refused of it."""
    known = readable(visit.portal)
    others = [row for row in found.rows if not row.errors]
    columns = shown_columns(known, others)
    page = PreviewPage(
        place=place(visit, draft, "members"),
        here=address(draft, "import", found.id),
        upload=address(draft, "import"),
        list=address(draft, "members"),
        found=found,
        known=known,
        columns=columns,
        rows=[shown_row(columns, known, visit.portal, row) for row in others],
        correct=to_correct(known, found),
        problem=problem,
    )
    return render(visit.request, page, status=status)


def typed_cells(values: Values) -> dict[int, dict[str, str]]:
    """Read what was typed into the fields of rows, by row and column."""
    found: dict[int, dict[str, str]] = {}
    for name in values:
        key, _, column = name.removeprefix(_CELL).partition("-")
        if name.startswith(_CELL) and key.isascii() and key.isdigit():
            found.setdefault(int(key[:9]), {})[column] = one(values, name)
    return found


def chosen_columns(values: Values) -> dict[int, str]:
    """Read which column of the file is to be what, by its place."""
    places = {name: name.removeprefix(_COLUMN) for name in values if name.startswith(_COLUMN)}
    return {int(at[:9]): one(values, name) for name, at in places.items() if at.isascii() and at.isdigit()}

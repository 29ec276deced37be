"""The matrix as a file: exactly what a page shows, as a workbook or as CSV."""

from __future__ import annotations

from litestar import Response

from core.audit import note
from core.errors import NotFound
from core.requests.queries.views import RequestView
from core.site.terms import Terms
from web.matrix import Cell, Matrix, Row
from web.matrix_of_request import Side, matrix_of
from web.table_files import TableFile, is_kind, table_file
from web.visit import Visit

_HEADS = ("Person", "Email", "Login name", "Staff type", "Suffix")
_WIDTHS = (28, 34, 16, 24, 24)


async def file_of(visit: Visit, view: RequestView, side: Side, kind: str, show: str) -> Response[bytes]:
    """Send who has what since when as a file; NotFound for no such kind.

    That somebody of the staff took it stands in the trail, as that they saw the request does.
    """
    if not is_kind(kind):
        raise NotFound
    matrix = matrix_of(visit.portal, view, side, show)
    if side == "support":
        about, people = ("request", view.line.id), len(matrix.rows)
        await note("request.exported", by=visit.actor, subject=about, kind=kind, people=people)
    return await matrix_file(visit, matrix, kind, f"{view.line.number}-access")


async def matrix_file(visit: Visit, matrix: Matrix, kind: str, called: str) -> Response[bytes]:
    """Send a matrix as a file whose name begins like this; NotFound for no such kind."""
    if not is_kind(kind):
        raise NotFound
    table = TableFile(called, "Access", lines(visit.portal.site.terms, matrix), _WIDTHS)
    return await table_file(visit, table, kind)


def lines(terms: Terms, matrix: Matrix) -> list[list[str]]:
    """Write the matrix line by line, the heads first; without its line of words above, every cell in full."""
    special = any(row.standing for row in matrix.rows)
    heads = [*map(terms.said, _HEADS), *(["Standing"] * special), *matrix.columns]
    return [heads, *(_line(row, special=special) for row in matrix.rows)]


def _line(row: Row, *, special: bool) -> list[str]:
    about = [row.name, row.email, row.login, row.role, row.suffix, *([row.standing] * special)]
    return [*about, *map(_words, row.cells)]


def _words(cell: Cell) -> str:
    return f"{cell.words} {cell.when}".strip() if cell.words else cell.reason

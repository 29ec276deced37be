"""A practice as people and applications: what the one matrix draws, wherever a practice is shown.

Whoever shows a practice fills in these records; `templates/matrix.html` draws them, `web/matrix_files.py`
writes them into a file. One row is a person, one column an application.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlencode

EVERYBODY, OPEN = "", "open"
_FIRST = (EVERYBODY, "Everyone")


class Cell(NamedTuple):
    """One application of one person: a state in a word with its date below, or a dash and its reason.

    `when` is the same date in full, for files. `marks` are the filters that find it. Without `words` it is
    a dash.
    """

    words: str = ""
    color: str = ""
    note: str = ""
    when: str = ""
    reason: str = ""
    marks: frozenset[str] = frozenset()


class Link(NamedTuple):
    """Where a detail leads: `about` is read out after the words, `id` set for what opens as a dialog."""

    words: str
    href: str
    about: str = ""
    id: str = ""


class Detail(NamedTuple):
    """What a row opens to say about one application, or about the person: answers, a reason, links.

    `keys` are numbers and names that people carry to another system, each with a button that copies it.
    """

    title: str
    lines: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    links: Sequence[Link] = ()
    keys: Sequence[tuple[str, str]] = ()


class Drawn:
    """Where the markup of a row is kept by whoever shows that very row again, for as long as they keep it."""

    __slots__ = ("below", "markup")

    def __init__(self) -> None:
        self.below: Sequence[str] = ()
        self.markup = ""


class Row(NamedTuple):
    """A person: name and address, staff type and suffix, a cell for each column, and what is opened.

    `standing` is what is special about them; `page` has everything about them.
    """

    key: object
    name: str
    email: str
    role: str
    suffix: str
    cells: Sequence[Cell]
    details: Sequence[Detail] = ()
    login: str = ""
    change: str = ""
    standing: str = ""
    page: str = ""
    drawn: Drawn | None = None

    @property
    def marks(self) -> frozenset[str]:
        """The filters that find this person."""
        return frozenset().union(*(each.marks for each in self.cells))


class Chip(NamedTuple):
    """One filter: what it shows, how many people that are, and where it leads."""

    words: str
    people: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Everybody and every application; `files` are the addresses of what can be downloaded or changed.

    `shown` is the filter that was chosen. `alike` stands above, when every cell would say the same.
    """

    columns: Sequence[str]
    rows: Sequence[Row]
    summary: str
    alike: str = ""
    chips: Sequence[Chip] = ()
    shown: str = EVERYBODY
    files: Sequence[Link] = ()


class DrawsRow:
    """Draws a row below its columns, by the macro `anew`: once, where it is a row that is kept."""

    def __init__(self) -> None:
        self.anew: Callable[[Sequence[str], Row], str] | None = None

    def __call__(self, columns: Sequence[str], row: Row) -> str:
        """Return the markup of a row."""
        if self.anew is None:
            raise RuntimeError("no macro was given to draw with")
        kept = row.drawn
        if kept is None:
            return self.anew(columns, row)
        if not kept.markup or kept.below != columns:
            kept.below, kept.markup = columns, self.anew(columns, row)
        return kept.markup


def filtered(matrix: Matrix, show: str, filters: Mapping[str, str], path: str) -> Matrix:
    """Show only the people a filter finds, with the filters to choose from; `path` is the page itself.

    `filters` are their keys and words, in order. What finds nobody is not offered, and an unknown one
    shows everybody.
    """
    found = Counter(mark for row in matrix.rows for mark in row.marks)
    chosen = show if show in filters and found[show] else EVERYBODY
    offered = [(key, words) for key, words in filters.items() if found[key]]
    chips = [
        Chip(words, found[key] if key else len(matrix.rows), _address(path, key), key == chosen)
        for key, words in (_FIRST, *offered)
    ]
    rows = [row for row in matrix.rows if not chosen or chosen in row.marks]
    files = [each._replace(href=_address(each.href, chosen)) for each in matrix.files]
    return replace(matrix, rows=rows, chips=chips if offered else (), shown=chosen, files=files)


def collapsed(matrix: Matrix) -> Matrix:
    """Say once above what every cell would say; the cells then keep their one word."""
    cells = [cell for row in matrix.rows for cell in row.cells if cell.words]
    if len(cells) < 2 or len({(cell.words, cell.when) for cell in cells}) > 1:
        return matrix
    first = cells[0]
    words = f"All {len(cells)} are the same: {first.words.lower()}{f' {first.when}' if first.when else ''}."
    rows = [row._replace(cells=[each._replace(note="") for each in row.cells]) for row in matrix.rows]
    return replace(matrix, rows=rows, alike=words)


def summary(people: int, states: Iterable[str], signers: int) -> str:
    """Count people, accesses and signers, and how many accesses stand how."""
    counted = Counter(states)
    parts = [
        _counted(people, "person", "people"),
        _counted(sum(counted.values()), "access", "accesses"),
        *([_counted(signers, "signer", "signers")] if signers else []),
    ]
    stand = ", ".join(f"{number} {words.lower()}" for words, number in counted.items() if words)
    return f"{', '.join(parts)}{f'; {stand}' if stand else ''}"


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _address(path: str, show: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'show': show})}" if show else path

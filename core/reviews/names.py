"""Which people of a practice stand on a list of its own: by address, or by a name that is there in full."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from uuid import UUID

from core.enrollment.uploaded.table import Book, Cell, Row
from core.groups.records import MemberFacts
from core.names import bare_letters

_WORDS = re.compile(r"[\s,;.()/]+")


def named_in(book: Book, members: Sequence[MemberFacts]) -> frozenset[UUID]:
    """Find those members who are certainly on the list.

    A row that is hidden, as those are that a filter leaves out, and what is crossed out count for nothing.
    Nobody is found by a name that two of them have, nor by half a name.
    """
    found: set[UUID] = set()
    for row in (row for sheet in book.sheets for row in sheet.rows if not row.hidden):
        cells = [cell.text for cell in row.cells if not cell.struck]
        by_address = [each for each in members if any(_is_address(each, text) for text in cells)]
        by_name = [each for each in members if _is_named(each, row)]
        sure = by_address or (by_name if len(by_name) == 1 else [])
        found.update(each.id for each in sure)
    return frozenset(found)


def _is_address(member: MemberFacts, text: str) -> bool:
    return member.email.casefold() in re.split(r"[\s,;<>()\"]+", text.casefold())


def _is_named(member: MemberFacts, row: Row) -> bool:
    first, last = _words(member.first_name), _words(member.last_name)
    whole = [(*first, *last), (*last, *first)]
    return any(_begins(_without_initial(words, first, last), whole) for words in _names(row.cells))


def _names(cells: Iterable[Cell]) -> Iterator[tuple[str, ...]]:
    """Every cell as words, and every two cells that stand side by side."""
    texts = [_words(cell.text) for cell in cells if not cell.struck]
    yield from texts
    for one, other in pairwise(texts):
        yield (*one, *other)


def _words(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(bare_letters, _WORDS.split(text))))


def _without_initial(words: tuple[str, ...], first: Sequence[str], last: Sequence[str]) -> tuple[str, ...]:
    """Leave single letters out that belong to neither name: a middle initial."""
    own = {*first, *last}
    return tuple(word for word in words if len(word) > 1 or word in own)


def _begins(words: tuple[str, ...], names: Iterable[tuple[str, ...]]) -> bool:
    return any(name and words[: len(name)] == name for name in names)

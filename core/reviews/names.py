"""Which people of a practice stand on a list of its own: by address, or by a name that is there in full."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from uuid import UUID

from core.enrollment.uploaded.table import Book
from core.groups.records import MemberFacts
from core.names import bare_letters

_WORDS = re.compile(r"[\s,;.()/]+")
_AROUND_ADDRESSES = re.compile(r"[\s,;<>()\"]+")
Name = tuple[str, ...]
# Whoever is called by a name, with first or last name first, by the single letters that are words in it.
Called = dict[frozenset[str], dict[Name, set[UUID]]]


def named_in(book: Book, members: Sequence[MemberFacts]) -> frozenset[UUID]:
    """Find those members who are certainly on the list; each row is read once, however many they are.

    A row that is hidden, as those are that a filter leaves out, and what is crossed out count for nothing.
    Nobody is found by a name that two of them have, nor by half a name.
    """
    at, called = _by_address(members), _by_name(members)
    found: set[UUID] = set()
    for row in (row for sheet in book.sheets for row in sheet.rows if not row.hidden):
        texts = [cell.text for cell in row.cells if not cell.struck]
        by_address = {member for address in _addresses(texts) for member in at.get(address, ())}
        by_name = set() if by_address else _so_called(list(_names(texts)), called)
        found |= by_address or (by_name if len(by_name) == 1 else set())
    return frozenset(found)


def _by_address(members: Iterable[MemberFacts]) -> dict[str, set[UUID]]:
    found = defaultdict[str, set[UUID]](set)
    for each in members:
        found[each.email.casefold()].add(each.id)
    return found


def _by_name(members: Iterable[MemberFacts]) -> Called:
    found: Called = {}
    for each in members:
        first, last = _words(each.first_name), _words(each.last_name)
        names = found.setdefault(frozenset(word for word in (*first, *last) if len(word) == 1), {})
        for name in ((*first, *last), (*last, *first)):
            names.setdefault(name, set()).add(each.id)
    return found


def _addresses(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from filter(None, _AROUND_ADDRESSES.split(text.casefold()))


def _so_called(written: Sequence[Name], called: Called) -> set[UUID]:
    """Find whose name any of these begin with.

    Single letters that belong to neither name are left out: a middle initial.
    """
    found = set[UUID]()
    for letters, names in called.items():
        longest = max(map(len, names))
        for words in written:
            bare = tuple(word for word in words if len(word) > 1 or word in letters)
            for length in range(1, min(len(bare), longest) + 1):
                found |= names.get(bare[:length], set())
    return found


def _names(texts: Iterable[str]) -> Iterator[Name]:
    """Every cell as words, and every two cells that stand side by side."""
    cells = [_words(text) for text in texts]
    yield from cells
    for one, other in pairwise(cells):
        yield (*one, *other)


def _words(text: str) -> Name:
    return tuple(filter(None, map(bare_letters, _WORDS.split(text))))

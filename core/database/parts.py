"""Several reads as one SELECT: each is a part of it, with rows of the columns and types it has by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from piccolo.engine.sqlite import dict_factory

Read = tuple[str, Sequence[Any]]
# The column that says of which part a row is, and the one in front of the columns of each part.
PART, MARK = "of part", "in part"
_READS = re.compile(r"\s*(SELECT|WITH)\b", re.IGNORECASE)
_LOCKS = re.compile(r"\bFOR\s+(NO KEY\s+)?UPDATE\b|\bFOR\s+(KEY\s+)?SHARE\b", re.IGNORECASE)
_PLACE = re.compile(r"\$(\d+)")


@lru_cache(maxsize=4096)
def can_be_part(text: str) -> bool:
    """Tell whether a statement only reads and locks nothing."""
    return _READS.match(text) is not None and _LOCKS.search(text) is None


def as_one(reads: Sequence[Read], *, numbered: bool) -> tuple[str, list[Any]]:
    """Return the statement that reads all of them, and its values.

    Each part is read once, in its own order: SQLite puts the rows of a part with a limit aside in the order
    in which they come, and PostgreSQL enters a part only for the row that asks for it.
    """
    counts = tuple(len(values) for _, values in reads)
    text = _text(tuple(text for text, _ in reads), counts, numbered=numbered)
    return text, [value for _, values in reads for value in values]


@lru_cache(maxsize=1024)
def _text(texts: tuple[str, ...], counts: tuple[int, ...], *, numbered: bool) -> str:
    joins, before = [], 0
    for number, (text, count) in enumerate(zip(texts, counts, strict=True)):
        joins.append(_numbered(text, number, before) if numbered else _plain(text, number))
        before += count
    numbers = ", ".join(f"({number})" for number in range(len(texts)))
    columns = ", ".join(f"q{number}.*" for number in range(len(texts)))
    names = f'WITH part(number) AS (VALUES {numbers}) SELECT part.number AS "{PART}", {columns} FROM part '  # noqa: S608 - statements of ours
    return names + " ".join(joins)


def _plain(text: str, number: int) -> str:
    return (
        f'LEFT JOIN (SELECT 1 AS "{MARK}", * FROM ({text}) LIMIT -1) AS q{number} ON part.number = {number}'  # noqa: S608 - statements of ours
    )


def _numbered(text: str, number: int, after: int) -> str:
    placed = _PLACE.sub(lambda found: f"${int(found[1]) + after}", text) if after else text
    part = f'SELECT 1 AS "{MARK}", s.* FROM ({placed}) AS s WHERE part.number = {number}'  # noqa: S608 - statements of ours
    return f"LEFT JOIN LATERAL ({part}) AS q{number} ON TRUE"


def sqlite_row(cursor: Any, row: tuple[Any, ...]) -> Any:
    """Return a row of SQLite as Piccolo wants it; one of such a statement with the names of its columns."""
    described = cursor.description
    return (described, row) if described[0][0] == PART else dict_factory(cursor, row)


def told_apart(rows: Sequence[Any]) -> list[list[dict[str, Any]]]:
    """Give each part its rows, of which there is one at least in all."""
    if type(rows[0]) is tuple:
        names, rows = [each[0] for each in rows[0][0]], [row for _, row in rows]
    else:
        names = list(rows[0].keys())
    marks = [place for place, name in enumerate(names) if name == MARK] + [len(names)]
    columns = [names[mark + 1 : marks[number + 1]] for number, mark in enumerate(marks[:-1])]
    found: list[list[dict[str, Any]]] = [[] for _ in columns]
    for row in rows:
        number = row[0]
        mark, end = marks[number], marks[number + 1]
        if row[mark] is not None:
            found[number].append(dict(zip(columns[number], row[mark + 1 : end], strict=True)))
    return found

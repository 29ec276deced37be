"""What statements cost a database: how much it reads, and not time, which a busy machine stretches."""

from __future__ import annotations

import re
import sqlite3

import asyncpg

from core.database.statements import Statements


async def read(url: str, statements: Statements) -> int:
    """The steps that SQLite takes for these statements, or the rows that PostgreSQL reads."""
    pairs = list(zip(statements.texts, statements.values, strict=True))
    if not url.startswith("sqlite"):
        return await _rows(url, pairs)
    taken: list[int] = []
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.set_progress_handler(lambda: taken.append(1), 10)
    for text, values in pairs:
        connection.execute(text, values).fetchall()
    connection.close()
    return len(taken)


async def _rows(url: str, pairs: list[tuple[str, tuple[object, ...]]]) -> int:
    connection = await asyncpg.connect(url)
    # A small table is read whole although there is an index, which a large one is read by.
    await connection.execute("SET enable_seqscan = off")
    lines: list[str] = []
    for text, values in pairs:
        lines += [row[0] for row in await connection.fetch(f"EXPLAIN ANALYZE {text}", *values)]
    await connection.close()
    read = re.compile(r"Scan.* \(actual time=\S+ rows=(\d+) loops=(\d+)\)|Rows Removed by Filter: (\d+)()")
    return sum(
        int(rows or gone) * int(loops or 1) for line in lines for rows, loops, gone, _ in read.findall(line)
    )

"""No page costs more because the site is large: what the database reads for it.

Counted are the steps of SQLite's machine and the rows that PostgreSQL reads, not time.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID

import pytest

from core.database import count_statements
from core.database.statements import Statements
from tests.core.console.many import make_many, make_many_in_postgres
from tests.cost import read
from tests.web.large_site import site_with, what_was_read

SMALL, LARGE = 300, 3000
# SQLite tells its steps in tens, and a page whose rows happen to be others may read a few more.
SLACK = 60
# Figures are kept by the hour: `tests/core/console/test_lists_do_not_slow_down.py` holds that reading them
# costs the same from when every hour has some, whatever their number. What is counted up to a thousand ends
# there. Both are left out here.
BOUNDED = ("FROM figure", "LIMIT 1000) AS few")


async def costs(url: str, count: int) -> tuple[dict[str, int], dict[str, int]]:
    """How many statements each page sends, and what they read."""
    sent, cost = {}, {}
    async with site_with(url, count) as pages:
        for path, (client, address) in pages.items():
            assert (await client.get(address)).status_code == 200, path
            with count_statements() as statements:
                await client.get(address)
            sent[path], cost[path] = len(statements), await read(url, _unbounded(what_was_read(statements)))
    return sent, cost


def _unbounded(statements: Statements) -> Statements:
    """What was asked but for what has a bound of its own."""
    asked = zip(statements.texts, statements.values, strict=True)
    kept = [(text, values) for text, values in asked if not any(each in text for each in BOUNDED)]
    return Statements([text for text, _ in kept], [values for _, values in kept])


@pytest.fixture
def empty_sites(sqlite_template: Path, tmp_path: Path) -> list[str]:
    made = [tmp_path / "small" / "db.sqlite", tmp_path / "large" / "db.sqlite"]
    for path in made:
        path.parent.mkdir()
        shutil.copy(sqlite_template, path)
    return [f"sqlite:///{path}" for path in made]


async def test_every_page_reads_as_much_of_a_large_site_as_of_a_small_one(empty_sites: list[str]) -> None:
    (few, small), (many, large) = [
        await costs(url, count) for url, count in zip(empty_sites, (SMALL, LARGE), strict=True)
    ]
    assert few == many
    grown = {path: (small[path], large[path]) for path in small if large[path] > 2 * small[path] + SLACK}
    assert grown == {}


async def test_no_page_has_postgresql_read_a_table_that_grows(postgres_url: str) -> None:
    _, cost = await costs(postgres_url, LARGE)
    assert {path: rows for path, rows in cost.items() if rows > LARGE / 2} == {}


async def test_the_measure_notices_a_condition_for_which_postgresql_reads_a_whole_table(
    postgres_url: str,
) -> None:
    await make_many_in_postgres(postgres_url, LARGE)
    either = (
        'SELECT "group" FROM appointment WHERE account = $1'
        " OR member IN (SELECT id FROM member WHERE email = $2)"
    )
    asked = Statements([either], [(UUID(int=1), "nobody@practice.example")])
    assert await read(postgres_url, asked) >= LARGE


async def test_the_measure_notices_a_page_that_reads_a_whole_table(empty_sites: list[str]) -> None:
    whole = Statements(["SELECT COUNT(*) FROM member WHERE last_name LIKE ?"], [("%nobody%",)])
    found = []
    for url, count in zip(empty_sites, (SMALL, LARGE), strict=True):
        make_many(url, count)
        found.append(await read(url, whole))
    assert found[1] > 2 * found[0] + SLACK

"""Every list of the console is drawn with the same few statements, whether five rows are in it or sixty."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from core.database import count_statements
from tests.core.console.many import MINE, group_key, make_many
from tests.web.people import running, settings_for, sign_in_staff
from web.app import create_app

PAGES = (
    "/support",
    "/support/queues/agreements",
    "/support/queues/credentials",
    "/support/queues/access",
    f"/support/queues/everything?holder={MINE}&q=practice",
    "/support/work",
    "/support/work?q=practice&application=cerner",
    "/support/messages",
    f"/support/messages?q=practice&holder={MINE}",
    "/support/staff",
    "/support/jobs",
    "/support/stray-accounts",
)
WHOLE = (
    "/support/search?q=practice",
    f"/support/people/{UUID(int=2 * 10**9)}",
    f"/support/practices/{group_key(0)}",
    "/support/site/health",
)


async def statements_of(url: str, rows: int) -> dict[str, int]:
    make_many(url, rows)
    found = {}
    async with running(create_app(settings_for(url))) as app:
        kim = await sign_in_staff(app, "analyst", "privacy-officer", "site-administrator")
        for page in PAGES + WHOLE:
            await kim.get(page)
            with count_statements() as statements:
                answer = await kim.get(page)
            assert answer.status_code == 200, page
            found[page] = len(statements)
    return found


@pytest.fixture
def urls(sqlite_template: Path, tmp_path: Path) -> list[str]:
    found = []
    for name in ("few", "many"):
        (tmp_path / name).write_bytes(sqlite_template.read_bytes())
        found.append(f"sqlite:///{tmp_path / name}")
    return found


async def test_every_list_takes_as_many_statements_for_sixty_rows_as_for_five(urls: list[str]):
    few, many = await statements_of(urls[0], 5), await statements_of(urls[1], 60)

    assert few == many
    assert max(many[page] for page in PAGES) <= 8, many
    assert max(many[page] for page in WHOLE) <= 12, many

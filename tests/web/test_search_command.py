"""`portal search` names what the index lacks, and makes it anew."""

import asyncio

import pytest
from click.testing import CliRunner, Result

from core.actor import SYSTEM
from core.audit import change
from core.database import connect
from core.search.tables import SearchEntry, SearchWord
from tests.practices import portal_for, practice
from web.commands import portal

pytestmark = pytest.mark.both_databases


async def _broken(url: str) -> None:
    database = await connect(url)
    await practice(portal_for())
    async with change("index.broken", by=SYSTEM):
        word = await SearchWord.select().where(SearchWord.key.like("request cs%")).first()
        assert word
        await SearchWord.delete().where(SearchWord.key == word["key"])
        await SearchEntry.delete().where(SearchEntry.kind == "practice")
    await database.close()


def test_what_is_missing_is_named_and_made_anew(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(_broken(database_url))
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)

    broken = _run("check")
    assert broken.exit_code == 1
    assert "is not found" in broken.output
    assert "1 words lead nowhere" in broken.output

    assert "entries can be found" in _run("rebuild").output
    mended = _run("check")
    assert (mended.exit_code, mended.output) == (0, "the index is what it is made from\n")


def _run(what: str) -> Result:
    return CliRunner().invoke(portal, ["search", what])

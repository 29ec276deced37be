"""What is changed of the site shows on the pages of every process, without a restart of any."""

import asyncio
from uuid import uuid4

from litestar import Litestar

from core.actor import Actor
from core.running.changing import NewChange, change_site, undo_change
from core.running.running import Running
from tests.web.people import client_for, running, settings_for
from web.app import create_app

LEAD = Actor(kind="staff", account=uuid4(), name="Robin Vance")
TERMS = {
    "title": "House rules",
    "version": "99",
    "date": "2026-01-05",
    "file": "texts/x.md",
    "markdown": "Be kind.",
}
SECONDS = 30


async def test_pages_of_each_process_follow(app: Litestar, database_url: str) -> None:
    here: Running = app.state.running
    async with running(create_app(settings_for(database_url))) as elsewhere:
        assert not await _says(app) and not await _says(elsewhere)
        number = await change_site(here, NewChange({("texts", "terms"): TERMS}, "New."), by=LEAD)
        assert await _says(app)
        await _until(elsewhere, says=True)
        await undo_change(here, number, "Too short.", by=LEAD)
        assert not await _says(app)
        await _until(elsewhere, says=False)


async def _says(app: Litestar) -> bool:
    async with client_for(app) as client:
        page = (await client.get("/terms")).text
    return "House rules" in page and "Be kind." in page


async def _until(app: Litestar, *, says: bool) -> None:
    for _ in range(10 * SECONDS):
        if await _says(app) is says:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the page stays as it was")

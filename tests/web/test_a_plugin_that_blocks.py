"""An application whose pages and rule block is said not to answer; every other page is as fast as ever."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from litestar import Litestar

from core.identity.sessions import start
from core.identity.tables import Account
from core.site import find_site, load_site
from tests.core.applications.installed import install
from tests.practices import AMARA, BEN, active, portal_of
from tests.web.people import BROWSER, Client, client_for, running, settings_for
from web.app import create_app

SOURCE = """
import time
from dataclasses import dataclass
from pathlib import Path
from pydantic import BaseModel
from core.forms import field
from core.plugin_api import Page

class Note(BaseModel):
    note: str = field("Note")

def blocks():
    while Path(__file__).with_suffix(".blocks").exists():
        time.sleep(0.05)

@dataclass(frozen=True)
class Nothing:
    pass

async def load(opened):
    blocks()
    return Nothing()

async def submit(opened, answers):
    blocks()

def rule(person, group):
    blocks()

PAGE = Page(
    path="notes", title="Notes", audience=frozenset({"administrator"}), template="guest/notes.html",
    load=load, fields=Note, submit=submit,
)

@hookimpl
def clinical_applications():
    yield application(
        pages=(PAGE,), folder=Path(__file__).parent,
        eligibility=Eligibility(suffix_kinds=frozenset({"provider"}), rule=rule),
    )
"""


@pytest.fixture
def blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """While this file is there, everything of the plugin blocks."""
    module = install(tmp_path, monkeypatch, "guest", SOURCE)
    page = tmp_path / "templates" / "guest" / "notes.html"
    page.parent.mkdir(parents=True)
    page.write_text('{% extends "plugin_page.html" %}', "utf-8")
    switch = tmp_path / f"{module}.blocks"
    yield switch
    switch.unlink(missing_ok=True)


@pytest.fixture
def site(tmp_path: Path, blocks: Path) -> Path:
    folder = tmp_path / "banner"
    shutil.copytree(find_site("banner"), folder)
    with (folder / "profile.toml").open("a") as profile:
        profile.write("\n[plugins.guest]\n")
    return folder


@pytest.fixture
async def app(sqlite_url: str, site: Path) -> AsyncIterator[Litestar]:
    async with running(create_app(settings_for(sqlite_url, site=str(site)))) as started:
        yield started


async def slowest(app: Litestar, until: asyncio.Task[object]) -> float:
    """How long the slowest of the other pages took meanwhile."""
    longest = 0.0
    async with client_for(app) as stranger:
        while not until.done():
            for path in ("/sign-in", "/", "/health"):
                began = time.monotonic()
                assert (await stranger.get(path)).status_code == 200
                longest = max(longest, time.monotonic() - began)
                # These pages wait for nothing: without this nobody else would have a turn.
                await asyncio.sleep(0.02)
    return longest


async def test_a_page_that_blocks_is_answered_in_words_with_what_was_typed_and_others_are_served(
    app: Litestar, site: Path, blocks: Path, stranger: Client
) -> None:
    made = await active(portal_of(load_site(site)), BEN, replace(AMARA, wants=("guest",)))
    # The site has second factors registered anew; here that was done.
    await Account.update({Account.factor_due_at: None}).where(Account.id == made.by.account)
    ben = stranger
    ben.carry(await start(made.by.account, "full", by=BROWSER))
    path = f"/access/{made.grants['Amara', 'guest']}/notes"
    assert (await ben.get(path)).status_code == 200

    await asyncio.to_thread(blocks.touch)
    sending = asyncio.create_task(ben.post_form(path, {"note": "Call the desk before noon"}))
    assert await slowest(app, sending) < 3
    answer = sending.result()
    assert answer.status_code == 503 and "An application doesn’t answer at the moment." in answer.text
    assert "Call the desk before noon" in answer.text and "Send again" in answer.text

    opening = asyncio.create_task(ben.get(path))
    assert await slowest(app, opening) < 3
    assert opening.result().status_code == 503 and "Open this page again" in opening.result().text

    began = time.monotonic()
    assert (await ben.get(f"/requests/{made.number}")).status_code == 200
    assert time.monotonic() - began < 3

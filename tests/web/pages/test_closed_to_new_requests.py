"""Every page on which an application could be requested says that it is paused, and why."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from litestar import Litestar

from core.identity.sessions import start
from core.identity.tables import Account
from core.site import find_site
from tests.practices import BEN, active, portal_for, themselves
from tests.web.people import BROWSER, client_for, running, settings_for
from tests.web.practices import send
from web.app import create_app

NOTICE = "We move it to other servers."


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[Litestar]:
    site = Path(shutil.copytree(find_site("banner"), tmp_path / "banner"))
    profile = site / "profile.toml"
    paused = f'[plugins.cerner]\npaused = "{NOTICE}"\n'
    profile.write_text(profile.read_text("utf-8").replace("[plugins.cerner]\n", paused), "utf-8")
    async with running(create_app(settings_for(database_url, site=str(site)))) as started:
        yield started


async def test_every_page_that_could_request_it_says_so(app: Litestar) -> None:
    made = await active(portal_for(), BEN)
    who = await themselves(made, "Ben")
    assert who.account
    await Account.update({Account.factor_due_at: None}).where(Account.id == who.account)
    ben, office = client_for(app), f"/office/{made.group}"
    ben.carry(await start(who.account, "full", by=BROWSER))

    async def words(path: str) -> str:
        return " ".join(unescape((await ben.get(path)).text).split())

    for path in ("/", "/applications", office, f"{office}/request"):
        assert f"New requests are paused. {NOTICE}" in await words(path), path
    # What was requested before goes on, and its page says that as well.
    number = re.findall(r"/requests/(CS\d+)", await words("/requests"))[0]
    assert f"{NOTICE} What is requested here goes on." in await words(f"/requests/{number}")
    chosen = await send(ben, f"{office}/request", {}, "new")
    list = chosen.headers["location"].removesuffix("/new")
    assert f"New requests are paused. {NOTICE}" in await words(list)
    drawn = await send(ben, f"{list}/new", {"staff_type": "staff", "suffix": "Coder"}, "redraw")
    assert f"Cerner Millennium: New requests are paused. {NOTICE}" in " ".join(unescape(drawn.text).split())

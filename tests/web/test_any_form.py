"""Whatever is sent to whatever form, a page comes back: never a 500, and what was typed is kept."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from litestar import Litestar

from core.identity.sessions import find, start
from tests.web.access_matrix import Row
from tests.web.enrollment_rows import draft
from tests.web.every_row import ROWS
from tests.web.people import (
    BROWSER,
    Client,
    client_for,
    running,
    settings_for,
    sign_in_person,
    sign_in_staff,
)
from web.app import create_app

SECTIONS = ("practice", "purpose", "sponsor", "administrator", "backup", "attestation", "members/new")
# The page again, a redirect, not yours or not there, changed meanwhile, too large, wrong, too often.
ANSWERS = {200, 204, 303, 400, 403, 404, 409, 413, 422, 429}
IDLE = timedelta(hours=1)
MARKUP = "<script>alert(1)</script>\"'&"
JUNK = (
    "",
    MARKUP,
    "x" * 100_000,
    "\x00\x07\x1b[31m\r\nBcc: a@b.example",
    "=cmd|'/c calc'!A1",
    "../../etc/passwd",
    "\u202e\u200b\uffff\U0001fa7ae\u0301",
    "-1",
    "9" * 40,
    "00000000-0000-0000-0000-000000000000",
)


class Fields(HTMLParser):
    """The names of the fields on a page, their kinds and what is in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"input", "select", "textarea"} and given.get("name") not in {None, "csrf"}:
            self.names[str(given["name"])] = str(given.get("type") or tag)
            self.values[str(given["name"])] = str(given.get("value") or "")

    def typed(self) -> set[str]:
        """Fields that hold a line as it was typed."""
        return {name for name, kind in self.names.items() if kind == "text"}


@pytest.fixture
async def app(sqlite_url: str) -> AsyncIterator[Litestar]:
    async with running(create_app(settings_for(sqlite_url))) as started:
        yield started


def _posts() -> list[Row]:
    """Every form; the one that ends the request comes last, as the others are about it."""
    posts = [row for row in ROWS if row.method == "POST"]
    return sorted(posts, key=lambda row: row.route.endswith("/withdraw"))


async def _signed_in(client: Client) -> None:
    """Some forms end the session; the next one begins with a new one."""
    if hasattr(client, "account"):
        client.carry(await start(client.account, "full", by=BROWSER))


async def _is_signed_in(client: Client) -> bool:
    return not hasattr(client, "account") or bool(
        await find(client.cookies.get("portal", ""), IDLE, touch=False)
    )


async def _send(client: Client, path: str, fields: dict[str, Any]) -> Any:
    """Send a form from a browser that is signed in."""
    if not await _is_signed_in(client):
        await _signed_in(client)
    return await client.post(path, data={"csrf": await client.token(), **fields})


def _submissions(names: list[str], seed: str) -> list[dict[str, Any]]:
    """The same junk in every field, then junk at random, repeated fields, and fields nobody asked for."""
    chance = random.Random(seed)
    same = [dict.fromkeys(names, junk) for junk in JUNK]
    mixed = [{name: chance.choices(JUNK, k=chance.choice((1, 1, 2))) for name in names} for _ in range(4)]
    return [{}, {"unknown": MARKUP, "": "x"}, *same, *mixed]


@pytest.mark.parametrize("visitor", ["stranger", "owner", "analyst"])
async def test_every_form_answers_to_anything(app: Litestar, visitor: str) -> None:
    owner = await sign_in_person(app, "owner@practice.example")
    who = {"owner": owner, "stranger": client_for(app)}.get(visitor) or await sign_in_staff(app, "analyst")
    for row in _posts():
        await _signed_in(owner)
        made = row.path(owner) if row.path else row.route
        path = made if isinstance(made, str) else await made
        if not await _is_signed_in(who):
            await _signed_in(who)
        page = await who.get(path)
        names = sorted(Fields(page.text).names) if page.status_code == 200 else ["text", "reason", "key"]
        for fields in _submissions(names, f"{visitor} {row.key}"):
            answer = await _send(who, path, fields)
            assert answer.status_code in ANSWERS, (row.key, fields, answer.text[:500])
            assert MARKUP not in answer.text, row.key


@pytest.mark.parametrize("section", SECTIONS)
async def test_a_wrong_step_comes_back_with_its_errors_and_what_was_typed(
    app: Litestar, section: str
) -> None:
    owner = await sign_in_person(app, "owner@practice.example")
    path = await _path_of(owner, section)
    page = (await owner.get(path)).text
    fields = Fields(page)
    version = re.findall(r'name="version" value="([^"]*)"', page)
    typed = dict.fromkeys(fields.names, MARKUP) | ({"version": version[0]} if version else {})
    answer = await _send(owner, path, typed)

    assert answer.status_code == 422
    assert "<title>Error: " in answer.text and "Something isn’t right" in answer.text
    shown = Fields(answer.text)
    assert {shown.values.get(name) for name in fields.typed() & shown.typed()} <= {MARKUP}
    for each in _submissions(sorted(fields.names), section):
        assert (await _send(owner, path, each)).status_code in ANSWERS, each


async def _path_of(owner: Client, section: str) -> str:
    made = draft(f"/{section}")(owner)
    return made if isinstance(made, str) else await made

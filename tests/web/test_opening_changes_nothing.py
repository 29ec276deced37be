"""Opening a page changes nothing, HEAD changes nothing, and no change is taken without its own token."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import nullcontext
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import pytest
from litestar import Litestar
from piccolo.table import Table

from core import clock
from core.access.departing import RECEIPT
from core.access.tables import WorkItem
from core.database import current
from core.database.registry import all_tables
from core.due.tables import Due
from core.identity.roles import ROLES
from core.mail.tables import OutboxMail
from core.provisioning.tables import Turn
from tests.web import console_rows
from tests.web.every_row import ROWS
from tests.web.people import running, settings_for
from tests.web.visitors import Visitors, everybody, path_of
from web import workers
from web.app import create_app


@pytest.fixture
async def app(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Litestar]:
    # The trail is signed every minute, which some of these tests last where much else is done.
    monkeypatch.setattr(workers, "CheckpointWorker", partial(workers.CheckpointWorker, every=3600))
    # What applications are told of the trail moves their place in it, whatever was opened.
    monkeypatch.setattr(workers, "PluginWorker", lambda *_: SimpleNamespace(running=nullcontext))
    async with running(create_app(settings_for(sqlite_url))) as started:
        started.state.live.lifetime = 0.01  # a stream is an answer too, and tests wait for its end
        yield started
    for stored in _seen:
        stored.close()
    _seen.clear()
    _opened.cache_clear()


@pytest.fixture
async def visitors(app: Litestar) -> Visitors:
    return await everybody(app)


_opened = cache(sqlite3.connect)
# What was stored when it was last looked at, and how SQLite numbers that state.
_seen: dict[sqlite3.Connection, tuple[int, dict[str, list[Any]]]] = {}
# They differ from one answer to the next, whatever the method.
ITS_OWN = {"x-request-id", "set-cookie", "date"}


@pytest.mark.parametrize("visitor", ["stranger", "owner", "analyst"])
async def test_head_is_answered_as_get_is_without_a_body_and_changes_nothing(
    visitors: Visitors, visitor: str
) -> None:
    client = visitors[visitor]
    paths = [await path_of(row, visitors["owner"]) for row in ROWS if row.method == "GET"]
    full = [await client.get(path) for path in paths]
    before = await _everything()
    head = [await client.head(path) for path in paths]
    after = await _everything()
    for one, other in zip(full, head, strict=True):
        assert (other.status_code, other.content) == (one.status_code, b""), one.url
        assert {*other.headers} - ITS_OWN == {*one.headers} - ITS_OWN, one.url
    # Staff leave in the trail what they looked at, as with GET.
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= (SEEN if visitor == "analyst" else set())


async def test_head_ends_though_the_stream_would_go_on(app: Litestar, visitors: Visitors) -> None:
    app.state.live.lifetime = 60
    [row] = [row for row in ROWS if row.key == ("GET", "/live/requests/{number:str}")]
    async with asyncio.timeout(30):
        answer = await visitors["owner"].head(await path_of(row, visitors["owner"]))
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/event-stream")
    assert not app.state.live._open


async def test_no_change_is_taken_without_the_token_of_the_very_session(visitors: Visitors) -> None:
    tokens = {name: await client.token() for name, client in visitors.items()}
    owner = visitors["owner"]
    before = await _everything()
    for row in ROWS:
        if row.method == "GET":
            continue
        path = await path_of(row, owner)
        before = await _everything()
        for fields, headers in (
            ({}, {}),
            ({"csrf": "0" * 64}, {}),
            ({"csrf": tokens["other"]}, {}),
            ({"csrf": tokens["stranger"]}, {}),
            ({"csrf": [tokens["owner"], tokens["owner"]]}, {}),
            ({"csrf": tokens["owner"]}, {"Sec-Fetch-Site": "cross-site"}),
            ({"csrf": tokens["owner"]}, {"Sec-Fetch-Site": "same-site"}),
            ({"csrf": tokens["owner"]}, {"Origin": "https://elsewhere.example"}),
        ):
            answer = await owner.request(row.method, path, data=fields, headers=headers)
            assert answer.status_code == 403, (row.key, fields, headers)
        assert await _everything() == before, row.key


@pytest.mark.parametrize("visitor", ["stranger", "half", "owner", "other"])
async def test_opening_a_page_changes_nothing(clock: Any, visitors: Visitors, visitor: str) -> None:
    for row in ROWS:
        if row.method != "GET":
            continue
        # The owner stays signed in, however many pages there are.
        await visitors["owner"].get("/account")
        path = await path_of(row, visitors["owner"])
        before = await _everything()
        clock.advance(seconds=31)
        await visitors[visitor].get(path)
        assert await _everything() == before, row.key


# Staff leave in the trail what they looked at, and colleagues see who has a page open.
SEEN = {"audit_event", "audit_head", "audit_subtree", "audit_checkpoint", "open_page"}


@pytest.mark.parametrize("role", ROLES)
async def test_a_page_of_the_console_changes_nothing_but_the_trail(visitors: Visitors, role: str) -> None:
    for row in console_rows.ROWS:
        if row.method == "GET":
            path = await path_of(row, visitors["owner"])
            before = await _everything()
            await visitors[role].get(path)
            after = await _everything()
            assert {name for name in after if after[name] != before[name]} <= SEEN, row.key


async def test_a_write_is_seen_by_the_comparison(visitors: Visitors) -> None:
    before = await _everything()
    await visitors["owner"].post_form("/sign-out")

    assert await _everything() != before


async def _everything() -> dict[str, list[Any]]:
    """All rows of all tables, but for the moment a session was last seen, which pages may write down.

    Whether the receipt of a leaver can be sealed is looked at every few seconds, whatever is opened.
    """
    await _nothing_is_left_to_do()
    # Read beside the product: SQLite tells at once whether anything was stored since the last look.
    stored = _opened(current().engine.path)
    (version,) = stored.execute("PRAGMA data_version").fetchone()
    if _seen.get(stored, (None, {}))[0] != version:
        _seen[stored] = version, {table._meta.tablename: _rows(stored, table) for table in all_tables()}
    return _seen[stored][1]


def _rows(stored: sqlite3.Connection, table: type[Table]) -> list[dict[str, Any]]:
    key = table._meta.primary_key._meta.db_column_name
    found = stored.execute(f'SELECT * FROM "{table._meta.tablename}" ORDER BY "{key}"')
    names = [each[0] for each in found.description]
    rows = [dict(zip(names, values, strict=True)) for values in found]
    return [row | {"seen_at": None} for row in rows if row.get("kind") != RECEIPT]


async def _nothing_is_left_to_do() -> None:
    """The workers that send mails and set access up write too, but not because a page was opened."""
    for _ in range(200):
        mails = await OutboxMail.exists().where(OutboxMail.state == "waiting")
        items = await WorkItem.exists().where(WorkItem.state == "waiting")
        theirs = (Due.due <= clock.now()) | Due.lease.is_not_null()
        due = await Due.exists().where(theirs, Due.kind != RECEIPT)
        if not mails and not items and not due and not await Turn.exists():
            return
        await asyncio.sleep(0.05)

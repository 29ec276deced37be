"""Every handler names its guard, and no route is without a row in the matrix. The matrix holds."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from core.access.tables import WorkItem
from core.database.registry import all_tables
from core.identity.roles import ROLES
from core.mail.tables import OutboxMail
from core.provisioning.tables import Turn
from tests.web import console_rows
from tests.web.access_matrix import Gets, Row
from tests.web.every_row import ROWS
from tests.web.people import (
    ADDRESS,
    Client,
    client_for,
    csrf_in,
    running,
    settings_for,
    sign_in_person,
    sign_in_staff,
    without_token,
)
from web.app import create_app
from web.security.csrf import refuse_forged
from web.security.guards import (
    CONSOLE,
    HOME,
    SECOND_STEP,
    SIGN_IN,
    StaffOnly,
    anyone,
    half_signed_in,
    signed_in,
    with_account,
)

GUARDS = (anyone, half_signed_in, signed_in, with_account)
# What the framework answers to OPTIONS by itself says only which methods a route has.
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
Visitors = dict[str, Client]


def _handlers(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    for route in app.routes:
        for handler in getattr(route, "route_handlers", [route]):
            if not isinstance(handler, HTTPRouteHandler) or METHODS & set(handler.http_methods):
                yield route.path, handler


def _faults(app: Litestar) -> list[str]:
    faults = []
    for path, handler in _handlers(app):
        if not isinstance(handler, HTTPRouteHandler):
            faults.append(f"{path} is not an HTTP route")
            continue
        guards = handler.resolve_guards()
        if (
            sum(guard in GUARDS or isinstance(guard, StaffOnly) for guard in guards) != 1
            or guards[0] is not refuse_forged
        ):
            faults.append(f"{path} {handler.handler_name}")
    return faults


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    """The application without anything running."""
    return create_app(settings_for(f"sqlite:///{tmp_path_factory.mktemp('routes') / 'none.sqlite'}"))


def test_every_handler_names_one_guard_behind_the_check_for_forged_forms(routes: Litestar) -> None:
    assert _faults(routes) == []


def test_the_walk_finds_a_handler_without_a_guard() -> None:
    from litestar import get

    @get("/planted")
    async def planted() -> None: ...

    assert _faults(Litestar([planted], openapi_config=None)) == ["/planted planted"]


def test_every_route_has_exactly_one_row(routes: Litestar) -> None:
    real = sorted(
        (method, path)
        for path, handler in _handlers(routes)
        for method in METHODS & set(handler.http_methods)
    )

    assert sorted(row.key for row in ROWS) == real


@pytest.fixture
async def app(sqlite_url: str) -> AsyncIterator[Litestar]:
    async with running(create_app(settings_for(sqlite_url))) as started:
        started.state.live.lifetime = 0.01  # a stream is an answer too, and tests wait for its end
        yield started


@pytest.fixture
async def visitors(app: Litestar) -> Visitors:
    return {
        "stranger": client_for(app),
        "half": await sign_in_person(app, "half@practice.example", "password"),
        "owner": await sign_in_person(app, "owner@practice.example"),
        "other": await sign_in_person(app, "other@practice.example"),
        **{role: await sign_in_staff(app, role) for role in ROLES},
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.route}")
async def test_the_matrix_holds_for_pages_and_for_fragments(row: Row, visitors: Visitors) -> None:
    got = {
        (visitor, htmx): await _ask(client, row, await _path(row, visitors["owner"]), htmx=htmx)
        for visitor, client in visitors.items()
        for htmx in (False, True)
    }

    assert got == {(visitor, htmx): row.expected(visitor) for visitor, htmx in got}


# They differ from one answer to the next, whatever the method.
ITS_OWN = {"x-request-id", "set-cookie", "date"}


@pytest.mark.parametrize("visitor", ["stranger", "owner", "analyst"])
async def test_head_is_answered_as_get_is_without_a_body_and_changes_nothing(
    visitors: Visitors, visitor: str
) -> None:
    client = visitors[visitor]
    paths = [await _path(row, visitors["owner"]) for row in ROWS if row.method == "GET"]
    full = [await client.get(path) for path in paths]
    before = await _everything()
    head = [await client.head(path) for path in paths]
    after = await _everything()
    for one, other in zip(full, head, strict=True):
        assert (other.status_code, other.content) == (one.status_code, b""), one.url
        assert {*other.headers} - ITS_OWN == {*one.headers} - ITS_OWN, one.url
    # Staff leave in the trail what they looked at, as with GET.
    changed = {name for name in after if after[name] != before[name]}
    assert changed <= (TRAIL if visitor == "analyst" else set())


async def test_head_ends_though_the_stream_would_go_on(app: Litestar, visitors: Visitors) -> None:
    app.state.live.lifetime = 60
    [row] = [row for row in ROWS if row.key == ("GET", "/live/requests/{number:str}")]
    async with asyncio.timeout(5):
        answer = await visitors["owner"].head(await _path(row, visitors["owner"]))
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/event-stream")
    assert not app.state.live._open


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row.other != row.owner and row.path],
    ids=lambda row: f"{row.method} {row.route}",
)
async def test_what_is_not_mine_and_what_does_not_exist_are_answered_alike(
    row: Row, visitors: Visitors
) -> None:
    path = await _path(row, visitors["owner"])
    absent = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(uuid4()), path)
    foreign, missing = [await _send(visitors["other"], row, each, htmx=False) for each in (path, absent)]

    assert (foreign.status_code, without_token(foreign.text)) == (
        missing.status_code,
        without_token(missing.text),
    )


async def test_no_change_is_taken_without_the_token_of_the_very_session(visitors: Visitors) -> None:
    tokens = {name: await _token(client) for name, client in visitors.items()}
    owner = visitors["owner"]
    before = await _everything()
    for row in ROWS:
        if row.method == "GET":
            continue
        path = await _path(row, owner)
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
        path = await _path(row, visitors["owner"])
        before = await _everything()
        clock.advance(seconds=31)
        await visitors[visitor].get(path)
        assert await _everything() == before, row.key


TRAIL = {"audit_event", "audit_head", "audit_subtree", "audit_checkpoint"}


@pytest.mark.parametrize("role", ROLES)
async def test_a_page_of_the_console_changes_nothing_but_the_trail(visitors: Visitors, role: str) -> None:
    for row in console_rows.ROWS:
        if row.method == "GET":
            path = await _path(row, visitors["owner"])
            before = await _everything()
            await visitors[role].get(path)
            after = await _everything()
            assert {name for name in after if after[name] != before[name]} <= TRAIL, row.key


async def test_a_write_is_seen_by_the_comparison(visitors: Visitors) -> None:
    before = await _everything()
    await visitors["owner"].post_form("/sign-out")

    assert await _everything() != before


async def _everything() -> dict[str, list[Any]]:
    """All rows of all tables, but for the moment a session was last seen, which pages may write down."""
    await _nothing_is_left_to_do()
    return {
        table._meta.tablename: [
            {name: value for name, value in row.items() if name != "seen_at"}
            for row in await table.select().order_by(table._meta.primary_key)
        ]
        for table in all_tables()
    }


async def _nothing_is_left_to_do() -> None:
    """The workers that send mails and set access up write too, but not because a page was opened."""
    for _ in range(200):
        mails = await OutboxMail.exists().where(OutboxMail.state == "waiting")
        items = await WorkItem.exists().where(WorkItem.state == "waiting")
        if not mails and not items and not await Turn.exists():
            return
        await asyncio.sleep(0.05)


async def _path(row: Row, owner: Client) -> str:
    if row.path is None:
        return row.route
    made = row.path(owner)
    return made if isinstance(made, str) else await made


async def _send(client: Client, row: Row, path: str, *, htmx: bool) -> httpx.Response:
    headers = {"HX-Request": "true", "HX-Current-URL": f"{ADDRESS}/account"} if htmx else {}
    if row.method == "GET":
        return await client.get(path, headers=headers)
    return await client.request(row.method, path, data={"csrf": await _token(client)}, headers=headers)


async def _ask(client: Client, row: Row, path: str, *, htmx: bool) -> Gets:
    answer = await _send(client, row, path, htmx=htmx)
    target = answer.headers.get("hx-redirect") or answer.headers.get("location", "")
    for start, gets in (
        (SECOND_STEP, Gets.SECOND),
        (SIGN_IN, Gets.SIGN_IN),
        (HOME, Gets.HOME),
        (CONSOLE, Gets.CONSOLE),
    ):
        if target.partition("?")[0] == start and answer.status_code in (204, 303):
            return gets
    if answer.status_code == 403 and "This takes another role" in answer.text:
        return Gets.FORBIDDEN
    assert answer.status_code < 500 and answer.status_code != 403, answer.text
    return Gets.MISSING if answer.status_code == 404 else Gets.OPEN


async def _token(client: Client) -> str:
    return csrf_in((await client.get("/sign-up")).text)

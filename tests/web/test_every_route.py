"""Every handler names its guard, and no route is without a row in the matrix. The matrix holds."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from core.identity import sessions
from tests.web.access_matrix import SPONSORS, Gets, Row
from tests.web.every_row import ROWS
from tests.web.first_view import faults_of_first_view
from tests.web.holding import quickly
from tests.web.own_brand import brand_of
from tests.web.people import (
    BROWSER,
    Client,
    running,
    settings_for,
    sign_in_person,
    without_token,
)
from tests.web.tracking_rows import carry_sponsors
from tests.web.visitors import Visitors, everybody, path_of, send
from web.app import create_app
from web.security.csrf import refuse_forged
from web.security.guards import (
    CONSOLE,
    HOME,
    SECOND_STEP,
    SIGN_IN,
    StaffOnly,
    anyone,
    drafting,
    half_signed_in,
    signed_in,
    with_account,
)

GUARDS = (anyone, drafting, half_signed_in, signed_in, with_account)
# What the framework answers to OPTIONS by itself says only which methods a route has.
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}


def handlers_of(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    """Every handler with its route."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", [route]):
            if not isinstance(handler, HTTPRouteHandler) or METHODS & set(handler.http_methods):
                yield route.path, handler


def _faults(app: Litestar) -> list[str]:
    faults = []
    for path, handler in handlers_of(app):
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
        for path, handler in handlers_of(routes)
        for method in METHODS & set(handler.http_methods)
    )

    assert sorted(row.key for row in ROWS) == real


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def same_visitors(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Visitors]:
    """Visitors of one application that serves many rows."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("same") / "portal.sqlite")
    async with running(create_app(settings_for(f"sqlite:///{path}"))) as started:
        started.state.live.lifetime = 0.01
        yield await everybody(started)


async def _as_at_first(visitors: Visitors) -> None:
    """Sign everybody in anew, whatever the row before did; its request is not this owner's."""
    app = visitors["stranger"]._transport.app
    visitors["owner"] = await sign_in_person(app, f"owner-{uuid4().hex}@practice.example")
    for name, client in visitors.items():
        if name not in ("stranger", "owner", *SPONSORS):
            client.carry(
                await sessions.start(client.account, "password" if name == "half" else "full", by=BROWSER)
            )


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.method} {row.route}")
async def test_the_matrix_holds_for_pages_and_for_fragments(row: Row, same_visitors: Visitors) -> None:
    # What a page is about serves everybody, since opening it changes nothing; what is sent needs its own.
    page = await path_of(row, same_visitors["owner"]) if row.method == "GET" else ""
    got = {
        (visitor, htmx): await _ask(
            client, row, page or await path_of(row, same_visitors["owner"]), htmx=htmx
        )
        for visitor, client in same_visitors.items()
        if visitor not in SPONSORS
        for htmx in (False, True)
    }
    # To pages that are open to all, a sponsor is anybody.
    if row.stranger is Gets.SIGN_IN:
        got |= await _as_sponsors(row, same_visitors)
    if row.method != "GET":
        await _as_at_first(same_visitors)

    assert got == {(visitor, htmx): row.expected(visitor) for visitor, htmx in got}


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if row.other != row.owner and row.path],
    ids=lambda row: f"{row.method} {row.route}",
)
async def test_what_is_not_mine_and_what_does_not_exist_are_answered_alike(
    row: Row, same_visitors: Visitors
) -> None:
    path = await path_of(row, same_visitors["owner"])
    absent = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", str(uuid4()), path)
    foreign, missing = [await send(same_visitors["other"], row, each, htmx=False) for each in (path, absent)]

    assert (foreign.status_code, without_token(foreign.text)) == (
        missing.status_code,
        without_token(missing.text),
    )


async def _as_sponsors(row: Row, visitors: Visitors) -> dict[tuple[str, bool], Gets]:
    """What whoever answers for the owner's practice gets, where there is one, and for another one."""
    owner, path = visitors["owner"], await path_of(row, visitors["owner"])
    carried = await carry_sponsors(owner, *(visitors[name] for name in SPONSORS))
    return {(name, False): await _ask(visitors[name], row, path, htmx=False) for name in SPONSORS[-carried:]}


async def _ask(client: Client, row: Row, path: str, *, htmx: bool) -> Gets:
    answer = await quickly(partial(send, client, row, path, htmx=htmx), again=row.method == "GET")
    assert [*brand_of("banner").faults(answer)] == [], path
    assert faults_of_first_view(answer, client._transport.app.state.assets) == [], path
    return gets_of(answer)


def gets_of(answer: httpx.Response) -> Gets:
    """What an answer gives the visitor."""
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

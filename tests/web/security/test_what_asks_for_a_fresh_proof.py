"""Every especially sensitive step asks for a fresh proof, and tells others no more than ever."""

from __future__ import annotations

import re
from uuid import uuid4

import httpx
import pytest
from litestar import Litestar, Request, get, post
from litestar.handlers import HTTPRouteHandler

from core.audit.export import export
from core.identity import actions
from tests.web.access_matrix import SPONSORS, Gets
from tests.web.every_row import ROWS
from tests.web.fresh_rows import BOTH, CODE, SENSITIVE, reached
from tests.web.people import settings_for
from tests.web.test_every_route import METHODS, gets_of, handlers_of
from tests.web.visitors import everybody, send
from web.app import create_app
from web.security.fresh import Fresh, fresh_code
from web.security.guards import with_account
from web.security.kept import PROOF
from web.table_files import table_file
from web.table_streams import table_stream


def _asked(handler: HTTPRouteHandler) -> str:
    guards = [each for each in handler.resolve_guards() if isinstance(each, Fresh)]
    return (BOTH if guards[0].both else CODE) if guards else ""


def _faults(app: Litestar) -> list[str]:
    """Handlers that do something sensitive without a proof, or ask otherwise than the table says."""
    faults = []
    for path, handler in handlers_of(app):
        for method in METHODS & set(handler.http_methods):
            asks, table = _asked(handler), SENSITIVE.get((method, path), "")
            if asks != table:
                faults.append(f"{method} {path} asks for {asks or 'nothing'}, not {table or 'nothing'}")
            elif not asks and reached(handler.fn) and (method != "GET" or _sends_a_list(handler)):
                faults.append(f"{method} {path} asks for nothing")
    return sorted(faults)


def _sends_a_list(handler: HTTPRouteHandler) -> bool:
    """A page that only asks a question names the act too; one that sends a file does it."""
    return bool({table_file, table_stream, export} & reached(handler.fn))


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Litestar:
    return create_app(settings_for(f"sqlite:///{tmp_path_factory.mktemp('fresh') / 'none.sqlite'}"))


def test_every_especially_sensitive_step_asks_for_a_fresh_proof(routes: Litestar) -> None:
    assert _faults(routes) == []
    known = {(method, path) for path, handler in handlers_of(routes) for method in handler.http_methods}
    assert SENSITIVE.keys() <= known


def test_the_walk_finds_sensitive_handlers_without_a_proof() -> None:
    async def inside(request: Request) -> None:
        await actions.change_password(request, request, "", "", by=request)

    async def helped(request: Request) -> None:
        await _planted_help(request)

    handlers = [
        post("/planted", guards=[with_account])(inside),
        post("/helped", guards=[with_account])(helped),
        get("/unnamed", guards=[with_account, fresh_code])(_nothing),
    ]
    assert _faults(Litestar(handlers, openapi_config=None)) == [
        "GET /unnamed asks for code, not nothing",
        "POST /helped asks for nothing",
        "POST /planted asks for nothing",
    ]


async def _planted_help(request: Request) -> None:
    async def act() -> None:
        await actions.new_recovery_codes(request, request, by=request)

    await act()


async def _nothing() -> None: ...


OF_THE_SITE = "/support/applications/{slug:str}/{path:str}/{kind:str}"


def _expected(route: str, row_gets: Gets, visitor: str) -> Gets | str:
    """Whoever may open the page proves first who they are; all others learn no more than ever."""
    # For which of the staff a page of an application is, is known once the page is: they prove first.
    if route == OF_THE_SITE and visitor == "privacy-officer":
        return PROOF
    if visitor in ("stranger", "half") or row_gets in (Gets.CONSOLE, Gets.FORBIDDEN):
        return row_gets
    if route.startswith("/support") and visitor in ("owner", "other"):
        return Gets.MISSING
    return PROOF


async def test_in_an_old_session_each_of_them_is_asked_on_pages_and_in_fragments(
    app: Litestar, clock
) -> None:
    visitors = await everybody(app)
    clock.advance(minutes=5, seconds=1)
    rows = [row for row in ROWS if row.key in SENSITIVE]
    assert len(rows) == len(SENSITIVE)
    for row in rows:
        plain = re.sub(r"{\w+:int}", "7", re.sub(r"{\w+:str}", "x", row.route))
        path = re.sub(r"{\w+:uuid}", lambda _: str(uuid4()), plain)
        # Those of its sponsors who are there are asked like everybody who is signed in.
        for visitor, client in ((name, each) for name, each in visitors.items() if name not in SPONSORS):
            expected = _expected(row.route, row.expected(visitor), visitor)
            for htmx in (False, True):
                answer = await send(client, row, path, htmx=htmx)
                got = PROOF if _leads(answer).startswith(PROOF) else gets_of(answer)
                assert got == expected, (row.key, visitor, htmx)


def _leads(answer: httpx.Response) -> str:
    return answer.headers.get("hx-redirect") or answer.headers.get("location", "")

"""Every request is logged once, under an id of our own, by its route and without its address."""

import logging
from collections.abc import Iterator

import pytest
from litestar.testing import AsyncTestClient
from structlog.testing import capture_logs
from structlog.typing import EventDict

from core.identity import sessions
from core.settings import Settings
from web.app import create_app
from web.request_log import HEADER


@pytest.fixture
def logged() -> Iterator[list[EventDict]]:
    with capture_logs() as entries:
        yield entries


@pytest.fixture
async def client(sqlite_url: str) -> AsyncTestClient:
    return AsyncTestClient(create_app(Settings(demo=True, site="banner", database_url=sqlite_url)))


async def test_a_request_is_logged_once_with_its_route_and_status(
    client: AsyncTestClient, logged: list[EventDict]
) -> None:
    async with client:
        await client.get("/health?t=canary-5up3r-s3cret")
    [line] = [entry for entry in logged if entry["event"] == "request"]
    assert line["status"] == 200
    assert line["ms"] >= 0
    assert "canary" not in str(logged)


async def test_what_is_refused_before_a_page_is_asked_is_logged_as_it_is_answered(
    client: AsyncTestClient, logged: list[EventDict], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(sessions, "find", away)
    async with client:
        answer = await client.get("/account", headers={"cookie": "portal=some"})
    assert answer.status_code == 503
    assert [entry["status"] for entry in logged if entry["event"] == "request"] == [503]


async def test_ids_are_ours_and_new_each_time(client: AsyncTestClient) -> None:
    async with client:
        first = (await client.get("/health", headers={HEADER: "mine"})).headers[HEADER]
        second = (await client.get("/health", headers={HEADER: "mine"})).headers[HEADER]
    assert len({first, second, "mine"}) == 3


def test_making_the_application_leaves_the_logs_as_they_were_set_up() -> None:
    before = logging.getLogger().handlers[:]
    create_app(Settings(demo=True, site="banner"))
    assert logging.getLogger().handlers == before

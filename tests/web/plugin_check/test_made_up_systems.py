"""A made-up system that is served holds nobody on the line once it is over."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from typing import Any

import pytest

from core.plugin_testing import HttpTarget
from core.plugin_testing.faults import Faults
from core.plugin_testing.http_target import HttpRequest, HttpResponse


class Anything(HttpTarget):
    """Answers whatever is asked."""

    def handle(self, _: HttpRequest, /) -> HttpResponse:
        return HttpResponse(200, b"")

    def options(self, url: str, /) -> Mapping[str, Any]:
        return {"port": int(url.rpartition(":")[2])}

    def accounts(self) -> list[Any]:
        return []


@pytest.mark.parametrize("steps", range(6))
async def test_a_call_that_is_just_coming_in_as_it_ends_is_ended_too(steps: int) -> None:
    async with Anything().serve(Faults()) as options:
        caller = socket.create_connection(("127.0.0.1", options["port"]))
        for _ in range(steps):
            await asyncio.sleep(0)
    caller.settimeout(0)
    with caller:
        try:
            answer = await asyncio.wait_for(asyncio.get_running_loop().sock_recv(caller, 1), 5)
        except ConnectionResetError:
            answer = b""
    assert answer == b""

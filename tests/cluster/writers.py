"""People of many practices who read and write through the proxy, and what came of each of their requests."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from uuid import uuid4

import httpx

from core.identity.sessions import start
from core.messages.tables import Message
from core.portal import Portal
from tests.practices import BEN, Practice, practice
from tests.web.people import BROWSER, csrf_in

WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
# Nobody may write more than 30 messages an hour.
PAUSE_SECONDS = 4


@dataclass(slots=True)
class Heard:
    """What was answered: when all went well, what failed and how, and which messages were acknowledged."""

    well: list[float] = field(default_factory=list)
    failed: list[tuple[float, str]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{len(self.well)}/{len(self.failed)}/{self.longest_silence():.1f}s"

    def longest_silence(self) -> float:
        """The longest time in seconds between two answers that were as they should be."""
        moments = sorted(self.well)
        return max((after - before for before, after in pairwise(moments)), default=0)


async def practices(portal: Portal) -> list[Practice]:
    """Twelve practices that have sent their request."""
    return [
        await practice(portal, replace(BEN, email=f"boss{each}@cluster.example"), name=f"Cluster {each}")
        for each in WORDS
    ]


@asynccontextmanager
async def browser_of(made: Practice, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which the administrator of a practice is signed in."""
    assert made.by.account
    token = await start(made.by.account, "full", by=BROWSER)
    kept = {"__Host-portal": token}
    async with httpx.AsyncClient(base_url=address, verify=False, timeout=40, cookies=kept) as client:
        yield client


async def write_on(client: httpx.AsyncClient, made: Practice, heard: Heard, done: asyncio.Event) -> None:
    """Write a message, again and again: a form that was not answered is sent once more, as people do."""
    while not done.is_set():
        text = f"Message {uuid4()} of {made.number}"
        if form := await _form(client, made, heard):
            await _send(client, made, form | {"text": text}, heard)
        await asyncio.sleep(PAUSE_SECONDS)


async def stored() -> list[str]:
    """Every message there is."""
    return [row["text"] for row in await Message.select(Message.text)]


def hidden_in(page: str) -> dict[str, str]:
    """What the form of a message holds that nobody types."""
    return {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in ("once", "seen")}


async def _form(client: httpx.AsyncClient, made: Practice, heard: Heard) -> dict[str, str]:
    page = await _asked(heard, client.get(f"/requests/{made.number}"), 200)
    if page is None:
        return {}
    return hidden_in(page.text) | {"csrf": csrf_in(page.text)}


async def _send(client: httpx.AsyncClient, made: Practice, form: dict[str, str], heard: Heard) -> None:
    path = f"/requests/{made.number}/messages"
    for _ in range(20):
        if await _asked(heard, client.post(path, data=form), 303) is not None:
            heard.sent.append(form["text"])
            return
        await asyncio.sleep(1)
    heard.unsure.append(form["text"])


async def _asked(heard: Heard, asking: Awaitable[httpx.Response], status: int) -> httpx.Response | None:
    try:
        answer = await asking
    except httpx.TransportError as problem:
        heard.failed.append((time.monotonic(), repr(problem)))
        return None
    if answer.status_code != status:
        heard.failed.append((time.monotonic(), f"{answer.status_code} at {answer.request.url.path}"))
        return None
    heard.well.append(time.monotonic())
    return answer

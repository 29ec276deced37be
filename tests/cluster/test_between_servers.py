"""Two servers of one portal: what happens at one is known at the other."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from core.audit.following import newest_number
from core.database import connect, current, may_be_late
from core.identity.sessions import start
from core.mail.tables import OutboxMail
from core.messages.tables import Message
from core.site import find_site, load_site
from tests.cluster.machines import Cluster
from tests.cluster.servers import Server, prepared, served
from tests.cluster.writers import hidden_in
from tests.practices import BEN, Practice, portal_of, practice
from tests.web.people import BROWSER, csrf_in

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
ALLOWED, TRIED = 30, 40
KNOWN_SECONDS = 5


async def test_what_happens_at_one_server_is_known_at_the_other(
    machines: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with prepared(machines), AsyncExitStack() as stack:
        made = await practice(
            portal_of(load_site(find_site("banner"))), replace(BEN, email="ben@two.example")
        )
        _, servers = stack.enter_context(served(machines, tmp_path, worker=True))
        one, two = [await stack.enter_async_context(each) for each in await browsers(made, servers)]

        told = await told_of_a_change(made, one, two)
        accepted = 1 + await write_at_once(made, one, two)
        ended = await told_of_the_end(made, one, two)
        mails, kept = await settled_mails(), await Message.count()
        followed = await asked_of_what_follows(machines)
        with capsys.disabled():
            sys.stdout.write(
                f"\nservers=2 accepted={accepted} limit={ALLOWED} told={told:.1f}s ended={ended:.1f}s"
                f" mails={len(mails)} claimed-twice={sum(each > 1 for each in mails)} replica={followed}\n"
            )
        assert accepted == ALLOWED == kept
        assert told < KNOWN_SECONDS and ended < KNOWN_SECONDS
        assert len(mails) > 1 and set(mails) == {1}
        assert followed == "follows"


async def browsers(made: Practice, servers: list[Server]) -> list[httpx.AsyncClient]:
    """One session, carried to each server past the proxy."""
    assert made.by.account
    kept = {"__Host-portal": await start(made.by.account, "full", by=BROWSER)}
    behind = {"X-Forwarded-For": "198.51.100.7"}
    return [
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{each.port}", headers=behind, timeout=60, cookies=dict(kept)
        )
        for each in servers
    ]


async def write_at_once(made: Practice, *at: httpx.AsyncClient) -> int:
    """Send more messages than an hour allows, at both servers at once; return how many were taken."""
    forms = [(at[n % 2], await form_of(made, at[n % 2]) | {"text": f"Message {n}"}) for n in range(TRIED)]
    path = f"/requests/{made.number}/messages"
    answers = await asyncio.gather(*(client.post(path, data=form) for client, form in forms))
    assert {each.status_code for each in answers} == {303, 422}
    return sum(each.status_code == 303 for each in answers)


async def form_of(made: Practice, client: httpx.AsyncClient) -> dict[str, str]:
    page = (await client.get(f"/requests/{made.number}")).text
    return hidden_in(page) | {"csrf": csrf_in(page)}


async def told_of_a_change(made: Practice, one: httpx.AsyncClient, two: httpx.AsyncClient) -> float:
    """Look at two and write at one: seconds until the change is told."""
    form = await form_of(made, one) | {"text": "The first message"}
    async with watching(made, two) as lines:
        assert (await one.post(f"/requests/{made.number}/messages", data=form)).status_code == 303
        return await until(lines, "event: changed")


async def told_of_the_end(made: Practice, one: httpx.AsyncClient, two: httpx.AsyncClient) -> float:
    """Look at two and sign out at one: seconds until the stream ends; neither knows the session any more."""
    form = await form_of(made, one)
    async with watching(made, two) as lines:
        assert (await one.post("/sign-out", data=form)).status_code == 303
        assert [(await each.get("/account")).status_code for each in (one, two)] == [303, 303]
        return await until(lines, "event: ended")


@asynccontextmanager
async def watching(made: Practice, client: httpx.AsyncClient) -> AsyncIterator[AsyncIterator[str]]:
    path = f"/live/requests/{made.number}?since={await newest_number()}"
    async with client.stream("GET", path) as answer:
        lines = answer.aiter_lines()
        await until(lines, ": watching")
        yield lines


async def until(lines: AsyncIterator[str], said: str) -> float:
    """Read on until this is said; return the seconds that took."""
    began = time.monotonic()
    async with asyncio.timeout(30):
        async for line in lines:
            if line.startswith(said):
                return time.monotonic() - began
    raise AssertionError(said)


async def settled_mails() -> list[int]:
    """Wait until every mail is settled; return how often each was taken up, by workers of two processes."""
    async with asyncio.timeout(60):
        while await OutboxMail.exists().where(OutboxMail.state == "waiting"):  # noqa: ASYNC110 - other processes send
            await asyncio.sleep(0.5)
    return [row["attempts"] for row in await OutboxMail.select(OutboxMail.attempts)]


async def asked_of_what_follows(machines: Cluster) -> str:
    """Who answers a declared read, as soon as it is known how far behind the others are."""
    database = await connect(machines.address, replica=machines.following)
    try:
        return await who_answers("follows")
    finally:
        await database.close()


@may_be_late
async def answering() -> str:
    (row,) = await current().engine.run_text("SELECT pg_is_in_recovery() AS so", [])
    return "follows" if row["so"] else "leads"


async def who_answers(wanted: str) -> str:
    """Ask while the trail goes on, until it is whom we want, or for half a minute."""
    for _ in range(60):
        if (found := await answering()) == wanted:
            break
        await current().engine.run_text("UPDATE message SET text = text", [])
        await asyncio.sleep(0.5)
    return found

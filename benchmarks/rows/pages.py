"""B6: how many statements a page takes, at every size, and the dearest of them."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import httpx
from litestar import Litestar

from benchmarks.bench import Bench
from benchmarks.portal import OurPortal
from benchmarks.results import Goal, Line
from benchmarks.rows.lists import ANALYST, LIST
from core.actor import Actor
from core.database import count_statements
from core.database.statements import Statements
from core.identity.queries import account_of
from core.identity.sessions import start
from web.app import create_app

PAGES = (
    "/support",
    LIST,
    "/support/work",
    "/support/messages",
    "/support/search?q=garcia",
    "/account",
)
MOST, DEAREST, TIMES = Goal("≤", 8, "ours", ""), 3, 5
BROWSER = Actor("person", None, "A visitor", address="127.0.0.1", agent="Firefox")


def statements(bench: Bench) -> list[Line]:
    """B6: the statements of each page of support, the same at the smallest and the largest size."""
    small, large = bench.ends()
    few, many = (asyncio.run(_asked(bench.portal(size))) for size in (small, large))
    lines = []
    for path in PAGES:
        before, now = len(few[path]), len(many[path])
        details = {"dearest": _dearest(bench.portal(large), many[path])}
        what = f"{path} at {large} against {small}"
        lines.append(Line(what, now, "", MOST, before, now / before, int(now != before), details))
    return lines


async def _asked(portal: OurPortal) -> Mapping[str, Statements]:
    """What each page asks the database when it is opened once more."""
    settings, found = portal.settings(), {}
    async with _open(create_app(settings)) as app:
        account = await account_of(ANALYST)
        if account is None:
            raise LookupError(ANALYST)
        token = await start(account.account, "full", by=BROWSER)
        served: Any = app
        transport = httpx.ASGITransport(app=served)
        async with httpx.AsyncClient(transport=transport, base_url=settings.base_url) as client:
            client.cookies.set(app.state.cookies.session, token)
            for path in PAGES:
                await client.get(path)
                with count_statements() as counted:
                    answer = await client.get(path)
                answer.raise_for_status()
                found[path] = counted
    return found


@asynccontextmanager
async def _open(app: Litestar) -> AsyncIterator[Litestar]:
    async with app.lifespan():
        yield app


def _dearest(portal: OurPortal, asked: Statements) -> Sequence[Mapping[str, Any]]:
    """The statements that only read and take longest, by the processor time of the database itself."""
    connection = sqlite3.connect(f"file:{portal.database}?mode=ro", uri=True)
    timed = []
    for text, values in zip(asked.texts, asked.values, strict=True):
        if text.lstrip().upper().startswith(("SELECT", "WITH")):
            began = time.process_time()
            for _ in range(TIMES):
                connection.execute(text, values).fetchall()
            timed.append(((time.process_time() - began) / TIMES * 1000, text))
    connection.close()
    dearest = sorted(timed, reverse=True)[:DEAREST]
    return [{"ms": round(took, 3), "statement": " ".join(text.split())[:300]} for took, text in dearest]

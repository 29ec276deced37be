"""B12: events of the trail written by many at once, and the trail verified, beside hashing the same bytes."""

from __future__ import annotations

import asyncio
import hashlib
import os
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import asyncpg

from benchmarks.bench import Bench
from benchmarks.portal import OurPortal
from benchmarks.results import Goal, Line
from core.actor import SYSTEM
from core.audit import note
from core.audit.verification import verify
from core.database import count_statements, elsewhere, migrate

WRITERS, EACH = 32, 250
# Of so many times of verifying and hashing the shortest counts: other work only makes them longer.
TIMES = 3
# A figure alone: nothing is promised of it.
ANY = Goal("≥", 0, "ours", " a second")
# Where a server of PostgreSQL is named, the same is measured there, in a database of this row's own.
SERVER = "PORTAL_BENCH_POSTGRES"


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for writing events, for verifying the trail with them and for hashing it; its size."""

    processor: float
    clock: float
    statements: int
    number: int
    verifying: float
    hashing: float

    def lines(self, where: str) -> list[Line]:
        """Both comparisons."""
        written = WRITERS * EACH
        told = {
            "cpu ms each": round(self.processor * 1000 / written, 3),
            "hashing ms each": round(self.hashing * 1000 / self.number, 4),
            "statements each": self.statements,
        }
        rates = {"verified in": round(self.verifying, 2), "hashed in": round(self.hashing, 2)}
        quarter, ratio = Goal("≥", 0.25), self.hashing / self.verifying
        what = f"verifying {self.number} events, {where}"
        return [
            Line(what, self.verifying, "s", quarter, self.hashing, ratio, 0, rates),
            Line(
                f"events of {WRITERS} writers, {where}", written / self.clock, " a second", ANY, details=told
            ),
        ]


def events(bench: Bench) -> list[Line]:
    """B12: on a trail of the demo and of what is written here."""
    portal = bench.portal()
    lines = portal.with_database(lambda _: _measured(lambda: _hash_sqlite(portal))).lines("SQLite")
    if server := os.environ.get(SERVER):
        lines += asyncio.run(_on_postgres(server)).lines("PostgreSQL")
    return lines


async def _measured(hashing: Callable[[], Awaitable[float]]) -> Measured:
    """Write to the trail of the open database, and verify it; every event must be there."""
    before = (await verify()).number
    with count_statements() as sent:
        await _write_one(0, 0)
    processor, clock = await _write()
    verifying = []
    for _ in range(TIMES):
        began = time.process_time()
        number = (await verify()).number
        verifying.append(time.process_time() - began)
    if number != before + 1 + WRITERS * EACH:
        raise RuntimeError(f"events were lost: {number} are there")
    took = min([await hashing() for _ in range(TIMES)])
    return Measured(processor, clock, len(sent), number, min(verifying), took)


async def _write() -> tuple[float, float]:
    """Seconds of processor and clock."""

    async def writer(number: int) -> None:
        for place in range(EACH):
            await _write_one(number, place)

    cpu, clock = time.process_time(), time.perf_counter()
    await asyncio.gather(*(writer(number) for number in range(WRITERS)))
    return time.process_time() - cpu, time.perf_counter() - clock


async def _write_one(number: int, place: int) -> None:
    await note("benchmark.written", by=SYSTEM, subject=("benchmark", str(number)), place=place)


def _hash(rows: Iterable[Iterable[Any]], digest: bytes = b"") -> bytes:
    for row in rows:
        digest = hashlib.sha256(digest + "\n".join(map(str, row)).encode()).digest()
    return digest


async def _hash_sqlite(portal: OurPortal) -> float:
    """Seconds of processor for reading the same rows and hashing what is in them."""
    connection = sqlite3.connect(f"file:{portal.database}?mode=ro", uri=True)
    began = time.process_time()
    _hash(connection.execute("SELECT * FROM audit_event ORDER BY number"))
    connection.close()
    return time.process_time() - began


async def _hash_postgres(url: str) -> float:
    connection = await asyncpg.connect(url)
    began, digest = time.process_time(), b""
    async with connection.transaction():
        rows = await connection.cursor("SELECT * FROM audit_event ORDER BY number")
        while batch := await rows.fetch(5_000):
            digest = _hash(batch, digest)
    took = time.process_time() - began
    await connection.close()
    return took


async def _on_postgres(server: str) -> Measured:
    """In a database of this row's own, which is dropped again."""
    name = f"bench_{uuid4().hex}"
    url = f"{server.rpartition('/')[0]}/{name}"
    admin = await asyncpg.connect(server)
    await admin.execute(f"CREATE DATABASE {name}")
    try:
        async with elsewhere(url):
            await migrate()
            return await _measured(lambda: _hash_postgres(url))
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()

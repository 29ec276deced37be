"""B12: events of the trail written by many at once, and the trail verified, beside hashing the same bytes."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
import time

from benchmarks.bench import Bench
from benchmarks.portal import OurPortal
from benchmarks.results import Goal, Line
from core.actor import SYSTEM
from core.audit import note
from core.audit.verification import verify
from core.settings import Settings

WRITERS, EACH = 32, 250
# A figure alone: nothing is promised of it.
ANY = Goal("≥", 0, "ours", " a second")


def events(bench: Bench) -> list[Line]:
    """B12: on a trail of the demo and of what is written here."""
    portal = bench.portal()
    cpu, clock = portal.with_database(_write)
    number, verifying = portal.with_database(_verify)
    hashing = _hash(portal)
    written = WRITERS * EACH
    details = {"events": written, "writers": WRITERS, "cpu ms each": round(cpu * 1000 / written, 3)}
    rates = {"events": number, "verified in": round(verifying, 2), "hashed in": round(hashing, 2)}
    quarter = Goal("≥", 0.25)
    return [
        Line(f"verifying {number} events", verifying, "s", quarter, hashing, hashing / verifying, 0, rates),
        Line(f"events of {WRITERS} writers", written / clock, " a second", ANY, details=details),
    ]


async def _write(_: Settings) -> tuple[float, float]:
    """Seconds of processor and clock."""

    async def writer(number: int) -> None:
        for place in range(EACH):
            await note("benchmark.written", by=SYSTEM, subject=("benchmark", str(number)), place=place)

    cpu, clock = time.process_time(), time.perf_counter()
    await asyncio.gather(*(writer(number) for number in range(WRITERS)))
    return time.process_time() - cpu, time.perf_counter() - clock


async def _verify(_: Settings) -> tuple[int, float]:
    before = time.process_time()
    found = await verify()
    return found.number, time.process_time() - before


def _hash(portal: OurPortal) -> float:
    """Seconds of processor for reading the same rows and hashing what is in them."""
    connection = sqlite3.connect(f"file:{portal.database}?mode=ro", uri=True)
    before, digest = time.process_time(), b""
    for row in connection.execute("SELECT * FROM audit_event ORDER BY number"):
        digest = hashlib.sha256(digest + "\n".join(map(str, row)).encode()).digest()
    connection.close()
    return time.process_time() - before

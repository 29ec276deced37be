"""Measures the pages of a site with 250,000 requests, on both databases; says the figures.

`make slow` runs it, or `pytest -m slow tests/web/test_speed_of_a_large_site.py`. Time is that of the serving
process, in milliseconds of CPU; PostgreSQL works in processes of its own, so that its time is that of the
clock beside it.
"""

from __future__ import annotations

import os
import statistics
import sys
import time

import pytest

from core.database import count_statements
from tests.web.large_site import site_with
from tests.web.people import Client

COUNT = int(os.environ.get("REQUESTS", "250000"))
TIMES = 15
# Milliseconds of CPU. Only what is out of all proportion is judged by them; the other limits are counts.
FAR_TOO_LONG = 100


@pytest.mark.slow
@pytest.mark.both_databases
async def test_pages_of_a_large_site_are_measured(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {}
    async with site_with(database_url, COUNT) as pages:
        for path, (client, address) in pages.items():
            found[path] = await _measured(client, address)
    kind = database_url.partition(":")[0]
    with capsys.disabled():
        for path, (sent, cpu, wall) in found.items():
            said = f"{kind} {COUNT} {path:46} statements {sent:2} cpu {cpu:6.1f} ms clock {wall:6.1f} ms"
            sys.stdout.write(f"\n{said}")
    assert not {path: cpu for path, (_, cpu, _) in found.items() if cpu > FAR_TOO_LONG}


async def _measured(client: Client, address: str) -> tuple[int, float, float]:
    """Statements, CPU and time of one page."""
    assert (await client.get(address)).status_code == 200, address
    with count_statements() as statements:
        await client.get(address)
    cpu, wall = [], []
    for _ in range(TIMES):
        used, began = time.process_time(), time.perf_counter()
        await client.get(address)
        cpu.append((time.process_time() - used) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    return len(statements), statistics.median(cpu), statistics.median(wall)

"""B9 and B10: how long it takes until the first page is there, and what a process holds in memory."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

from benchmarks.asking import Browser
from benchmarks.bench import Bench
from benchmarks.processes import Server
from benchmarks.results import Goal, Line
from benchmarks.rows.forms import HALF_DONE, STEPS, draft_of

STARTS, PAGES = 5, 100
LIST = "/support/queues/everything"


def first_page(bench: Bench) -> list[Line]:
    """B9: from the command to the first page, against Litestar with nothing in it."""
    ours, bare = [], []
    # The first start of a new version compiles its code.
    _started(bench.portal().serving, "/sign-in")
    for _ in range(STARTS):
        ours.append(_started(bench.portal().serving, "/sign-in"))
        bare.append(_started(bench.rivals.bare, "/form"))
    (cpu, clock), (their_cpu, their_clock) = _medians(ours), _medians(bare)
    details = {"ours": ours, "bare": bare}
    return [
        Line("CPU until the first page", cpu, "s", Goal("≤", 2.5), their_cpu, cpu / their_cpu, 0, details),
        Line("clock until the first page", clock, "s", Goal("≤", 1.5, "ours", "s"), their_clock),
    ]


def memory(bench: Bench) -> list[Line]:
    """B10: what a process holds after a few hundred pages of every kind."""
    portal = bench.portal()
    with ExitStack() as opened:
        ours = opened.enter_context(portal.at_rest())
        at_first = ours.memory_mb()
        _look_around(portal.signed_in(ours, HALF_DONE), portal.signed_in(ours, "analyst@demo-health.example"))
        bare = opened.enter_context(bench.rivals.bare())
        visitor = Browser(bare.address)
        for _ in range(PAGES):
            visitor.get("/grid/1")
        held, theirs = ours.memory_mb(), bare.memory_mb()
    details = {"ours when started": round(at_first, 1)}
    return [Line("memory", held, "MB", Goal("≤", 150, "ours", "MB"), theirs, held / theirs, 0, details)]


def _look_around(oscar: Browser, analyst: Browser) -> None:
    hub = draft_of(oscar)
    for _ in range(PAGES):
        for path in ("/sign-up", hub, f"{hub}/members", *(f"{hub}/{step}" for step in STEPS)):
            oscar.get(path)
        for path in ("/support", LIST, "/support/work"):
            analyst.get(path)


def _started(serve: Callable[[], AbstractContextManager[Server]], page: str) -> tuple[float, float]:
    """Seconds of processor and clock."""
    with serve() as server:
        began = server.started_seconds
        Browser(server.address).get(page)
        return server.cpu_seconds(), began


def _medians(found: list[tuple[float, float]]) -> tuple[float, float]:
    return statistics.median(cpu for cpu, _ in found), statistics.median(clock for _, clock in found)

"""B13: a review of every practice of a site, which begins beside the pages."""

from __future__ import annotations

import re
import sqlite3
import statistics
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from benchmarks.asking import Browser
from benchmarks.bench import Bench
from benchmarks.forms import typed_in
from benchmarks.portal import OurPortal
from benchmarks.results import Goal, Line, NotMeasured
from benchmarks.rows.lists import ANALYST, LIST, OF_A_REQUEST
from benchmarks.rows.trail import ANY

START = "/support/reviews/start"
BEFORE, LONGEST_SECONDS = 100, 1800
_PROGRESS = re.compile(r"([\d,]+) of ([\d,]+) reviews are open")
_REVIEWS = 'SELECT COUNT(*), COUNT(DISTINCT "group"), SUM(told = 0) FROM access_review WHERE campaign = ?'


@dataclass(slots=True)
class Meanwhile:
    """How long the list of support took, time after time, and how far the review was then."""

    analyst: Browser
    times: list[float] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    failures: int = 0

    def ask(self) -> None:
        """Open the list once more."""
        began = time.perf_counter()
        answer = self.analyst.get(LIST)
        self.times.append((time.perf_counter() - began) * 1000)
        self.failures += not (answer.status == 200 and OF_A_REQUEST in answer.text)

    def until(self, over: Callable[[], bool]) -> float:
        """Open it again and again; return after how many seconds it was over."""
        began = time.perf_counter()
        while not over():
            if time.perf_counter() - began > LONGEST_SECONDS:
                raise NotMeasured("the review did not begin for half an hour")
            for _ in range(5):
                self.ask()
        return time.perf_counter() - began

    @property
    def middle(self) -> float:
        """The time that half of them took at most."""
        return statistics.median(self.times)


def campaign(bench: Bench) -> list[Line]:
    """B13: at the largest size of this run; in a copy, for a practice is reviewed once at a time."""
    size = bench.largest()
    with bench.portal(size).copied_without_backlog("review") as portal, portal.at_rest() as server:
        analyst = portal.signed_in(server, ANALYST)
        before, meanwhile, telling = (Meanwhile(analyst) for _ in range(3))
        for _ in range(BEFORE):
            before.ask()
        began, path = server.cpu_seconds(), start_review(analyst)
        opened = meanwhile.until(lambda: _is_open(meanwhile, path))
        opening = server.cpu_seconds() - began
        told = telling.until(lambda: not _counted(portal, path)[2])
        used = server.cpu_seconds() - began
        reviews, practices, _ = _counted(portal, path)
    wrong = before.failures + meanwhile.failures + telling.failures + (reviews - practices)
    steps = sorted({*meanwhile.shown})
    details: dict[str, Any] = {
        "reviews": reviews,
        "progress shown": steps[:20],
        "lists meanwhile": len(meanwhile.times),
    }
    details |= {"cpu seconds": round(opening, 1), "cpu seconds until all are told": round(used, 1)}
    half = before.middle
    most = max(meanwhile.middle, telling.middle)
    twice = Goal("≤", 2)
    return [
        Line(f"{reviews} reviews open", opened, "s", Goal("≤", 60, "ours", "s"), None, None, wrong, details),
        Line("the list meanwhile, by the clock", most, "ms", twice, half, most / half, wrong),
        Line("until everybody is told", opened + told, " s", ANY),
    ]


def start_review(analyst: Browser) -> str:
    """Start a review of all practices as its form does; return the page of it."""
    fields = typed_in(analyst.get(START).text)
    said = {"name": ["All of them"], "which": ["all"], "step": ["start"]}
    answer = analyst.post(START, fields | said)
    if answer.status != 303:
        raise NotMeasured(f"the review was not started: {answer.status}")
    return answer.location


def _is_open(meanwhile: Meanwhile, path: str) -> bool:
    answer = meanwhile.analyst.get(path)
    meanwhile.failures += answer.status != 200
    found = _PROGRESS.search(answer.text)
    if found:
        meanwhile.shown.append(int(found[1].replace(",", "")))
    return found is None


def _counted(portal: OurPortal, path: str) -> tuple[int, int, int]:
    """How many reviews there are of how many practices, and of how many nobody is told yet."""
    with closing(sqlite3.connect(f"file:{portal.database}?mode=ro", uri=True)) as stored:
        reviews, practices, waiting = stored.execute(_REVIEWS, [path.rsplit("/", 1)[1]]).fetchone()
    return reviews, practices, waiting or 0

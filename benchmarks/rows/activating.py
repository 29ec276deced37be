"""B17: a practice of two hundred people is activated, while others ask for their pages."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from benchmarks.asking import Answer, Browser
from benchmarks.bench import Bench
from benchmarks.data.casts import Cast, cast_of
from benchmarks.data.lives import Life
from benchmarks.portal import OurPortal
from benchmarks.processes import Server
from benchmarks.results import Goal, Line
from benchmarks.rows.forms import HALF_DONE, draft_of
from benchmarks.rows.lists import ANALYST, LIST, OF_A_REQUEST
from core import clock
from core.access.following import signing_of
from core.access.tables import Grant
from core.console.activating import activate
from core.database import count_statements
from core.database.cutting import cutting
from core.demo.going_on import find_in_order
from core.demo.staff import colleague
from core.identity import Identity
from core.portal import Portal
from core.settings import Settings
from web.command_parts import loading, running

PEOPLE, WANTS, PAGES = 200, 3, 40
FOUR, A_SECOND, TWICE = Goal("≤", 4, "ours", ""), Goal("≤", 1, "ours", "s"), Goal("≤", 2)


def activation(bench: Bench) -> list[Line]:
    """B17: it is activated twice: in this process, to count, and in one that serves others."""
    portal = bench.portal().copied("activating")
    number = portal.with_database(_ready)
    counted = portal.copied("counted").with_database(lambda settings: _counted(settings, number))
    size = {"lines": counted.lines, "statements": counted.statements}
    each = counted.statements / counted.lines
    longest = {"transactions": len(counted.seconds), "p50 s": round(statistics.median(counted.seconds), 3)}
    return [
        Line("statements a line", each, "", FOUR, details=size),
        Line("longest transaction, by the clock", max(counted.seconds), "s", A_SECOND, details=longest),
        *_beside_others(portal, number),
    ]


def _whole(portal: Portal) -> Cast:
    """Everybody asks for as many applications."""
    cast = cast_of(portal.site, PEOPLE)
    others = tuple(replace(each, wants=WANTS) for each in cast.others)
    both = replace(cast.sponsor, wants=WANTS), replace(cast.administrator, wants=WANTS)
    return replace(cast, sponsor=both[0], administrator=both[1], others=others)


async def _ready(settings: Settings) -> str:
    """Register it, have it signed, and find everything in order; return the number of its request."""
    identity, portal = _opened(settings)
    try:
        life = Life(portal, identity, signing_of(portal, settings), _whole(portal), clock.now())
        await life.send()
        await life.sign()
        await find_in_order(portal, await life.facts())
        return (await life.facts()).number
    finally:
        identity.close()


def _opened(settings: Settings) -> tuple[Identity, Portal]:
    site = running.site(settings.site)
    identity = Identity.open(settings, site)
    return identity, Portal(site, loading.applications(site, settings), identity.mail)


@dataclass(slots=True)
class Counted:
    """What one activation took: its lines, its statements, and how long each transaction was open."""

    lines: int = 0
    statements: int = 0
    seconds: list[float] = field(default_factory=list)
    _begun: float = 0

    def watch(self, point: str) -> None:
        """Take the time from the first statement of a transaction until it is committed."""
        if point == "COMMIT":
            self.seconds.append(time.perf_counter() - self._begun)
            self._begun = 0
        elif not self._begun:
            self._begun = time.perf_counter()


async def _counted(settings: Settings, number: str) -> Counted:
    identity, portal = _opened(settings)
    counted, before = Counted(), await Grant.count().where(Grant.state == "provisioning")
    try:
        with cutting(counted.watch), count_statements() as asked:
            await activate(portal, settings.keys, number, by=await colleague("analyst"))
    finally:
        identity.close()
    counted.statements = len(asked)
    counted.lines = await Grant.count().where(Grant.state == "provisioning") - before
    return counted


def _beside_others(portal: OurPortal, number: str) -> Sequence[Line]:
    with portal.at_rest() as server, ThreadPoolExecutor(1) as hands:
        analyst, others = portal.signed_in(server, ANALYST), _others(portal, server)
        page = f"/support/activate?number={number}"
        token = analyst.get(page).token
        alone = [_asked(ask, holds) for _ in range(PAGES) for ask, holds in others]
        cpu, began = server.cpu_seconds(), time.perf_counter()
        sent = hands.submit(analyst.post, "/support/activate", {**token, "number": number})
        meanwhile = _until(sent, others)
        took, cpu = time.perf_counter() - began, server.cpu_seconds() - cpu
        told = analyst.get(sent.result().location)
    failures = sum(not right for _, right in (*alone, *meanwhile)) + ("was activated" not in told.text)
    before, during = (statistics.median(took for took, _ in each) * 1000 for each in (alone, meanwhile))
    details = {"pages": len(meanwhile), "took, s": round(took, 2), "processor, s": round(cpu, 2)}
    details["most, ms"] = round(max(took for took, _ in meanwhile) * 1000, 1)
    what = "pages of others meanwhile, at 50 of a hundred by the clock"
    return [Line(what, during, "ms", TWICE, before, during / before, failures, details)]


Asking = tuple[Callable[[], Answer], str]


def _others(portal: OurPortal, server: Server) -> Sequence[Asking]:
    """Somebody who registers a practice, and a colleague of support."""
    oscar = portal.signed_in(server, HALF_DONE)
    colleague_of = portal.signed_in(server, "credentialing@demo-health.example")
    step = f"{draft_of(oscar)}/practice"
    return [(_getting(oscar, step), "Riverbend"), (_getting(colleague_of, LIST), OF_A_REQUEST)]


def _getting(browser: Browser, path: str) -> Callable[[], Answer]:
    return lambda: browser.get(path)


def _until(done: Future[Answer], others: Sequence[Asking]) -> Sequence[tuple[float, bool]]:
    """Have the others ask for their pages until something is done."""
    asked = list[tuple[float, bool]]()
    while not done.done():
        asked += [_asked(ask, holds) for ask, holds in others]
    return asked


def _asked(ask: Callable[[], Answer], holds: str) -> tuple[float, bool]:
    began = time.perf_counter()
    answer = ask()
    return time.perf_counter() - began, answer.status == 200 and holds in answer.text

"""B20: signing in with password and code, against what the hashing of passwords takes of it."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

from benchmarks.bench import Bench
from benchmarks.crowd import Regular, regulars
from benchmarks.processes import Server
from benchmarks.results import Goal, Line
from core.demo import PASSWORD
from core.identity.hashing import PasswordHashing
from core.settings import Settings

PEOPLE, AT_ONCE, HASHES, ROUNDS = 600, 8, 20, 5


def sign_ins(bench: Bench) -> list[Line]:
    """B20: six hundred people sign in as on any morning, some at a time, each once."""
    portal = bench.portal().copied("signing-in")
    people = regulars(portal, PEOPLE)
    alone_each = [portal.with_database(hashing)]
    with portal.at_rest() as server:
        before, began = server.cpu_seconds(), time.perf_counter()
        failures = PEOPLE - _sign_in(server, people)
        cpu, clock = server.cpu_seconds() - before, time.perf_counter() - began
    alone_each.append(portal.with_database(hashing))
    whole, alone = cpu * 1000 / PEOPLE, statistics.mean(alone_each)
    said = {"people": PEOPLE, "at once": AT_ONCE, "by the clock, a second": round(PEOPLE / clock, 1)}
    details = said | {"all else, ms": round(whole - alone, 2)}
    what = "one sign-in with its four pages, beside the hashing of its password alone"
    return [Line(what, whole, "ms", Goal("≥", 0.8), alone, alone / whole, failures, details)]


def _sign_in(server: Server, people: Sequence[Regular]) -> int:
    """Have everybody sign in, some at a time; return how many are in."""
    with ThreadPoolExecutor(AT_ONCE) as hands:
        return sum(hands.map(lambda each: _is_in(server, each), people))


def _is_in(server: Server, whose: Regular) -> bool:
    browser = whose.browser(server)
    given = browser.send_form("/sign-in", {"email": whose.email, "password": PASSWORD})
    answer = browser.send_form("/sign-in/code", {"code": whose.code()})
    browser.close()
    return (given.status, answer.status, answer.location) == (303, 303, "/requests")


async def hashing(settings: Settings) -> float:
    """Milliseconds of processor for checking one password, as many at once as there are processors."""
    hasher, account, taken = PasswordHashing(settings.keys), uuid4(), list[float]()
    stored, at_once = await hasher.hash(PASSWORD, account), os.cpu_count() or 1
    try:
        for _ in range(ROUNDS):
            before = time.process_time()
            for _ in range(HASHES // at_once):
                await asyncio.gather(*(hasher.matches(stored, PASSWORD, account) for _ in range(at_once)))
            taken.append((time.process_time() - before) * 1000 / (HASHES // at_once * at_once))
    finally:
        hasher.close()
    return statistics.median(taken)

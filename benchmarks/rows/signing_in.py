"""B20: signing in with password and code, against what the hashing of passwords takes of it."""

from __future__ import annotations

import statistics
import time
from uuid import uuid4

from benchmarks.bench import Bench
from benchmarks.results import Goal, Line
from core.demo import PASSWORD
from core.demo.sign_ins import STORIES
from core.demo.staff import COLLEAGUES
from core.identity.hashing import PasswordHashing
from core.settings import Settings

HASHES = 20


def sign_ins(bench: Bench) -> list[Line]:
    """B20: everybody of a demo signs in once, one after the other."""
    portal, cpu = bench.portal(), list[float]()
    hashing = portal.with_database(_hashing)
    with portal.at_rest() as server:
        for email in (each.email for each in (*STORIES, *COLLEAGUES)):
            code, browser = portal.code_of(email), portal.browser(server)
            before = server.cpu_seconds()
            browser.send_form("/sign-in", {"email": email, "password": PASSWORD})
            answer = browser.send_form("/sign-in/code", {"code": code})
            cpu.append((server.cpu_seconds() - before) * 1000)
            if answer.status != 303:
                raise RuntimeError(f"{email}: {answer.status}")
    whole = statistics.median(cpu)
    details = {"people": len(cpu), "least": round(min(cpu), 2), "most": round(max(cpu), 2)}
    what = "one sign-in with its four pages, beside the hashing of its password alone"
    return [Line(what, whole, "ms", Goal("≥", 0.8), hashing, hashing / whole, 0, details)]


async def _hashing(settings: Settings) -> float:
    """Milliseconds of processor for checking one password."""
    hashing, account = PasswordHashing(settings.keys), uuid4()
    stored, taken = await hashing.hash(PASSWORD, account), list[float]()
    try:
        for _ in range(HASHES):
            before = time.process_time()
            await hashing.matches(stored, PASSWORD, account)
            taken.append((time.process_time() - before) * 1000)
    finally:
        hashing.close()
    return statistics.median(taken)

"""People who look around, write and sign in, all of them through one connection after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from benchmarks.asking import Answer, Browser
from benchmarks.portal import OurPortal
from benchmarks.processes import Server
from benchmarks.rows.forms import HALF_DONE, STEPS, draft_of, right_step
from benchmarks.rows.lists import ANALYST, LIST, getting

OPEN_PAGES = ("/", "/applications", "/turnaround", "/help", "/sign-up", "/sign-in")
OF_STAFF = ("/support", LIST, "/support/work", "/support/messages", "/support/search?q=garcia")
# A session outlives its idle quarter of an hour by being used; new ones come and go all the same.
NEW_SESSION_SECONDS, WRITE_SECONDS = 300, 3


@dataclass(slots=True)
class Load:
    """Half of what one process can do: a pause as long as each answer took."""

    portal: OurPortal
    server: Server
    asked: int = 0
    cpu_seconds: float = 0
    wrong: list[str] = field(default_factory=list)

    def go_on(self, seconds: float) -> None:
        """Ask for pages until so many seconds have gone by."""
        until, before = time.monotonic() + seconds, self.server.cpu_seconds()
        while time.monotonic() < until:
            self._one_session(min(until, time.monotonic() + NEW_SESSION_SECONDS))
        self.cpu_seconds = self.server.cpu_seconds() - before

    def _one_session(self, until: float) -> None:
        stranger = self.portal.browser(self.server)
        oscar, analyst = (self.portal.signed_in(self.server, each) for each in (HALF_DONE, ANALYST))
        hub, written = draft_of(oscar), 0.0
        step = right_step(oscar, f"{hub}/practice")
        while time.monotonic() < until:
            for browser, path in _pages(stranger, oscar, analyst, hub):
                self._ask(path, getting(browser, path), 200)
            if time.monotonic() > written + WRITE_SECONDS:
                written = time.monotonic()
                self._ask("a step that is sent", step, 303)

    def _ask(self, what: str, ask: Callable[[], Answer], status: int) -> None:
        before = time.monotonic()
        answer = ask()
        self.asked += 1
        if answer.status != status:
            self.wrong.append(f"{what}: {answer.status}")
        time.sleep(time.monotonic() - before)


def _pages(stranger: Browser, oscar: Browser, analyst: Browser, hub: str) -> Iterator[tuple[Browser, str]]:
    yield from ((stranger, path) for path in OPEN_PAGES)
    yield from ((oscar, path) for path in (hub, f"{hub}/members", *(f"{hub}/{each}" for each in STEPS)))
    yield from ((analyst, path) for path in OF_STAFF)

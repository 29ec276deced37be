"""B4 and B5: the pages that people fill in, and what they send, beside the forms of others."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack

from benchmarks.asking import Answer, Browser
from benchmarks.bench import Bench
from benchmarks.filling import LARGE
from benchmarks.forms import typed_in
from benchmarks.in_turns import Contender, in_turns
from benchmarks.processes import Server
from benchmarks.results import Goal, Line, against
from benchmarks.rows.lists import getting

# Somebody of the demo whose registration is half done.
HALF_DONE = "oscar@demo-clinic.example"
STEPS = {
    "practice": "Riverbend Pediatrics",
    "sponsor": "NPI",
    "administrator": "Oscar",
    "backup": "backup",
}
FIVE_TIMES, TWO_FIFTHS = Goal("≥", 5), Goal("≥", 0.4)


def pages(bench: Bench) -> list[Line]:
    """B4: sign-up and the steps of a registration, against the sign-in pages of Canaille and Django."""
    portal = bench.portal()
    with ExitStack() as opened:
        ours = opened.enter_context(portal.at_rest())
        stranger, oscar = portal.browser(ours), portal.signed_in(ours, HALF_DONE)
        rivals = {
            "canaille": _page(opened.enter_context(bench.rivals.canaille()), "/login", 'name="login"'),
            "django": _page(opened.enter_context(bench.rivals.admin()), "/admin/login/", 'name="password"'),
        }
        hub = draft_of(oscar)
        mine = {"/sign-up": Contender(ours, lambda: stranger.get("/sign-up"), 'name="email"')}
        for step, holds in STEPS.items():
            mine[f"/enrollment/…/{step}"] = Contender(ours, getting(oscar, f"{hub}/{step}"), holds)
        found = in_turns({**mine, **rivals})
    others = {name: found[name] for name in rivals}
    return [against(name, FIVE_TIMES, name, {name: found[name], **others}) for name in mine]


def sending(bench: Bench) -> list[Line]:
    """B5: a step that is sent with an error and with none, against Litestar with one insert."""
    portal = bench.portal()
    with portal.at_rest() as ours, bench.rivals.bare() as bare:
        oscar, visitor = portal.signed_in(ours, HALF_DONE), Browser(bare.address)
        step = f"{draft_of(oscar)}/practice"
        typed = {"name": "Riverbend", "email": "o@demo-clinic.example", "state": "AZ"}
        inserting = Contender(bare, lambda: visitor.post("/form", typed), "", 303)
        # What is typed is stored with its errors too, so that the rival stores in both cases.
        wrong = in_turns(
            {"ours": Contender(ours, _wrong(oscar, step), "error-summary", 422), "bare": inserting}
        )
        right = in_turns({"ours": Contender(ours, right_step(oscar, step), "", 303), "bare": inserting})
    return [
        against("practice step sent with an error", TWO_FIFTHS, "ours", wrong),
        against("practice step sent with none", TWO_FIFTHS, "ours", right),
    ]


def grid(bench: Bench) -> list[Line]:
    """B3: the grid of fifty people and what they may have, against one of Litestar with two queries."""
    portal = bench.portal()
    with portal.at_rest() as ours, bench.rivals.bare() as bare:
        found = in_turns(
            {
                "ours": _grid(portal.signed_in(ours, LARGE), ours),
                "bare": Contender(bare, getting(Browser(bare.address), "/grid/1"), "Person 49"),
            }
        )
    return [against("the grid of fifty people", Goal("≥", 0.6), "ours", found)]


def grid_on_the_wire(bench: Bench) -> list[Line]:
    """B18: how much of that grid is sent."""
    portal = bench.portal()
    with portal.at_rest() as ours:
        found = in_turns({"ours": _grid(portal.signed_in(ours, LARGE), ours)}, blocks=1, size=5)["ours"]
    limit = Goal("≤", 12, "ours", "KB")
    return [Line("the grid, gzipped", found.bytes / 1024, "KB", limit, failures=found.failures)]


def _grid(browser: Browser, server: Server) -> Contender:
    return Contender(server, getting(browser, f"{draft_of(browser)}/members"), "Jonas")


def draft_of(browser: Browser) -> str:
    """The address of somebody's open registration."""
    answer = browser.get("/enrollment")
    found = re.search(r"/enrollment/[0-9a-f-]{36}", answer.location or answer.text)
    if found is None:
        raise LookupError(f"/enrollment: {answer.status}")
    return found[0]


def _page(server: Server, path: str, holds: str) -> Contender:
    browser = Browser(server.address)
    return Contender(server, lambda: browser.get(path), holds)


def _wrong(browser: Browser, step: str) -> Callable[[], Answer]:
    """A step without the name of the practice; what is stored of it is the same each time."""
    fields = typed_in(browser.get(step).text) | {"name": [""], "action": ["continue"]}
    versions = _versions(fields)

    def send() -> Answer:
        return browser.post(step, fields | {"version": [next(versions)]})

    return send


def right_step(browser: Browser, step: str) -> Callable[[], Answer]:
    """What sends the same step with another suite each time."""
    fields = typed_in(browser.get(step).text) | {"name": ["Riverbend Pediatrics"], "action": ["continue"]}
    suites, versions = itertools.count(100), _versions(fields)

    def send() -> Answer:
        return browser.post(step, fields | {"suite": [str(next(suites))], "version": [next(versions)]})

    return send


def _versions(fields: dict[str, list[str]]) -> Iterator[str]:
    return map(str, itertools.count(int(fields["version"][0])))

"""B1, B2, B15 and B16: the lists of support, its search and its overview, at every size of the site."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack

from benchmarks.asking import Answer, Browser
from benchmarks.bench import Bench
from benchmarks.in_turns import Contender, Figures, in_turns
from benchmarks.processes import Server
from benchmarks.results import Goal, Line, NotMeasured, against

ANALYST = "analyst@demo-health.example"
LIST = "/support/queues/everything?state=in-progress&sort=practice"
OF_A_REQUEST = "/support/requests/"
ADMIN = "/admin/people/member/?state=active"
SEARCHES: Mapping[str, str] = {
    "a surname that many have": "garcia",
    "part of a name, by its beginning": "gar",
    "two beginnings in another order": "gar ma",
    "nobody": "nobody at all",
}


def people_list(bench: Bench) -> list[Line]:
    """B1: the list of requests with their practices, filtered and sorted, against the admin of Django."""
    size = bench.size("M")
    portal = bench.portal(size)
    with portal.at_rest() as ours, bench.rivals.admin(portal.database) as admin:
        analyst, theirs = portal.signed_in(ours, ANALYST), signed_in_at_admin(admin)
        found = in_turns(
            {
                "ours": Contender(ours, lambda: analyst.get(LIST), OF_A_REQUEST),
                "django": Contender(admin, lambda: theirs.get(ADMIN), "field-email"),
            }
        )
    return [against(f"the list of support at {size}", Goal("≥", 15), "ours", found)]


def grown_list(bench: Bench) -> list[Line]:
    """B2: the same list at the largest size, against itself at the smallest."""
    small, large, found = at_both_sizes(bench, {"the list": (LIST, OF_A_REQUEST)})
    return grown(found, small, large, Goal("≤", 1.25))


def search(bench: Bench) -> list[Line]:
    """B15: pages of the search, whole, at the largest size against the smallest."""
    asked = {
        name: (f"/support/search?q={words.replace(' ', '+')}", "Search") for name, words in SEARCHES.items()
    }
    small, large, found = at_both_sizes(bench, asked)
    limit = Goal("≤", 3, "ours", "ms")
    most = [_limited(f"{name} at {large}, the whole page", found[name, large], limit) for name in asked]
    return [*grown(found, small, large, Goal("≤", 1.3)), *most]


def overview(bench: Bench) -> list[Line]:
    """B16: the overview of support with every count, at the largest size against the smallest."""
    small, large, found = at_both_sizes(bench, {"the overview": ("/support", "Overview")})
    limit = Goal("≤", 5, "ours", "ms")
    most = _limited(f"the overview at {large}, the whole page", found["the overview", large], limit)
    return [*grown(found, small, large, Goal("≤", 1.25)), most]


def at_both_sizes(
    bench: Bench, asked: Mapping[str, tuple[str, str]]
) -> tuple[str, str, dict[tuple[str, str], Figures]]:
    """Measure pages, each given by address and what it holds, at the smallest and the largest size."""
    small, large = bench.ends()
    with ExitStack() as opened:
        contenders = {}
        for size in (small, large):
            server = opened.enter_context(bench.portal(size).at_rest())
            analyst = bench.portal(size).signed_in(server, ANALYST)
            for name, (path, holds) in asked.items():
                contenders[f"{name}|{size}"] = Contender(server, getting(analyst, path), holds)
        found = in_turns(contenders)
    figures = {(name, size): found[f"{name}|{size}"] for name in asked for size in (small, large)}
    return small, large, figures


def grown(found: Mapping[tuple[str, str], Figures], small: str, large: str, goal: Goal) -> list[Line]:
    """Say of each page how many times more it costs at the larger size."""
    lines = []
    for name in dict.fromkeys(name for name, _ in found):
        ours, before = found[name, large], found[name, small]
        details = {large: ours.stored(), small: before.stored()}
        failures = ours.failures + before.failures
        what = f"{name} at {large} against {small}"
        lines.append(Line(what, ours.cpu, "ms", goal, before.cpu, ours.cpu / before.cpu, failures, details))
    return lines


def signed_in_at_admin(server: Server) -> Browser:
    """A browser of somebody who signed in at the admin of Django."""
    browser = Browser(server.address)
    fields = {"username": "ada", "password": "kettle orchard violin sparrow", "next": "/admin/"}
    answer = browser.send_form("/admin/login/", fields)
    if answer.status != 302:
        raise NotMeasured(f"the admin of Django let nobody in: {answer.status}")
    return browser


def getting(browser: Browser, path: str) -> Callable[[], Answer]:
    """What asks for one page."""
    return lambda: browser.get(path)


def _limited(what: str, figures: Figures, limit: Goal) -> Line:
    return Line(what, figures.cpu, "ms", limit, failures=figures.failures, details=figures.stored())

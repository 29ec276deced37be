"""No page or mail of the second site has a word that it has not; its demo walks through all of its pages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

from core.demo.sign_ins import told_at
from core.demo.staff import COLLEAGUES
from core.groups.practice_names import folded_practice
from core.groups.queries import groups_like
from tests.core.mail.every_mail import drawn, templates
from tests.core.mail.sample import SITE
from tests.house.test_no_site_in_code import site_words
from tests.made_up_site import seen_in
from tests.web.every_row import ROWS
from tests.web.not_drawn_at_the_second_site import (
    IN_ANOTHER_STATE,
    NO_WHOLE_PAGE,
    NOT_AT_THIS_SITE,
    OF_A_CHANGE,
)
from tests.web.own_brand import brand_of
from tests.web.people import Client, running
from tests.web.second_site import AISHA, MAYA, VICTOR, copied, reader
from tests.web.second_site import SITE as SECOND
from tests.web.test_words_of_a_made_up_site import without_values
from web.app import create_app

# What this site calls otherwise, or does not have at all; user agreements it has.
NOT_HERE = re.compile(
    r"\b(?:practices?|office groups?|(?<!user )(?:data access )?agreements?|DAA|corporate officers?"
    r"|legal representatives?|sponsor\w*|NPIs?|ZIP|portal IDs?|fax\w*|HIPAA|members? of the group)\b",
    re.IGNORECASE,
)
OWN = {"careconnect", "british columbia"}
READERS = (
    "",
    *(each.email for each in told_at(SITE)),
    MAYA,
    AISHA,
    VICTOR,
    *(each.email for each in COLLEAGUES),
)
# Mails that a site without a sponsor never sends.
OF_A_SPONSOR = frozenset({"sponsor-asked", "sponsor-sought"})
MAILS = [name for name, folder in templates() if folder is None and name not in OF_A_SPONSOR]
BEGINNINGS = (
    *("/", "/requests", "/my-applications", "/office", "/office/reviews", "/join", "/registered"),
    *("/registered/sent", "/account/proof", "/account/authenticator/set-up", "/demo/mail"),
    *("/support", "/support/search?q=willow"),
)
_LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{2}\d{7}|(?<==)[^&]*")
_NO_PAGE = re.compile(r"^/(?:static|trail|support/trail)\b|\.(?:pdf|xlsx|csv)|/(?:xlsx|csv)\b|sign-out")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(second_site: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Litestar]:
    """The second site with everybody who is there."""
    async with running(create_app(copied(second_site, tmp_path_factory.mktemp("words")))) as started:
        yield started


async def pages(client: Client) -> AsyncIterator[tuple[str, httpx.Response]]:
    """Every page that links lead to, one of each kind; where it begins, some readers find nothing."""
    (found,) = await groups_like(folded_practice("Willow Creek"), 1)
    waiting, known = [*BEGINNINGS, f"/join/{found.id}"], set[str]()
    while waiting:
        path = waiting.pop()
        kind = _KEY.sub("*", path)
        if kind in known or _NO_PAGE.search(path):
            continue
        known.add(kind)
        answer = await client.get(path, follow_redirects=True)
        if answer.headers.get("content-type", "").startswith("text/html"):
            waiting += [each.replace("&amp;", "&") for each in _LINK.findall(answer.text)]
            yield path, answer


def route_of(path: str) -> str:
    """The route that answers a path: the one with the fewest parts that may be anything."""
    return next(route for route, pattern in patterns() if pattern.fullmatch(path))


@cache
def patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What the path of each page looks like, by its route."""
    routes = {row.route for row in ROWS if row.method == "GET"}
    kinds = {"uuid": "[0-9a-f-]{36}", "int": r"\d+", "str": "[^/]+", "path": ".+"}

    def parts(found: re.Match[str]) -> str:
        return kinds[found[1]]

    ordered = sorted(routes, key=lambda route: (route.count("{"), -len(route)))
    return tuple((each, re.compile(re.sub(r"\{\w+:(\w+)\}", parts, each))) for each in ordered)


def not_here(text: str) -> Iterator[str]:
    """Words that this site has not, each with what stands around it."""
    for found in NOT_HERE.finditer(text):
        yield " ".join(text[max(0, found.start() - 40) : found.end() + 40].split())
    yield from {each.lower() for each in site_words(text)} - OWN


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("email", READERS)
async def test_every_page_is_drawn_in_the_words_and_the_brand_of_the_site(
    app: Litestar, email: str, together: Path
) -> None:
    found, drawn = set[str](), set[str]()
    async for path, answer in pages(await reader(app, email)):
        faults = [*not_here(seen_in(answer.text)), *brand_of(SECOND).faults(answer)]
        if answer.status_code != 200 and path not in BEGINNINGS:
            faults.append(f"answered with {answer.status_code}")
        if answer.status_code == 200:
            drawn.add(route_of(answer.url.path))
        found |= {f"{path}: {each}" for each in faults}
    assert sorted(found) == []
    # Whoever comes last, in whichever process, knows what all of them were shown.
    if everything := drawn_so_far(together, email, drawn):
        assert {each for each in everything if NOT_AT_THIS_SITE.search(each)} == set()
        all_of_them = {row.route for row in ROWS if row.method == "GET"}
        apart = (NO_WHOLE_PAGE, NOT_AT_THIS_SITE, OF_A_CHANGE)
        missing = {each for each in all_of_them - everything if not any(one.search(each) for one in apart)}
        assert missing - IN_ANOTHER_STATE == set()


def drawn_so_far(together: Path, email: str, drawn: set[str]) -> set[str]:
    """What every reader was shown; nothing while some have not looked."""
    (together / f"drawn-for-{email or 'a stranger'}").write_text("\n".join(drawn), "utf-8")
    found = [*together.glob("drawn-for-*")]
    if len(found) < len(READERS):
        return set()
    return {route for each in found for route in each.read_text("utf-8").split("\n")}


@pytest.mark.parametrize("template", MAILS)
def test_no_mail_has_a_word_that_the_site_has_not(template: str) -> None:
    texts = [f"{mail.subject} . {mail.waits} . {mail.text}" for mail in drawn(SITE, template, None)]
    assert [words for text in texts for words in not_here(without_values(seen_in(text)))] == []

"""No page or mail of the second site has a word that it has not; its demo walks through all of its pages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from litestar import Litestar

from core.demo.sign_ins import told_at
from core.demo.staff import COLLEAGUES
from tests.core.mail.every_mail import drawn, templates
from tests.core.mail.sample import SITE
from tests.house.test_no_site_in_code import site_words
from tests.made_up_site import seen_in
from tests.web.people import Client, running
from tests.web.second_site import AISHA, MAYA, copied, reader
from tests.web.test_words_of_a_made_up_site import without_values
from web.app import create_app

# What this site calls otherwise, or does not have at all; user agreements it has.
NOT_HERE = re.compile(
    r"\b(?:practices?|office groups?|(?<!user )(?:data access )?agreements?|DAA|corporate officers?"
    r"|legal representatives?|sponsor\w*|NPIs?|ZIP|portal IDs?|fax\w*|HIPAA|members? of the group)\b",
    re.IGNORECASE,
)
OWN = {"careconnect", "british columbia"}
READERS = ("", *(each.email for each in told_at(SITE)), MAYA, AISHA, *(each.email for each in COLLEAGUES))
# Mails that a site without a sponsor never sends.
OF_A_SPONSOR = frozenset({"sponsor-asked", "sponsor-sought"})
MAILS = [name for name, folder in templates() if folder is None and name not in OF_A_SPONSOR]
_LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{2}\d{7}|(?<==)[^&]*")
_NO_PAGE = re.compile(r"^/(?:static|trail|support/trail)\b|\.(?:pdf|xlsx|csv)|/(?:xlsx|csv)\b|sign-out")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(second_site: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Litestar]:
    """The second site with everybody who is there."""
    async with running(create_app(copied(second_site, tmp_path_factory.mktemp("words")))) as started:
        yield started


async def pages(client: Client) -> AsyncIterator[tuple[str, str]]:
    """Every page that links lead to, one of each kind, with what is read there."""
    waiting, known = ["/", "/requests", "/my-applications", "/support", "/registered"], set[str]()
    while waiting:
        path = waiting.pop()
        kind = _KEY.sub("*", path)
        if kind in known or _NO_PAGE.search(path):
            continue
        known.add(kind)
        answer = await client.get(path, follow_redirects=True)
        if answer.headers.get("content-type", "").startswith("text/html"):
            waiting += [each.replace("&amp;", "&") for each in _LINK.findall(answer.text)]
            yield path, seen_in(answer.text)


def not_here(text: str) -> Iterator[str]:
    """Words that this site has not, each with what stands around it."""
    for found in NOT_HERE.finditer(text):
        yield " ".join(text[max(0, found.start() - 40) : found.end() + 40].split())
    yield from {each.lower() for each in site_words(text)} - OWN


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("email", READERS)
async def test_no_page_has_a_word_that_the_site_has_not(app: Litestar, email: str) -> None:
    found = set[str]()
    async for path, text in pages(await reader(app, email)):
        found |= {f"{path}: {words}" for words in not_here(text)}
    assert sorted(found) == []


@pytest.mark.parametrize("template", MAILS)
def test_no_mail_has_a_word_that_the_site_has_not(template: str) -> None:
    texts = [f"{mail.subject} . {mail.waits} . {mail.text}" for mail in drawn(SITE, template, None)]
    assert [words for text in texts for words in not_here(without_values(seen_in(text)))] == []

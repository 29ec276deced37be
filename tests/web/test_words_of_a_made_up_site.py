"""Every page and mail takes the words that a site may choose from its profile; none is written by hand."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from core.site import SiteProfile, load_site
from tests.core.mail.every_mail import VALUES, drawn, templates
from tests.made_up_site import by_hand, make_up, seen_in
from tests.practices import portals
from tests.web.access_matrix import Gets, Row
from tests.web.every_row import ROWS
from tests.web.people import NOT_SAID, running, settings_for
from tests.web.visitors import Visitors, everybody, path_of, send
from web.app import create_app

# The privacy officer reads events as they were written.
PAGES = [row for row in ROWS if row.method == "GET" and row.route != "/support/trail"]
MAILS = dict(templates())
# At this site it is "Nov 26, 2026, 8:57 p.m. PST"; a hint alone says how a day is typed.
_OTHER_FORM = re.compile(
    r"(?<!such as )\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b"
    r"|\b\d{1,2}:\d{2}(?::\d{2})?\b(?!:\d| [ap]\.m\.)|\b(?:AM|PM|MST)\b"
)


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_up(tmp_path_factory.mktemp("made-up"))


@pytest.fixture(scope="module")
def site(made_up: Path) -> SiteProfile:
    return load_site(made_up)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visitors(
    made_up: Path, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Visitors]:
    """Everybody, at the made-up site; what they do there is done by its rules too."""
    path = shutil.copy(sqlite_template, tmp_path_factory.mktemp("made-up-data") / "portal.sqlite")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portals, "find_site", lambda _: made_up)
        settings = settings_for(f"sqlite:///{path}", site=str(made_up))
        async with running(create_app(settings)) as started:
            started.state.live.lifetime = 0.01
            yield await everybody(started)


def _readers(row: Row) -> list[str]:
    """Who is shown the page: one of each side."""
    staff = next(iter(sorted(row.roles)), "analyst")
    sides = ("stranger", "owner", staff)
    return [each for each in sides if row.expected(each) is Gets.OPEN]


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.route)
async def test_no_page_writes_a_word_a_day_or_a_time_of_a_site_by_hand(row: Row, visitors: Visitors) -> None:
    path, found = await path_of(row, visitors["owner"]), set[str]()
    for reader in _readers(row):
        answer = await send(visitors[reader], row, path, htmx=False)
        if answer.headers.get("content-type", "").startswith("text/html"):
            seen = seen_in(answer.text)
            found |= {f"{reader}: {words}" for words in by_hand(seen)}
            found |= {f"{reader}: {each[0]} is no form of this site" for each in _OTHER_FORM.finditer(seen)}
    assert sorted(found) == []


@pytest.mark.asyncio(loop_scope="module")
async def test_the_words_and_the_form_of_this_site_stand_there(visitors: Visitors) -> None:
    row = next(each for each in PAGES if each.route == "/support/requests/{number:str}")
    path = await path_of(row, visitors["owner"])
    seen = seen_in((await send(visitors["analyst"], row, path, htmx=False)).text)
    assert {"zzplace", "zzdeed", "zznumber"} <= set(re.findall(r"zz\w+", seen.lower()))
    assert re.search(r"\d{1,2}:\d{2} [ap]\.m\. P[SD]T", seen)


@pytest.mark.parametrize("template", MAILS)
def test_no_mail_writes_a_word_of_a_site_by_hand(template: str, site: SiteProfile) -> None:
    texts = [
        f"{mail.subject} . {mail.waits} . {mail.text}" for mail in drawn(site, template, MAILS[template])
    ]
    assert [words for text in texts for words in by_hand(without_values(seen_in(text)))] == []


@pytest.mark.parametrize(
    "planted", ["2026-11-26", "at 20:57", "at 20:57:01", "8:57 PM", "11/26/2026", "Nov 26, 2026 MST"]
)
def test_a_planted_day_or_time_is_found(planted: str) -> None:
    assert _OTHER_FORM.search(planted)
    assert not _OTHER_FORM.search(
        "Nov 26, 2026, 8:57 p.m. PST, 8:57:01 p.m.; year-month-day, such as 2026-11-26"
    )


def test_a_name_of_a_word_that_nothing_filled_is_found_in_any_test_of_a_page() -> None:
    assert NOT_SAID.search("<p>{Agreement.short.plural}</p>") and NOT_SAID.search("Your {practice}")
    assert not NOT_SAID.search('{name} "{practice.strip}" { practice }')


def _values(given: object) -> Iterator[str]:
    """Every text among them, however deep it lies."""
    if isinstance(given, str):
        yield given
    elif isinstance(given, (dict, list)):
        for each in given.values() if isinstance(given, dict) else given:
            yield from _values(each)


def without_values(text: str) -> str:
    """A mail without what this one tells: names and reasons, as somebody typed them."""
    for value in sorted(_values(VALUES), key=len, reverse=True):
        text = text.replace(value, " ")
    return text


@pytest.mark.parametrize(
    "planted",
    [
        "<h1>Your practice</h1>",
        '<input aria-label="ZIP code">',
        "<p>Tell your group administrator, or the {practice}.</p>",
        "<td>Agreement</td>",
        "<p>Enter the NPI</p>",
    ],
)
def test_a_planted_word_is_found(planted: str) -> None:
    assert by_hand(seen_in(planted))
    assert not by_hand(
        seen_in("<p class='practice'>Write to site administrators or ada@practice.example.</p>")
    )

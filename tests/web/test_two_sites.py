"""The same pages serve a very different site, in its own words and without a word of the other."""

import pytest
from litestar.testing import AsyncTestClient

from core.settings import Settings
from tests.house.test_no_site_in_code import site_words
from web.app import create_app

OWN_WORDS = {"careconnect", "british columbia"}
PUBLIC = (
    "/",
    "/applications",
    "/guide",
    "/administrator-guide",
    "/turnaround",
    "/help",
    "/privacy",
    "/terms",
    "/sign-up",
    "/sign-in",
    "/reset",
    "/no-such-page",
)


@pytest.fixture
def other_site(sqlite_url: str) -> AsyncTestClient:
    return AsyncTestClient(create_app(Settings(demo=True, site="careconnect", database_url=sqlite_url)))


@pytest.mark.parametrize("path", PUBLIC)
async def test_a_public_page_speaks_the_words_of_its_site(other_site: AsyncTestClient, path: str) -> None:
    async with other_site as client:
        answer = await client.get(path)
    assert answer.status_code == (404 if path == "/no-such-page" else 200)
    assert "CareConnect" in answer.text
    assert "sponsor" not in answer.text.lower()
    assert {word.lower() for word in site_words(answer.text)} <= OWN_WORDS


async def test_the_guide_names_only_what_the_site_asks(other_site: AsyncTestClient) -> None:
    async with other_site as client:
        guide = (await client.get("/guide")).text.lower()
    assert "name, address, phone." in guide
    assert "primary facility" not in guide

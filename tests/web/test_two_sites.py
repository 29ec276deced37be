"""The same pages serve a very different site, in its own words and without a word of the other."""

import html

import pytest
from litestar.testing import AsyncTestClient

from core.settings import Settings
from core.site import find_site, load_site
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
    "/agreements/privacy-and-security-declaration",
    "/agreements/user-agreement",
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


@pytest.mark.parametrize(
    ("slug", "who"),
    [
        ("privacy-and-security-declaration", "emailed to the individual with signing authority"),
        ("user-agreement", "you get an email with a link to sign your own"),
    ],
)
async def test_what_will_be_signed_can_be_read_beforehand_and_is_marked_as_a_sample(
    other_site: AsyncTestClient, slug: str, who: str
) -> None:
    site = load_site(find_site("careconnect"))
    (agreement,) = [each for each in site.agreements if each.slug == slug]
    async with other_site as client:
        page = (await client.get(f"/agreements/{slug}")).text
        linking = [(await client.get(path)).text for path in ("/", "/guide", "/help")]
        assert (await client.get("/agreements/no-such-one")).status_code == 404
    assert "This is a sample." in page and who in page and "data-print" in page
    assert f'<h1 class="govuk-heading-l">{html.escape(agreement.text.title)}</h1>' in page
    assert "Your worksite" in page and "Signing electronically" in page
    assert all(f'href="/agreements/{slug}"' in each for each in linking)
    assert 'href="mailto:registration@careconnect.example"' in linking[2].partition('id="feedback"')[2]

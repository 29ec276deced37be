"""The proof of work runs in a browser under the strict policy, and the server's library accepts it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import parse_qs

import altcha
import pytest
from playwright.sync_api import Page, Route, expect

from core.site import find_site, load_site
from tests.browser.conftest import Portal, Watch
from tests.browser.test_patterns import Asked
from web.assets import load_assets
from web.contexts import Frame, PageContext
from web.rendering import Pages
from web.security.headers import CONTENT_SECURITY_POLICY

pytestmark = pytest.mark.browser
SECRET = "made up for this test"
DERIVE = {"PBKDF2/SHA-256": altcha.derive_key_pbkdf2, "SHA-256": altcha.derive_key_sha}


@dataclass(frozen=True, slots=True)
class ProofPage(PageContext):
    template: ClassVar[str] = "proof.html"


@pytest.fixture(scope="module")
def page_html() -> str:
    site = load_site(find_site("banner"))
    pages = Pages(site, load_assets(site.folder), Path(__file__).parent / "templates")
    return pages.draw(ProofPage(), Frame(request=Asked(), who=None, unmatched=False, wrong=False))


@pytest.fixture
def sent(page_html: str, portal: Portal) -> Callable[..., list[str]]:
    """Opens the form with a puzzle of this kind; what the form sends arrives in the list."""

    def open_form(page: Page, algorithm: str, *, broken: bool = False) -> list[str]:
        arrived: list[str] = []
        puzzle = altcha.create_challenge(
            algorithm=algorithm, cost=5, hmac_secret=SECRET, derive_key=DERIVE[algorithm]
        )

        def answer(route: Route) -> None:
            path = route.request.url.removeprefix(portal.address)
            if path == "/drawn/puzzle":
                body = json.dumps(puzzle.to_dict())
                route.fulfill(status=503 if broken else 200, body=body, content_type="application/json")
                return
            if path == "/drawn/sent":
                arrived.extend(parse_qs(route.request.post_data or "", keep_blank_values=True)["altcha"])
            headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            route.fulfill(body=page_html, content_type="text/html; charset=utf-8", headers=headers)

        page.route("**/drawn**", answer)
        page.goto(f"{portal.address}/drawn")
        return arrived

    return open_form


@pytest.mark.parametrize("algorithm", DERIVE)
def test_the_browser_solves_the_puzzle(page: Page, sent: Callable[..., list[str]], algorithm: str) -> None:
    arrived = sent(page, algorithm)
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/drawn/sent")
    payload = altcha.Payload.from_base64(arrived[0])
    assert altcha.verify_solution(payload, hmac_secret=SECRET, derive_key=DERIVE[algorithm]).verified


def test_a_form_sent_too_early_waits_and_is_sent_once(page: Page, sent: Callable[..., list[str]]) -> None:
    arrived = sent(page, "PBKDF2/SHA-256")
    page.evaluate("document.querySelector('form button').click()")
    page.wait_for_url("**/drawn/sent")
    assert len(arrived) == 1
    assert arrived[0]


def test_when_no_puzzle_comes_the_form_can_still_be_sent(
    page: Page, watch: Watch, sent: Callable[..., list[str]]
) -> None:
    watch.expected.add(503)
    arrived = sent(page, "SHA-256", broken=True)
    expect(page.get_by_text("Send the form anyway")).to_be_visible()
    page.get_by_role("button", name="Register").click()
    page.wait_for_url("**/drawn/sent")
    assert arrived == [""]

"""Pages for everybody, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Portal, Watch, picture

pytestmark = pytest.mark.browser

PATHS = ("/", "/applications", "/help", "/guide", "/privacy", "/terms", "/sign-up", "/sign-in", "/demo/mail")
OF_THE_SECOND_SITE = ("/", "/guide", "/quick-start/on-behalf-of", "/agreements/user-agreement", "/sign-up")


@pytest.mark.parametrize("path", PATHS)
def test_public_pages_have_no_accessibility_fault(path: str, page: Page, axe: Callable[[Page], None]) -> None:
    page.goto(path)
    axe(page)
    picture(page, f"public{path.replace('/', '-')}-page")


@pytest.mark.parametrize("path", PATHS)
def test_public_pages_fit_a_phone(path: str, phone: Page, axe: Callable[[Page], None]) -> None:
    phone.goto(path)
    axe(phone)
    picture(phone, f"public{path.replace('/', '-')}-phone")


def test_the_second_site_has_no_accessibility_fault_in_its_brand_wide_or_on_a_phone(
    portal_factory: Callable[..., Portal],
    new_context: Callable[..., BrowserContext],
    axe: Callable[[Page], None],
) -> None:
    address = portal_factory(site="careconnect").address
    for width in (1280, 390):
        size = {"width": width, "height": 900}
        page = new_context(base_url=address, viewport=size).new_page()
        for path in OF_THE_SECOND_SITE:
            page.goto(path)
            axe(page)
            picture(page, f"second-site{path.replace('/', '-')}-{width}")


def test_an_unknown_address_is_a_page_too(page: Page, watch: Watch, axe: Callable[[Page], None]) -> None:
    watch.expected.add(404)
    page.goto("/nowhere")
    expect(page.get_by_role("heading", name="Page not found")).to_be_focused()
    axe(page)


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Start now")).to_be_focused()

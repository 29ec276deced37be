"""Staff go through lists and finish what is in them by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal, picture

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
SEVERAL = 30


@pytest.fixture(scope="module")
def made(portal: Portal) -> dict[str, str]:
    """Requests that are checked and ready, the `number` of one that is not, and the session of an analyst."""
    return dict(behind(portal.database_url, "ready", str(SEVERAL)))


@pytest.fixture
def token(made: dict[str, str]) -> str:
    """The session of the analyst."""
    return made["token"]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def listening(page: Page, *, to: str) -> None:
    """The page shows this heading, or this button, and its keys act."""
    page.get_by_text(to).first.wait_for()
    page.locator("[data-keys-hint]").wait_for()


def test_the_keys_of_a_page_are_listed_in_its_own_words(
    portal: Portal, token: str, page: Page, axe: Check
) -> None:
    sign_in(page.context, portal.address, token)
    page.goto("/support/work?holder=nobody")
    press(page, "j", "j", "k", "o")
    expect(page.get_by_text("Item 1 of 3")).to_be_visible()
    picture(page, "work-item-1280")
    axe(page)
    press(page, "?")
    sheet = page.get_by_role("dialog")
    for words in ("Complete this work", "Assign to me", "Next: ", "Refuse this work"):
        expect(sheet.get_by_text(words)).to_be_visible()
    axe(page)
    picture(page, "keys-1280")
    press(page, "Escape")
    expect(sheet).to_have_count(0)
    press(page, "n")
    expect(page.get_by_text("Item 2 of 3")).to_be_visible()


def test_what_is_typed_or_pressed_with_another_key_is_no_command(
    portal: Portal, token: str, page: Page
) -> None:
    sign_in(page.context, portal.address, token)
    page.goto("/support/work")
    press(page, "j", "Enter")
    expect(page.get_by_text("Item 1 of 3")).to_be_visible()
    evidence = page.get_by_label("What shows that this is done?")
    evidence.focus()
    page.keyboard.type("nmd?")
    expect(evidence).to_have_value("nmd?")
    page.locator("h1").click()
    press(page, "Alt+n", "Control+d")
    expect(page.get_by_text("Item 1 of 3")).to_be_visible()


def test_thirty_ready_requests_are_cleared_with_three_keys_each(
    portal: Portal, token: str, page: Page, axe: Check
) -> None:
    sign_in(page.context, portal.address, token)
    page.goto("/support/queues/credentials")
    press(page, "j", "Enter")
    for number in range(1, SEVERAL + 1):
        listening(page, to="Activate the office group")
        press(page, "a")
        listening(page, to="Activate 1 office group?")
        press(page, "y")
        listening(page, to="1 request was activated")
        assert "sent=yes" in page.url
        if number == 1:
            axe(page)
            picture(page, "activated-1280")
        if number < SEVERAL:
            press(page, "n")
    press(page, "b")
    expect(page.get_by_role("heading", name="Credentials", level=1)).to_be_visible()


def test_keys_that_are_turned_off_do_nothing(portal: Portal, token: str, page: Page) -> None:
    sign_in(page.context, portal.address, token)
    page.goto("/account")
    page.get_by_role("button", name="Turn single keys off").click()
    page.goto("/support/work")
    press(page, "j", "/", "?")
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.get_by_text("shows the keys")).to_have_count(0)
    page.goto("/account")
    page.get_by_role("button", name="Turn single keys on").click()
    page.goto("/support/work")
    press(page, "j")
    assert page.evaluate("document.activeElement.tagName") == "A"


def test_the_credentials_of_a_practice_of_twelve_are_one_short_page(
    portal: Portal, made: dict[str, str], page: Page, axe: Check
) -> None:
    sign_in(page.context, portal.address, made["token"])
    page.goto(f"/support/requests/{made['number']}")
    assert page.get_by_role("button", name="Mark valid for", exact=False).count() >= 5
    axe(page)
    first, *_ = page.locator("[data-key=v]").evaluate_all("all => all.map(each => each.textContent)")
    unproved = page.locator(".app-check", has_text="Not proved yet").locator("h3").inner_text()
    assert unproved.split(" ")[0] not in first, "the key goes on to the next"
    picture(page, "case-undecided-1280")
    assert page.evaluate("document.documentElement.scrollHeight") <= 1600
    link = page.get_by_role("link", name="NPPES about").first
    assert str(link.get_attribute("href")).startswith("https://npiregistry.cms.hhs.gov/provider-view/1")
    assert "noreferrer" in str(link.get_attribute("rel"))

    page.get_by_role("button", name="Mark not valid for").first.click()
    reason = page.get_by_label("Reason, needed if they aren’t valid")
    expect(reason.locator("visible=true")).to_have_count(1)


def test_from_the_top_of_a_case_giving_back_is_eight_tabs_away(
    portal: Portal, made: dict[str, str], page: Page
) -> None:
    sign_in(page.context, portal.address, made["token"])
    page.goto(f"/support/requests/{made['number']}")
    page.locator("body").focus()
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("Give the request back"):
            return
        if page.evaluate("document.activeElement.textContent").startswith("Skip to"):
            page.keyboard.press("Enter")
    raise AssertionError(page.evaluate("document.activeElement.outerHTML"))


def test_on_paper_a_case_has_no_forms_and_no_addresses(
    portal: Portal, made: dict[str, str], page: Page
) -> None:
    sign_in(page.context, portal.address, made["token"])
    page.goto(f"/support/requests/{made['number']}")
    page.emulate_media(media="print")
    shown = "all => all.filter(each => each.getClientRects().length).length"
    assert page.locator("form, textarea, select, input, button").evaluate_all(shown) == 0
    after = (
        "all => all.map(each => getComputedStyle(each, '::after').content).filter(each => each.includes('/'))"
    )
    assert page.locator("main a").evaluate_all(after) == []
    picture(page, "case-print-1280")

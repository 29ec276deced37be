"""A request is followed in a browser: what changes shows by itself, and both sides write."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal, picture

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def opened(portal: Portal, page: Page) -> str:
    """The page of a request that was just sent; the answer is its number."""
    begun = behind(portal.database_url, "begin")
    sign_in(page.context, portal.address, begun["token"])
    page.goto(f"/requests/{begun['number']}")
    return str(begun["number"])


def test_an_answer_appears_by_itself_while_somebody_is_writing(
    portal: Portal, page: Page, axe: Check
) -> None:
    number = opened(portal, page)
    axe(page)
    page.get_by_label("Your message").fill("When does the coder")
    page.wait_for_timeout(1500)
    behind(portal.database_url, "answer", number, "We have begun to look at it.")

    expect(page.get_by_text("We have begun to look at it.")).to_be_visible()
    expect(page.get_by_text("New", exact=True)).to_be_visible()
    expect(page.get_by_label("Your message")).to_have_value("When does the coder")
    axe(page)
    picture(page, "request-messages-1280")
    page.set_viewport_size(PHONE)
    axe(page)
    picture(page, "request-messages-390")
    page.goto("/requests")
    axe(page)
    expect(page.get_by_text("New message")).to_be_visible()
    page.goto(f"/requests/{number}")
    page.get_by_role("button", name="Mark as read").click()
    expect(page.get_by_text("New", exact=True)).to_have_count(0)


def test_a_message_is_written_without_scripts(portal: Portal, plain: Page) -> None:
    number = opened(portal, plain)
    plain.get_by_role("button", name="Send the message").click()
    expect(plain.locator(".govuk-error-summary").get_by_text("Write your message")).to_be_visible()
    plain.get_by_label("Your message").fill("The coder starts on Monday.\n<b>Thank you</b>")
    plain.get_by_role("button", name="Send the message").click()
    expect(plain.get_by_text("<b>Thank you</b>")).to_be_visible()
    behind(portal.database_url, "answer", number, "Good to know.")
    plain.get_by_role("link", name="Refresh").click()
    expect(plain.get_by_text("Good to know.")).to_be_visible()


def test_a_server_stops_at_once_while_pages_are_watching(
    portal_factory: Callable[..., Portal], new_context: Callable[..., BrowserContext]
) -> None:
    portal = portal_factory()
    page = new_context(base_url=portal.address).new_page()
    with page.expect_request("**/live/**", timeout=60_000):
        opened(portal, page)
    page.wait_for_timeout(500)
    begun = time.monotonic()
    portal.stop()
    assert time.monotonic() - begun < 8
    page.close()

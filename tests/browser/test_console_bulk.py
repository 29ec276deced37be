"""Several pieces of work are decided in a browser: by keyboard, on a phone, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal, picture

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
ALL = "All on this page"


@pytest.fixture(scope="module")
def token(portal: Portal) -> str:
    """The session of an analyst; three things wait to be done."""
    return str(behind(portal.database_url, "work")["token"])


def test_work_is_chosen_looked_at_and_given_by_keyboard_alone(
    portal: Portal, token: str, page: Page, axe: Check
) -> None:
    sign_in(page.context, portal.address, token)
    page.goto("/support/work")
    rows = page.locator("tbody").get_by_role("checkbox")
    expect(rows).to_have_count(3)
    page.get_by_label(ALL).focus()
    page.keyboard.press("Space")
    assert all(box.is_checked() for box in rows.all())
    # Between the box of the head and those below it stand the links that put the list in another order.
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
    page.keyboard.press("Space")
    assert page.get_by_label(ALL).evaluate("box => box.indeterminate && !box.checked")
    axe(page)
    picture(page, "bulk-work-1280")
    page.get_by_role("button", name="Assign to me").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Assign 2 pieces of work to you?")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Assign to me").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 pieces of work were assigned to you")).to_be_visible()
    # What was done is where the focus is, and so what is read out.
    expect(page.locator(".govuk-notification-banner")).to_be_focused()
    axe(page)
    page.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_role("cell", name="Kim Alvarez")).to_have_count(2)


def test_on_a_phone_rows_are_cards_that_are_chosen_too(
    portal: Portal, token: str, phone: Page, axe: Check
) -> None:
    sign_in(phone.context, portal.address, token)
    for path in ("/support", "/support/queues/everything", "/support/messages", "/support/work"):
        phone.goto(path)
        axe(phone)
    picture(phone, "bulk-work-390")
    phone.get_by_label(ALL).check()
    phone.get_by_role("button", name="Refuse").click()
    expect(phone.get_by_role("heading", name="Refuse 3 pieces of work?")).to_be_visible()
    axe(phone)
    phone.get_by_role("button", name="Refuse the work").click()
    expect(phone.locator(".govuk-error-summary")).to_be_focused()
    axe(phone)


def test_without_scripts_the_box_at_the_head_chooses_the_page(
    portal: Portal, token: str, plain: Page
) -> None:
    sign_in(plain.context, portal.address, token)
    plain.goto("/support/work")
    plain.get_by_label(ALL).check()
    plain.get_by_role("button", name="Try again").click()

    expect(plain.get_by_role("heading", name="Nothing can be done")).to_be_visible()
    expect(plain.get_by_text("This was neither given up nor refused.")).to_have_count(3)

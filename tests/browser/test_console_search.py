"""Somebody is found by keyboard alone, and keys are copied from their page; without scripts it is a form."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal, picture
from tests.practices.typed import SPONSOR

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]


@pytest.fixture(scope="module")
def token(portal: Portal) -> str:
    """The session of an analyst; a practice is active, and work waits."""
    return str(behind(portal.database_url, "work")["token"])


def test_somebody_is_found_by_keyboard_from_any_page_of_the_console(
    portal: Portal, token: str, page: Page, axe: Check
) -> None:
    sign_in(page.context, portal.address, token)
    page.goto("/support/work")
    page.keyboard.press("/")
    expect(page.get_by_label("Find a person, practice or request")).to_be_focused()
    page.keyboard.type("amara")
    page.keyboard.press("Enter")

    people = page.get_by_role("region", name="People", exact=True)
    expect(people).to_contain_text("PACS Synapse")
    axe(page)
    picture(page, "search-1280")
    people.get_by_role("link", name="Amara").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amara")
    copy = page.get_by_role("button", name="Copy Portal ID")
    expect(copy).to_be_visible()
    axe(page)
    picture(page, "person-1280")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == copy.get_attribute("data-copy")
    expect(page.get_by_role("status")).to_contain_text(f"{copied} copied")
    page.locator(".app-eyebrow").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="People and applications")).to_be_visible()
    axe(page)
    picture(page, "practice-1280")


def test_a_person_is_found_by_each_of_ten_kinds_of_key(portal: Portal, token: str, page: Page) -> None:
    sign_in(page.context, portal.address, token)
    page.goto("/support/search?q=amara")
    people = page.get_by_role("region", name="People", exact=True)
    people.get_by_role("link", name="Amara").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amara")
    here = page.url
    portal_id = page.get_by_role("button", name="Copy Portal ID").get_attribute("data-copy") or ""
    upn = page.get_by_text(f"{portal_id}@", exact=False).first.inner_text()
    keys = ["okafor amara", "oka", "amara@", "amara@peaks.example", "(602) 555-0100", "555-0100"]
    keys += [SPONSOR["npi"], SPONSOR["license_number"], portal_id, upn, "amara peaks"]
    for typed in keys:
        page.goto("/support/work")
        page.get_by_label("Find a person, practice or request").fill(typed)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        if page.url != here:
            people.get_by_role("link", name="Amara").first.click()
        expect(page).to_have_url(here)


def test_a_slash_that_is_typed_is_a_slash(portal: Portal, token: str, page: Page) -> None:
    sign_in(page.context, portal.address, token)
    page.goto("/support/work")
    field = page.locator("#q")
    field.focus()
    page.keyboard.type("a/b")
    expect(field).to_have_value("a/b")


def test_without_scripts_the_search_is_a_form_and_nothing_offers_to_copy(
    portal: Portal, token: str, plain: Page
) -> None:
    sign_in(plain.context, portal.address, token)
    plain.goto("/support")
    plain.get_by_label("Find a person, practice or request").fill("amara")
    plain.get_by_role("button", name="Find").click()
    plain.get_by_role("region", name="People", exact=True).get_by_role("link", name="Amara").first.click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Amara")
    expect(plain.get_by_role("button", name="Copy")).to_have_count(0)


def test_the_pages_of_a_person_and_a_practice_fit_a_phone(
    portal: Portal, token: str, phone: Page, axe: Check
) -> None:
    sign_in(phone.context, portal.address, token)
    phone.goto("/support/search?q=amara")
    axe(phone)
    phone.get_by_role("region", name="People", exact=True).get_by_role("link", name="Amara").first.click()
    axe(phone)
    picture(phone, "person-390")
    phone.locator(".app-eyebrow").get_by_role("link").first.click()
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")

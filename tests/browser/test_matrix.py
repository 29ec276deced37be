"""Twelve people and every application, as a browser shows them: dense, live, and at home on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal, picture

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
HIGHEST = 1600
PHONE = {"width": 390, "height": 844}
PAPER = {"width": 720, "height": 1000}
WIDE = {"width": 1280, "height": 900}
# The spacing that a reader may set for themselves, as WCAG 1.4.12 has it.
SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important; } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [sheet];
}"""


@pytest.fixture(scope="module")
def made(portal: Portal) -> Any:
    return behind(portal.database_url, "twelve")


def opened(portal: Portal, page: Page, made: Any, which: str) -> None:
    token, path = {
        "request": (made["practice"], f"/requests/{made['number']}"),
        "case": (made["token"], f"/support/requests/{made['number']}"),
        "check": (made["checks"], made["check"]),
    }[which]
    sign_in(page.context, portal.address, token)
    page.goto(path)


@pytest.mark.parametrize("which", ["request", "case", "check"])
def test_twelve_people_and_six_applications_fit(
    which: str, portal: Portal, page: Page, made: Any, axe: Check
) -> None:
    opened(portal, page, made, which)
    expect(page.locator("#matrix .app-matrix__opener")).to_have_count(12)
    expect(page.locator("#matrix thead .app-grid__application")).to_have_count(6)
    picture(page, f"matrix-{which}-1280")
    assert page.evaluate("document.documentElement.scrollHeight") <= HIGHEST
    axe(page)
    page.set_viewport_size(PHONE)
    axe(page)
    picture(page, f"matrix-{which}-390")
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") <= PAPER["width"]
    expect(page.get_by_role("navigation")).to_have_count(0)
    page.set_viewport_size(WIDE)
    page.emulate_media(media="screen")
    page.evaluate(SPACED)
    wide = (
        "[...document.querySelectorAll('.app-grid-scroll')].map(each => each.scrollWidth - each.clientWidth)"
    )
    assert page.evaluate(wide) == [0]


@pytest.mark.parametrize("width", [700, 860, 1100, 1280])
def test_head_and_names_stay_in_sight_above_a_phones_width(
    width: int, portal: Portal, page: Page, made: Any
) -> None:
    opened(portal, page, made, "request")
    page.set_viewport_size({"width": width, "height": 600})
    box = page.locator(".app-grid-scroll")
    box.evaluate("box => box.scrollIntoView()")
    if width < 1240:
        box.evaluate("box => box.scrollTo(500, 400)")
    else:
        page.mouse.wheel(0, 300)
    expect(page.get_by_role("columnheader", name="iECG")).to_be_in_viewport(ratio=0.9)
    row = page.locator("#matrix .app-grid__who").nth(10)
    row.scroll_into_view_if_needed()
    expect(row).to_be_in_viewport(ratio=0.9)
    expect(page.locator("#matrix thead th").first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_name_opens_its_row_without_scripts(portal: Portal, plain: Page, made: Any) -> None:
    opened(portal, plain, made, "request")
    more = plain.locator(".app-matrix__opened").nth(1)
    expect(more).to_be_hidden()
    plain.locator(".app-matrix__opener summary").nth(1).click()
    expect(more).to_be_visible()
    expect(more.get_by_role("link", name="See why it isn’t working yet").first).to_be_visible()
    plain.get_by_role("link", name="Active 1", exact=True).click()
    expect(plain.locator("#matrix .app-matrix__opener")).to_have_count(1)


def test_what_changes_shows_by_itself_in_the_filter_and_the_row_that_were_open(
    portal: Portal, new_context: Callable[..., BrowserContext], made: Any
) -> None:
    page = new_context(base_url=portal.address).new_page()
    opened(portal, page, made, "request")
    page.get_by_role("link", name="In progress").click()
    expect(page.get_by_role("link", name="In progress")).to_have_attribute("aria-current", "true")
    assert "show=in-progress" in page.url
    page.locator(".app-matrix__opener summary").nth(1).click()
    summary = page.locator(".app-matrix__summary")
    expect(summary).to_contain_text("2 active")
    page.wait_for_timeout(1500)
    behind(portal.database_url, "activate", made["number"])
    expect(summary).to_contain_text("3 active")
    expect(page.get_by_role("link", name="In progress")).to_have_attribute("aria-current", "true")
    expect(page.locator(".app-matrix__opened").nth(1)).to_be_visible()


def test_a_case_shows_by_itself_what_changed_in_the_row_that_was_open(
    portal: Portal, page: Page, made: Any
) -> None:
    opened(portal, page, made, "case")
    before = int(page.locator(".app-matrix__summary").inner_text().split("; ")[1].split()[0])
    page.locator(".app-matrix__opener summary").nth(1).click()
    page.wait_for_timeout(1500)
    behind(portal.database_url, "activate", made["number"])
    expect(page.locator(".app-matrix__summary")).to_contain_text(f"{before + 1} active")
    expect(page.locator(".app-matrix__opened").nth(1)).to_be_visible()


def test_the_dialog_answers_first_and_closes_without_a_word_on_saving(
    portal: Portal, page: Page, made: Any, axe: Check
) -> None:
    opened(portal, page, made, "request")
    page.locator(".app-matrix__opener summary").nth(3).click()
    page.get_by_role("link", name="See why it isn’t working yet").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("strong").first).to_contain_text("You don’t need to do anything.")
    expect(dialog.get_by_role("link", name="Close", exact=True)).to_be_visible()
    axe(page)
    picture(page, "matrix-why")
    direct = page.locator('a[href*="/why/"][href$="/dsm"]').first.get_attribute("href")
    page.goto(str(direct))
    expect(page.get_by_role("heading", name="What was requested")).to_be_visible()
    axe(page)

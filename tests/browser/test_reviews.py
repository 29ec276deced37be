"""Ten people are looked at again, honestly, in at most forty acts: with scripts, and on a phone without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.behind import EIGHT, behind, sign_in
from tests.browser.conftest import Portal, picture

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
PHONE, MOST = {"width": 390, "height": 844}, 40
# Fay has left; the list is the practice's own, in another order.
STAYING = [f"{each.last}, {each.first}" for each in reversed(EIGHT) if each.first != "Fay"]


@pytest.fixture(scope="module")
def made(portal: Portal) -> Any:
    return behind(portal.database_url, "review", "2")


class Acts:
    """Counts what somebody does."""

    def __init__(self) -> None:
        self.number = 0

    def press(self, what: Locator) -> None:
        self.number += 1
        what.click()

    def fill(self, what: Locator, text: str) -> None:
        self.number += 1
        what.fill(text)


def review_ten(page: Page, path: str, look: Callable[[str], None]) -> int:
    """An honest review of ten people; returns how many acts it took."""
    acts = Acts()
    page.goto(path)
    assert page.get_by_role("checkbox", checked=True).count() == 0
    look("review-who")
    acts.fill(page.get_by_label("Paste your list"), "\n".join(["Rosa Alvarez", *STAYING]))
    acts.press(page.get_by_role("button", name="Show who is missing"))
    expect(page.get_by_text("All access of Fay Whitehorse ends now.")).to_be_visible()
    look("review-missing")
    acts.press(page.get_by_role("button", name="End all access of Fay Whitehorse"))
    expect(page.get_by_role("heading", name="What changed")).to_be_visible()
    expect(page.get_by_text("not used for 64 days")).to_have_count(2)
    look("review-lines")
    acts.press(page.get_by_role("button", name="Remove PACS Synapse of Iris Whitehorse"))
    acts.press(page.get_by_role("button", name="Not sure PACS Synapse of Jon Whitehorse"))
    expect(page.locator(".app-answer[aria-pressed=true]")).to_have_count(2)
    undecided = page.locator(".app-undecided").get_by_role("button", name="Keep")
    for left in range(undecided.count(), 0, -1):
        acts.press(undecided.first)
        expect(undecided).to_have_count(left - 1)
    look("review-answered")
    acts.press(page.get_by_role("button", name="Finish the review"))
    expect(page.get_by_role("heading", name="Others have to answer")).to_be_visible()
    look("review-waits")
    return acts.number


def test_ten_people_are_reviewed_in_forty_acts(portal: Portal, page: Page, made: Any, axe: Check) -> None:
    def look(name: str) -> None:
        axe(page)
        picture(page, f"{name}-1280")

    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page.context, portal.address, made["token0"])
    assert review_ten(page, made["review0"], look) <= MOST


def test_ten_people_are_reviewed_on_a_phone_without_scripts(portal: Portal, plain: Page, made: Any) -> None:
    def look(name: str) -> None:
        picture(plain, f"{name}-390")
        assert plain.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    plain.set_viewport_size(PHONE)
    sign_in(plain.context, portal.address, made["token1"])
    assert review_ten(plain, made["review1"], look) <= MOST

"""The staff list of this month is held against a practice of 40: one yes ends, adds and changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal, picture

pytestmark = pytest.mark.browser
HEAD = "Staff type,Suffix,First name,Last name,Email address,Phone number"
NEW = [f"Staff,Other,New{letter},Quill,new{letter}@peaks.example,602-555-0133" for letter in "abc"]
PHONE = {"width": 390, "height": 844}


def today(people: list[list[str]]) -> str:
    """Four are gone, two have another number, three are new."""
    rows = [["", "", *each, ""] for each in people[:-4]]
    for row in rows[-2:]:
        row[-1] = "602-555-0199"
    return "\n".join([HEAD, *(",".join(row) for row in rows), *NEW])


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain at 390 px"])
def test_a_roster_of_40_is_settled_with_one_yes(
    portal: Portal, page: Page, plain: Page, axe: Callable[[Page], None], scripts: bool
) -> None:
    made: Any = behind(portal.database_url, "forty")
    shown = page if scripts else plain
    if not scripts:
        shown.set_viewport_size(PHONE)
    sign_in(shown.context, portal.address, made["token"])
    shown.goto(f"/office/{made['group']}")
    shown.get_by_role("link", name="Check your staff list").click()
    shown.get_by_label("Or paste the rows here").fill(today(made["people"]))
    shown.get_by_role("button", name="Read the list").click()
    for words in ("Not in your list: 4", "Different in your list: 2", "New in your list: 3"):
        expect(shown.get_by_text(words, exact=True)).to_be_visible()
    if scripts:
        axe(page)
    picture(shown, f"roster-{scripts}")
    assert shown.evaluate("document.documentElement.scrollWidth") <= shown.viewport_size["width"]
    expect(shown.locator("input[name=gone]:checked")).to_have_count(4)
    shown.get_by_role("button", name="Confirm this list").click()
    for name in ("Newa Quill", "Newb Quill", "Newc Quill"):
        expect(shown.get_by_text(name).first).to_be_visible()
    shown.goto(f"/office/{made['group']}")
    expect(shown.get_by_role("link", name="Left 4")).to_be_visible()

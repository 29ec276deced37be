"""The administration of a practice is handed on: chosen, signed, and in the same moment another's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal
from tests.browser.test_leavers import looked_at

pytestmark = pytest.mark.browser


def test_the_administration_passes_with_the_last_signature(
    portal: Portal, page: Page, plain: Page, axe: Callable[[Page], None]
) -> None:
    made: Any = behind(portal.database_url, "office", "1")
    amara = behind(portal.database_url, "picked-up", made["member0"])
    sign_in(page.context, portal.address, made["token0"])
    sign_in(plain.context, portal.address, amara["token"])
    page.goto(f"/office/{made['group0']}")
    page.get_by_role("link", name="Change the group administrator").click()
    expect(page.get_by_text("They haven’t signed in yet")).to_be_visible()
    looked_at(page, axe, "administrator-choose")
    page.get_by_role("link", name="Choose Amara Okafor").click()
    expect(page.get_by_text("asks for 14 days’ notice")).to_be_visible()
    looked_at(page, axe, "administrator-preview")
    page.get_by_role("button", name="Ask for the signatures").click()
    expect(page.get_by_text("Transfer to Amara Okafor is waiting for 2 of 2 signatures")).to_be_visible()
    looked_at(page, axe, "administrator-waiting")
    office = f"{portal.address}/office/{made['group0']}"
    assert plain.request.get(office).status == 404

    behind(portal.database_url, "everyone-signs", made["group0"])
    # The seal is made by a worker of the server.
    for _ in range(60):
        plain.goto("/my-applications")
        if plain.get_by_role("link", name="My practice").count():
            break
        plain.wait_for_timeout(500)
    plain.get_by_role("link", name="My practice").click()
    plain.get_by_role("link", name="Change the group administrator").click()
    expect(plain.get_by_text("Amara Okafor is the group administrator now")).to_be_visible()
    assert page.request.get(office).status == 404

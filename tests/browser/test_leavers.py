"""Somebody leaves: their administrator ends everything in one act and holds the sealed receipt soon after."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal, picture

pytestmark = pytest.mark.browser
Check = Callable[[Page], None]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def made(portal: Portal) -> Any:
    return behind(portal.database_url, "office", "2")


def the_receipt(page: Page, portal: Portal, folder: Path) -> None:
    """It is downloaded, and `portal agreement verify` finds nothing wrong with it."""
    with page.expect_download() as given:
        page.get_by_role("link", name="Download the receipt (PDF)").or_(
            page.get_by_role("button", name="Download the receipt (PDF)")
        ).click()
    file = folder / "receipt.pdf"
    given.value.save_as(file)
    command = [sys.executable, "-m", "web.commands", "agreement", "verify", str(file)]
    done = subprocess.run(command, env=portal.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "in the site's own record since" in done.stdout
    file.write_bytes(file.read_bytes().replace(b"/Author", b"/Auth0r", 1))
    done = subprocess.run(command, env=portal.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1


def looked_at(page: Page, axe: Check, name: str) -> None:
    """At both widths."""
    page.set_viewport_size({"width": 1280, "height": 900})
    axe(page)
    picture(page, f"{name}-1280")
    page.set_viewport_size(PHONE)
    axe(page)
    picture(page, f"{name}-390")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_leaver_is_ended_in_one_act_and_the_receipt_holds(
    portal: Portal, page: Page, made: Any, axe: Check, tmp_path: Path
) -> None:
    sign_in(page.context, portal.address, made["token0"])
    page.goto("/requests")
    page.get_by_role("link", name="My practice").click()
    expect(page.get_by_role("heading", name="People and applications")).to_be_visible()
    looked_at(page, axe, "office")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("summary", has_text="Amara Okafor").click()
    page.get_by_role("link", name="Open the page of Amara Okafor").click()
    looked_at(page, axe, "office-person")
    page.get_by_role("link", name="End all access", exact=True).click()
    page.get_by_label("Now", exact=True).check()
    page.get_by_role("button", name="End all access", exact=True).click()
    expect(page.locator(".govuk-error-summary").get_by_text("Say why it ends")).to_be_visible()
    page.get_by_label("Reason").fill("New position elsewhere")
    looked_at(page, axe, "office-end")
    page.get_by_role("button", name="End all access", exact=True).click()
    page.get_by_role("link", name="See what each application confirmed").click()
    expect(page.get_by_text("Waiting for Cerner Millennium, PACS Synapse")).to_be_visible()
    looked_at(page, axe, "office-leaver")
    behind(portal.database_url, "removed")
    expect(page.get_by_text("The receipt is sealed")).to_be_visible(timeout=60_000)
    looked_at(page, axe, "office-leaver-sealed")
    the_receipt(page, portal, tmp_path)


def test_a_leaver_is_ended_without_scripts_by_date_and_then_at_once(
    portal: Portal, plain: Page, made: Any, tmp_path: Path
) -> None:
    plain.set_viewport_size(PHONE)
    sign_in(plain.context, portal.address, made["token1"])
    person = f"/office/people/{made['member1']}"
    plain.goto(f"{person}/end")
    plain.get_by_label("At the end of their last day").check()
    plain.get_by_label("Last day", exact=True).fill("2020-01-31")
    plain.get_by_label("Reason").fill("New position elsewhere")
    plain.get_by_role("button", name="End all access", exact=True).click()
    expect(plain.locator(".govuk-error-summary").get_by_text("Enter today or a day to come")).to_be_visible()
    plain.get_by_label("Last day", exact=True).fill("2099-01-31")
    plain.get_by_role("button", name="End all access", exact=True).click()
    expect(plain.get_by_text("Last day Jan 31, 2099")).to_be_visible()
    plain.get_by_role("link", name="Cancel the last day").click()
    plain.get_by_role("button", name="Cancel the last day").click()
    expect(plain.get_by_text("Last day Jan 31, 2099")).to_have_count(0)
    plain.goto(f"{person}/end")
    plain.get_by_label("Now", exact=True).check()
    plain.get_by_label("Reason").fill("New position elsewhere")
    plain.get_by_role("button", name="End all access", exact=True).click()
    behind(portal.database_url, "removed")
    plain.get_by_role("link", name="See what each application confirmed").click()
    sealed = plain.get_by_text("The receipt is sealed")
    for _ in range(60):
        if sealed.count():
            break
        plain.wait_for_timeout(1000)
        plain.get_by_role("link", name="Refresh this page").click()
    the_receipt(plain, portal, tmp_path)

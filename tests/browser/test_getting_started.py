"""Somebody new reads their guide, on any screen and without scripts, and keeps it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.behind import behind, sign_in
from tests.browser.conftest import Portal, picture

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def token(portal: Portal) -> str:
    """The session of somebody whose practice is active."""
    return str(behind(portal.database_url, "welcome")["token"])


def test_the_guide_is_found_read_and_kept(
    portal: Portal, page: Page, token: str, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    sign_in(page.context, portal.address, token)
    page.goto("/my-applications")
    axe(page)
    page.get_by_role("link", name="Read how to sign in").click()
    expect(page.get_by_role("heading", name="Getting started with Clinical Connectivity")).to_be_visible()
    axe(page)
    picture(page, "getting-started-1280")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download this guide as a PDF").click()
    download.value.save_as(tmp_path / "guide.pdf")
    assert (tmp_path / "guide.pdf").read_bytes().startswith(b"%PDF")


def test_the_guide_fits_a_phone(portal: Portal, phone: Page, token: str, axe: Callable[[Page], None]) -> None:
    sign_in(phone.context, portal.address, token)
    phone.goto("/getting-started")
    axe(phone)
    picture(phone, "getting-started-390")


def test_the_guide_is_there_without_scripts_and_the_mail_shows_what_came_with_it(
    portal: Portal, plain: Page, token: str
) -> None:
    sign_in(plain.context, portal.address, token)
    plain.goto("/getting-started")
    expect(plain.get_by_role("heading", name="Cerner Millennium")).to_be_visible()
    plain.goto("/demo/mail")
    plain.get_by_role("link", name="Welcome to Clinical Connectivity").first.click()
    expect(plain.get_by_role("link", name="Getting started.pdf")).to_be_visible()

"""The mails of a demo, in a real browser."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Page, expect

from core.actor import SYSTEM
from core.audit import change
from core.database import connect
from core.mail import Mail
from core.site import find_site, load_site
from tests.browser.conftest import Portal, picture
from tests.core.mail.sample import send_confirmation

pytestmark = pytest.mark.browser


async def _send(portal: Portal, number: int) -> None:
    database = await connect(portal.database_url)
    mail = Mail(load_site(find_site("banner")), portal.address, "no-reply@127.0.0.1")
    for each in range(number):
        async with change("account.made", by=SYSTEM):
            await send_confirmation(f"a.rather.long.name.{each}@community-practice.example", mail)
    await database.close()


@pytest.fixture(scope="module", autouse=True)
def mails(portal: Portal) -> None:
    """More mails than fit on one page, written by a thread that may have a loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _send(portal, 30)).result()


def _walk(page: Page, axe: Callable[[Page], None], size: str) -> None:
    page.goto("/demo/mail")
    axe(page)
    picture(page, f"demo-mails-{size}")
    page.get_by_role("link", name="Show older emails").click()
    axe(page)
    page.get_by_role("link", name="Confirm your email address").first.click()
    expect(page.get_by_role("button", name="Confirm my address")).to_be_visible()
    axe(page)
    picture(page, f"demo-mail-{size}")


def test_the_mails_of_a_demo_have_no_accessibility_fault(page: Page, axe: Callable[[Page], None]) -> None:
    _walk(page, axe, "page")


def test_the_mails_of_a_demo_fit_a_phone(phone: Page, axe: Callable[[Page], None]) -> None:
    _walk(phone, axe, "phone")


def test_the_mails_of_a_demo_need_no_javascript(plain: Page) -> None:
    plain.goto("/demo/mail")
    expect(plain.get_by_role("link", name="Confirm your email address")).to_have_count(25)

"""A person registers, proves the address, sets up an authenticator and signs in, in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Page, expect

from core import clock

pytestmark = pytest.mark.browser
PASSWORD = "kettle orchard violin sparrow"
Check = Callable[[Page], None]


def register(page: Page, email: str, axe: Check) -> None:
    """Fill in the form and send it; ends on the page that waits for the mail."""
    page.goto("/sign-up")
    axe(page)
    page.get_by_label("First name").fill("Ada")
    page.get_by_label("Last name", exact=True).fill("Okafor")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Phone number").fill("602.555.0123")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    page.get_by_label("privacy policy").check()
    page.get_by_label("terms and conditions").check()
    page.get_by_role("button", name="Register").click()
    expect(page.get_by_role("heading", name="Check your email")).to_be_visible()
    axe(page)


def open_mail(page: Page, email: str) -> None:
    """The newest mail to an address, on the page of the demo."""
    page.goto("/demo/mail")
    page.get_by_role("listitem").filter(has_text=email).first.get_by_role("link").click()


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """The first step."""
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Continue").click()


def set_up(page: Page, axe: Check) -> pyotp.TOTP:
    """Set up an authenticator with the typed key; ends with the recovery codes."""
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    axe(page)
    page.get_by_text("I can’t scan it").click()
    key = re.sub(r"\s", "", page.locator("details strong").inner_text())
    totp = pyotp.TOTP(key)
    page.get_by_label("Code", exact=True).fill(totp.at(clock.now()))
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Keep your recovery codes")).to_be_visible()
    axe(page)
    return totp


def whole_way(page: Page, email: str, axe: Check) -> pyotp.TOTP:
    """Register by the link of the mail, sign in, set up; ends on the account page."""
    register(page, email, axe)
    open_mail(page, email)
    page.locator("main a", has_text="Confirm my address").click()
    axe(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Yes, this is my address").click()
    expect(page.get_by_text("You confirmed your address")).to_be_visible()
    axe(page)
    sign_in(page, email)
    totp = set_up(page, axe)
    page.goto("/account")
    expect(page.get_by_text("This one")).to_be_visible()
    axe(page)
    return totp


def test_the_whole_way_with_scripts(page: Page, axe: Check) -> None:
    whole_way(page, "ada@practice.example", axe)


def test_the_whole_way_without_scripts(plain: Page) -> None:
    whole_way(plain, "bea@practice.example", lambda _: None)


def test_the_whole_way_on_a_phone(phone: Page, axe: Check) -> None:
    whole_way(phone, "cleo@practice.example", axe)


def test_the_browser_proves_by_itself_that_it_is_no_robot(page: Page) -> None:
    page.goto("/sign-up")

    expect(page.get_by_text("your browser has shown that you aren’t a robot")).to_be_visible(timeout=30_000)
    assert len(page.locator("input[name=altcha]").input_value()) > 100


def test_a_wrong_form_puts_the_focus_on_the_summary(page: Page, axe: Check) -> None:
    page.goto("/sign-up")
    expect(page.get_by_text("your browser has shown")).to_be_visible(timeout=30_000)
    page.get_by_role("button", name="Register").click()

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    axe(page)
    page.get_by_role("link", name="Enter your phone number").click()
    expect(page.get_by_label("Phone number")).to_be_focused()


def test_a_forgotten_password_by_code_and_every_other_page_of_the_account(page: Page, axe: Check) -> None:
    email = "dora@practice.example"
    whole_way(page, email, axe)
    for path in ("password", "authenticator", "recovery-codes"):
        page.goto(f"/account/{path}")
        axe(page)
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="I forgot my password").click()
    axe(page)
    page.get_by_label("Email address").fill(email)
    page.get_by_role("button", name="Send me the email").click()
    axe(page)
    waiting = page.url
    open_mail(page, email)
    code = page.locator("p.app-code").filter(has_text=re.compile(r"^\w{4}-\w{4}$")).inner_text()
    page.goto(waiting)
    page.get_by_label("Code from the email").fill(code)
    page.get_by_role("button", name="Continue").click()
    axe(page)
    page.get_by_label("New password", exact=True).fill("magnet thistle umbrella canoe")
    page.get_by_label("New password again").fill("magnet thistle umbrella canoe")
    page.get_by_role("button", name="Change my password").click()
    sign_in(page, email, "magnet thistle umbrella canoe")
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="use a recovery code").click()
    axe(page)
    open_mail(page, email)
    page.locator("main a", has_text="This wasn’t me").click()
    axe(page)
    page.get_by_role("button", name="This wasn’t me").click()
    expect(page.get_by_role("heading", name="The account is locked")).to_be_visible()
    axe(page)

"""A practice registers, from the public page to a request with a number: four ways of going."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Portal, check_accessible
from tests.browser.hands import Hands, Keyboard, Pointer
from tests.browser.journey import Journey
from tests.browser.looking import in_mirror, pictured
from tests.mail_server import PostOffice, post_office

pytestmark = pytest.mark.browser
NUMBER = re.compile(r"^CS\d{7}$")


@pytest.fixture(scope="module")
def mail() -> Iterator[PostOffice]:
    """The mail server that the portal of this file uses."""
    with post_office() as office:
        yield office


@pytest.fixture(scope="module")
def portal(portal_factory: Callable[..., Portal], mail: PostOffice) -> Portal:
    """A portal that hands its mails to a real mail server."""
    return portal_factory(SMTP_HOST="127.0.0.1", SMTP_PORT=str(mail.port), SMTP_STARTTLS="off")


@pytest.fixture
def go(mail: PostOffice, tmp_path: Path) -> Callable[..., None]:
    """Goes the whole way and finds the number again in the mail about it."""

    def go(hands: Hands, email: str, look: Callable[[Page], None] = check_accessible) -> None:
        number = Journey(hands, pictured(look, _way(email)), mail, email).whole(tmp_path)

        assert NUMBER.match(number)
        # Who registers signs too, and gets one mail about both.
        assert number in mail.wait_for(email, "Sign the").text
        assert mail.wait_for(f"sponsor.{email}").link

    return go


def test_with_scripts(page: Page, go: Callable[..., None]) -> None:
    go(Pointer(page), "luis@scripts.example")


def test_without_scripts(plain: Page, page: Page, go: Callable[..., None]) -> None:
    go(Pointer(plain), "luis@plain.example", look=in_mirror(page))


def test_by_keyboard_alone(page: Page, go: Callable[..., None]) -> None:
    go(Keyboard(page), "luis@keyboard.example")


def test_on_a_phone(phone: Page, go: Callable[..., None]) -> None:
    go(Pointer(phone), "luis@phone.example")


def _way(email: str) -> str:
    return f"enrollment-{re.split(r'[@.]', email)[1]}"

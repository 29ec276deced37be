"""A practice registers, from the public page to a request with a number: four ways of going."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Portal, check_accessible, picture
from tests.browser.hands import Hands, Keyboard, Pointer
from tests.browser.journey import Journey
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
    """A portal that hands its letters to a real mail server."""
    return portal_factory(SMTP_HOST="127.0.0.1", SMTP_PORT=str(mail.port), SMTP_STARTTLS="off")


@pytest.fixture
def go(mail: PostOffice, tmp_path: Path) -> Callable[..., None]:
    """Goes the whole way and finds the number again in the letter about it."""

    def go(hands: Hands, email: str, look: Callable[[Page], None] = check_accessible) -> None:
        number = Journey(hands, _pictured(look, email), mail, email).whole(tmp_path)

        assert NUMBER.match(number)
        assert mail.wait_for(email, number)
        assert mail.wait_for(f"sponsor.{email}").link

    return go


def test_with_scripts(page: Page, go: Callable[..., None]) -> None:
    go(Pointer(page), "luis@scripts.example")


def test_without_scripts(plain: Page, page: Page, go: Callable[..., None]) -> None:
    go(Pointer(plain), "luis@plain.example", look=lambda seen: check_accessible(mirrored(seen, page)))


def test_by_keyboard_alone(page: Page, go: Callable[..., None]) -> None:
    go(Keyboard(page), "luis@keyboard.example")


def test_on_a_phone(phone: Page, go: Callable[..., None]) -> None:
    go(Pointer(phone), "luis@phone.example")


def mirrored(seen: Page, mirror: Page) -> Page:
    """The same page where the checks can run: they are scripts, and a browser without scripts runs none.

    What it shows is drawn again as it is, with the scripts of the portal kept away.
    """
    body = re.sub(r"<(/?)noscript>", r"<\1div>", seen.content())
    mirror.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    mirror.route(seen.url, lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"))
    mirror.goto(seen.url)
    mirror.unroute(seen.url)
    return mirror


def _pictured(look: Callable[[Page], None], email: str) -> Callable[[Page], None]:
    """Keeps a picture of every page that was looked at, when pictures are wanted."""
    way, seen = re.split(r"[@.]", email)[1], 0

    def looked(page: Page) -> None:
        nonlocal seen
        seen += 1
        picture(page, f"enrolment-{way}-{seen:02}")
        look(page)

    return looked

"""Somebody on the way through the portal: what they do, and how each page they reach is looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import pyotp
from playwright.sync_api import Page, expect

from core import clock
from core.site import SiteProfile, find_site, load_site
from tests.browser.hands import Hands
from tests.mail_server import PostOffice

BANNER = load_site(find_site("banner"))
PASSWORD = "kettle orchard violin sparrow"
Look = Callable[[Page], None]


@dataclass(frozen=True, slots=True)
class Walker:
    """One person; every page is looked at when it is reached."""

    hands: Hands
    look: Look
    mail: PostOffice
    email: str
    site: SiteProfile = field(default=BANNER, kw_only=True)

    @property
    def page(self) -> Page:
        """What the person sees."""
        return self.hands.page

    def reach(self, heading: str | re.Pattern[str]) -> None:
        """The page with this heading is there, and nothing is wrong with it."""
        exact = isinstance(heading, str)
        expect(self.page.get_by_role("heading", name=heading, exact=exact).first).to_be_visible()
        self.look(self.page)

    def follow_mail(self, subject: str) -> None:
        """Open the link of the newest mail with these words in its subject."""
        self.page.goto(self.mail.wait_for(self.email, subject, seconds=60).link)

    def set_up_authenticator(self) -> pyotp.TOTP:
        """An authenticator app with the typed key; the answer is that app."""
        self.reach("Set up your authenticator app")
        self.hands.unfold("I can’t scan it")
        app = pyotp.TOTP(re.sub(r"\s", "", self.page.locator("details strong").inner_text()))
        self.hands.type("Code", app.at(clock.now()))
        self.hands.press("Continue")
        self.reach("Keep your recovery codes")
        self.hands.press("I have kept them: continue")
        return app

"""A member of a practice with a new portal ID: opens the account and uses what was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pyotp
from playwright.sync_api import expect

from core import clock
from tests.browser.walker import PASSWORD, Walker


@dataclass(frozen=True, slots=True)
class Member(Walker):
    """One person, who never saw the portal before."""

    def open_account(self) -> pyotp.TOTP:
        """By the mail, with a password of one's own and an authenticator."""
        hands = self.hands
        self.follow_mail("Open your account")
        self.reach("Open your account")
        hands.type("Password", PASSWORD)
        hands.type("Password again", PASSWORD)
        hands.tick("I have read and accept the privacy policy")
        hands.tick("I have read and accept the terms and conditions")
        hands.press("Open my account")
        return self.set_up_authenticator()

    def sign_in(self, app: pyotp.TOTP) -> str:
        """With the portal ID of the mail, which is the answer."""
        hands, portal_id = self.hands, self.mail.wait_for(self.email, "Welcome to").code
        hands.press("Sign out")
        self.reach("Sign in")
        hands.type(f"Email address or {self.site.terms.login}", portal_id)
        hands.type("Password", PASSWORD)
        hands.press("Continue")
        self.reach("Enter your code")
        # Each code is taken once, and the app's present one may have been used.
        hands.type("Code", app.at(clock.now() + timedelta(seconds=30)))
        hands.press("Sign in")
        self.reach("My applications")
        self.page.wait_for_url("**/my-applications")
        return portal_id

    def see_applications(self, *names: str) -> None:
        """On the page of one's own applications: these work, and no others."""
        self.hands.follow("My applications")
        self.reach("My applications")
        expect(self.page.locator(".app-card h4")).to_have_text(list(names))

    def open_application(self, name: str, address: str) -> None:
        """From its tile to the application itself."""
        self.page.context.route(
            f"{address}**",
            lambda route: route.fulfill(body=f"<title>{name}</title>", content_type="text/html"),
        )
        self.hands.press(f"Open {name}")
        self.page.wait_for_url(f"{address}**")

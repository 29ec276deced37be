"""Somebody who makes an account of their own, from the form to the second step of signing in."""

from __future__ import annotations

from dataclasses import dataclass

from tests.browser.walker import PASSWORD, Walker


@dataclass(frozen=True, slots=True)
class Registrant(Walker):
    """One person, who was never here before."""

    def make_account(self, heading: str, first_name: str, last_name: str) -> None:
        """The form, to the page that waits for the mail."""
        hands = self.hands
        self.reach(heading)
        hands.type("First name", first_name)
        hands.type("Last name", last_name)
        hands.type("Email address", self.email)
        hands.type("Phone number", "602.555.0101")
        hands.type("Password", PASSWORD)
        hands.type("Password again", PASSWORD)
        hands.tick("I have read and accept the privacy policy")
        hands.tick("I have read and accept the terms and conditions")
        hands.press("Register with this email")
        self.reach("Check your email")

    def confirm_address(self) -> None:
        """The link of the mail, the password that is asked for behind it, and the sign-in."""
        self.follow_mail("Confirm")
        self.reach("Confirm your address")
        self.hands.type("Password", PASSWORD)
        self.hands.press("Yes, this is my address")
        self.reach("Sign in")
        self.hands.type(f"Email address or {self.site.terms.login}", self.email)
        self.hands.type("Password", PASSWORD)
        self.hands.press("Continue")

"""Somebody who signs the agreement: no account, but a personal mail and a code."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.walker import BANNER, Walker
from tests.mail_server import Received

CODE = "Your code for"
SIGNED = re.compile("^(Thank you, you have signed|(Everybody has|You have) signed)$")


@dataclass(frozen=True, slots=True)
class Signer(Walker):
    """One signer, in a browser of their own."""

    name: str
    document: str = str(BANNER.terms.agreement)

    def sign_by_name(self, reach: Callable[[re.Pattern[str]], None] | None = None) -> None:
        """From the mail to the signature, which is typed; `reach` comes to the page behind it."""
        self._come_to_sign()
        self.hands.type("Your full name, as your signature", self.name)
        self._sign(reach or self.reach)

    def sign_by_drawing(self) -> None:
        """From the mail to the signature, which is drawn with the mouse."""
        self._come_to_sign()
        pad = self.page.locator("canvas")
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        assert box
        mouse = self.page.mouse
        mouse.move(box["x"] + 40, box["y"] + box["height"] * 0.7)
        mouse.down()
        for at in range(1, 9):
            mouse.move(box["x"] + 40 + 30 * at, box["y"] + box["height"] * (0.3 if at % 2 else 0.7))
        mouse.up()
        self.look(self.page)
        self._sign(self.reach)

    def fetch_copy(self, folder: Path) -> Path:
        """The finished document, by the mail that brought it."""
        self._prove("Your copy of the signed", "Your signed copy")
        self.reach("Everybody has signed")
        with self.page.expect_download() as download:
            self.hands.press("Download the signed document (PDF)")
        file = folder / "agreement.pdf"
        download.value.save_as(file)
        return file

    def copy_mail(self) -> Received:
        """The mail that says the document is finished."""
        return self.mail.wait_for(self.email, "Your copy of the signed", seconds=60)

    def _come_to_sign(self) -> None:
        hands = self.hands
        self._prove("Sign the", f"Sign the {self.document}")
        self.reach(self.document)
        hands.tick("I have read the whole document")
        hands.press("Continue to sign")
        self.reach(f"Sign the {self.document}")
        hands.tick("I agree to sign electronically")

    def _sign(self, reach: Callable[[re.Pattern[str]], None]) -> None:
        self.hands.press(f"Sign the {self.document}")
        reach(SIGNED)

    def _prove(self, mail: str, heading: str) -> None:
        """The link of a mail, and the code that is sent when its button is pressed."""
        before = len(self._codes())
        self.follow_mail(mail)
        self.reach(heading)
        self.hands.press("Send me a code")
        self.reach("Enter your code")
        self.hands.type("Code from the email", self._newer_code(before))
        self.hands.press("Continue")
        expect(self.page.get_by_role("heading", name="Enter your code")).to_have_count(0)

    def _codes(self) -> list[Received]:
        return [mail for mail in self.mail.to(self.email) if CODE in mail.subject]

    def _newer_code(self, before: int) -> str:
        for _ in range(600):
            if len(self._codes()) > before:
                return self._codes()[-1].code
            self.page.wait_for_timeout(50)
        raise AssertionError(f"no code for {self.email} within 30 s")

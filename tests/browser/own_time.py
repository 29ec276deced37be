"""How many minutes of their own somebody spends: what they read, type and select is counted; nobody waits.

Reading: Brysbaert (2019), “How many words do we read per minute?”, Journal of Memory and Language 109, finds
238 words a minute for silent reading of non-fiction by adults, most of them between 175 and 300. Here they
read 200, and every word of every page and mail they come to, as nobody does; what the same page said just
before is not read again.

Acting: the keystroke-level model of Card, Moran and Newell (1980), “The keystroke-level model for user
performance time with interactive systems”, Communications of the ACM 23(7). Where it gives a range, the slow
end is taken: a keystroke of somebody who types random letters, and a thought before each single act.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.hands import Name, Pointer
from tests.browser.walker import Look
from tests.mail_server import PostOffice, Received

WORDS_A_MINUTE = 200
# Seconds of the keystroke-level model: K, P with the two strokes of the button, H and M.
KEYSTROKE, POINTING, TO_KEYBOARD, THINKING = 0.5, 1.1 + 0.2, 0.4, 1.35
# The model says nothing about these, in seconds by our own estimate: to go for an email, to read a code off,
# to install an authenticator app and add an account to it, and to sign in again after days.
MAIL, CODE, AUTHENTICATOR, RETURNING = 15, 10, 120, 90
_ONE_TIME = "Code"
# Links of mails behind which nobody signs in again, or does so on the way and is counted.
_OPEN = ("/sign/", "/sign-up/", "/sign-in")


@dataclass
class Spent:
    """What somebody read and did."""

    words: int = 0
    pages: int = 0
    fields: int = 0
    keys: int = 0
    choices: int = 0
    mails: int = 0
    codes: int = 0
    authenticators: int = 0
    returns: int = 0

    @property
    def minutes(self) -> float:
        """All of it together."""
        act = THINKING + POINTING
        doing = self.choices * act + self.fields * (act + 2 * TO_KEYBOARD) + self.keys * KEYSTROKE
        beside = self.mails * MAIL + self.codes * CODE
        rare = self.authenticators * AUTHENTICATOR + self.returns * RETURNING
        return self.words / WORDS_A_MINUTE + (doing + beside + rare) / 60

    def __str__(self) -> str:
        did = f"{self.fields} fields with {self.keys} keys, {self.choices} choices, {self.mails} emails"
        return f"{self.minutes:.1f} minutes: {self.words} words on {self.pages} pages, {did}"

    def read(self, text: str) -> None:
        """Read a text from its first word to its last."""
        self.words += len(text.split())

    def reading(self, look: Look) -> Look:
        """Count what stands on each page that is looked at; header and footer are not read."""

        before: tuple[str, frozenset[str]] = ("", frozenset())

        def looked(page: Page) -> None:
            nonlocal before
            lines = page.locator("main").inner_text().splitlines()
            self.pages += 1
            seen = before[1] if before[0] == page.url else frozenset()
            self.read(" ".join(line for line in lines if line not in seen))
            before = page.url, frozenset(lines)
            look(page)

        return looked


class Postbox(PostOffice):
    """The mails of a post office, each read once by one person, who signs in again for most of them."""

    def __init__(self, office: PostOffice, spent: Spent) -> None:
        super().__init__(received=office.received)
        self.spent = spent
        self._seen: set[str] = set()

    def wait_for(self, address: str, subject: str = "", seconds: float = 15) -> Received:
        """Wait for a mail, and read it."""
        mail = super().wait_for(address, subject, seconds)
        if mail.message_id not in self._seen:
            self._seen.add(mail.message_id)
            self.spent.mails += 1
            self.spent.read(mail.text)
            self.spent.returns += not any(each in mail.link for each in _OPEN)
        return mail


class Counted(Pointer):
    """Works a page as a pointer does, and counts it."""

    def __init__(self, page: Page, spent: Spent) -> None:
        super().__init__(page)
        self.spent = spent

    def type(self, label: str, text: str) -> None:
        self.spent.fields += 1
        self.spent.keys += len(text)
        self.spent.codes += label.startswith(_ONE_TIME)
        self.spent.mails += label == "Code from the email"
        super().type(label, text)

    def choose(self, label: str, option: str) -> None:
        # The list is opened, and one of it chosen.
        self.spent.choices += 2
        super().choose(label, option)

    def tick(self, label: str) -> None:
        self.spent.choices += 1
        super().tick(label)

    def answer(self, question: str, choice: str) -> None:
        self.spent.choices += 1
        super().answer(question, choice)

    def press(self, name: str) -> None:
        self.spent.choices += 1
        super().press(name)

    def follow(self, name: Name) -> None:
        self.spent.choices += 1
        super().follow(name)

    def unfold(self, name: str) -> None:
        self.spent.authenticators += name == "I can’t scan it"
        self.spent.choices += 1
        super().unfold(name)

    def hand_in(self, label: str, file: Path) -> None:
        self.spent.choices += 3
        super().hand_in(label, file)

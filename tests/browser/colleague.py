"""Somebody who works for the site: checks, activates, and does the work that no machine does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.walker import PASSWORD, Walker


@dataclass(frozen=True, slots=True)
class Colleague(Walker):
    """One member of the staff."""

    def set_up(self, link: str) -> None:
        """From the invitation to the console."""
        self.page.goto(link)
        self.reach("Set up your account")
        self.hands.type("Password", PASSWORD)
        self.hands.type("Password again", PASSWORD)
        self.hands.press("Go on")
        self.set_up_authenticator()
        self.reach("Overview")

    def check_credentials(self, number: str, name: str) -> None:
        """The sponsor's, found in the queue."""
        self.open_credentials(number)
        self._prove_address(name)
        self.hands.press(f"Mark valid for {name}")
        expect(self.page.get_by_text("Everything is checked.")).to_be_visible()
        self.look(self.page)

    def _prove_address(self, name: str) -> None:
        """The address is found in the file of the medical staff, before the credentials are decided."""
        self.page.get_by_text(f"Prove the email address of {name}").click()
        own = "How do you know that this is the person’s own address?"
        self.hands.answer(own, "It is the address in the medical-staff file")
        self.hands.type("What you looked at, or the number you called", "The file of the medical staff.")
        self.hands.press(f"Record the proof for {name}")
        expect(self.page.get_by_text("Not proved yet")).to_have_count(0)

    def open_credentials(self, number: str) -> None:
        """A request, in the queue of those whose credentials are to be checked."""
        self._menu("Credentials")
        self.reach("Credentials")
        self.hands.follow(number)
        self.reach(re.compile(f"^{number}"))

    def activate(self) -> None:
        """The group of the request on the screen, after a look at what will happen."""
        group = self.site.terms.group
        self.hands.press(f"Activate the {group}")
        self.reach(f"Activate 1 {group}?")
        self.hands.press("Yes, activate")
        self.reach("Activated")

    def decide(self, number: str, line: str, *, license_of: str = "") -> None:
        """One application that somebody asks for, once their license was looked at."""
        self.page.goto(f"/support/requests/{number}")
        if license_of:
            self.hands.press(f"Mark valid for {license_of}")
            expect(self.page.get_by_role("button", name=f"Mark valid for {license_of}")).to_have_count(0)
        self.hands.tick(line)
        self.look(self.page)
        self.hands.press("Approve the selection")
        self.reach("Being set up")

    def open_work(self, application: str, person: str) -> None:
        """One thing to do, from the queue; it is taken."""
        self._menu("Work")
        self.reach("Work")
        self._wait_for_link(f"{application} for {person}")
        self.hands.follow(f"{application} for {person}")
        self.reach(re.compile(f"{application} for {person}$"))
        self.hands.press("Assign to me")
        expect(self.page.get_by_role("button", name="Assign to me")).to_have_count(0)

    def _wait_for_link(self, name: str) -> None:
        """Workers bring work to the queue, which doesn’t change by itself."""
        for _ in range(120):
            if self.page.get_by_role("link", name=name, exact=True).count():
                return
            self.page.wait_for_timeout(250)
            self.page.reload()

    def finish_work(self, evidence: str, account: str) -> None:
        """Every step of what is on the screen is ticked, and it is done."""
        for box in self.page.locator(".app-steps input[type=checkbox]").all():
            box.check()
        self.hands.type("What shows that this is done?", evidence)
        self.hands.type("Login name there (optional)", account)
        self.look(self.page)
        self.hands.press("Complete this work")
        self.reach("Work")

    def record(self, *buttons: str) -> None:
        """Steps of the test messages, on the page the work leads to, and back."""
        self.hands.follow("Test messages")
        self.reach(re.compile("Test messages$"))
        for button in buttons:
            self.hands.press(button)
            expect(self.page.get_by_role("button", name=button)).to_have_count(0)
            self.look(self.page)
        self.hands.follow("Back to the work")

    def _menu(self, name: str) -> None:
        # How much is behind it stands beside the name.
        menu = self.page.get_by_role("navigation", name="Console")
        menu.get_by_role("link", name=re.compile(rf"^{name}\b")).click()

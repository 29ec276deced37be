"""A practice of three people with a further signer, registered the same way as every other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.journey import OFFICER, Journey

OFFICER_NAME = "Helen Park"
_OF_OFFICER = "of the corporate officer or legal representative"


@dataclass(frozen=True, slots=True)
class SmallPractice(Journey):
    """Sponsor, administrator and one scheduler; a corporate officer signs too."""

    def name_officer(self) -> None:
        """Somebody signs beside sponsor and administrator."""
        self.hands.answer(OFFICER, "Yes")
        self.hands.type(f"Full name {_OF_OFFICER}", OFFICER_NAME)
        self.hands.type(f"Email address {_OF_OFFICER}", f"officer.{self.email}")

    def add_people(self, folder: Path) -> None:
        """One scheduler, above the list."""
        hands = self.hands
        self.reach("People and application access")
        hands.press("Add a person")
        self.reach("Add a person")
        hands.choose("Staff type", "Staff")
        hands.choose("Suffix", "Surgery Scheduler")
        expect(self.page.get_by_label("Qventus", exact=True)).to_be_visible()
        self.describe("Michelle", "Reyes", f"scheduler.{self.email}")
        hands.tick("Qventus")
        hands.answer("Role in Qventus", "Schedules cases for surgeons")
        self._save()

    def ask_for_applications(self) -> None:
        """The sponsor's and the administrator's."""
        self._tick("Amara Okafor", "Cerner Millennium", "PACS Synapse", "iECG EKG management", dsm=True)
        self._tick("Luis Fuentes", "Cerner Millennium")
        self.hands.press("Save and continue")

    def answer_once(self) -> None:
        """Where surgery is scheduled, which is the same for everybody."""
        self.reach("Answers for the whole office group")
        self.hands.answer("Facilities where surgery is scheduled", "Banner Desert Medical Center")
        self.hands.press("Save and continue")

    def consent(self) -> None:
        """Nothing that was asked for wants it, so the step is not there."""

    def register_factor_anew(self) -> None:
        """The authenticator is set up once more, under the name that came with the portal ID."""
        self.page.goto("/requests")
        self.set_up_authenticator()

    def record(self, mail: str, button: str) -> None:
        """A step of the test messages, by the mail that asks for it."""
        self.follow_mail(mail)
        self.reach(re.compile("Test messages$"))
        self.hands.press(button)
        expect(self.page.get_by_role("button", name=button)).to_have_count(0)
        self.look(self.page)

    def _tick(self, name: str, *applications: str, dsm: bool = False) -> None:
        hands = self.hands
        hands.follow(f"Edit {name}")
        self.reach(f"{name}: details and applications")
        for application in applications:
            hands.tick(application)
        if dsm:
            hands.tick("Direct Secure Messaging")
            hands.type("Direct secure email address", "amara.okafor@direct.desertpeaks.example")
        self._save()

    def _save(self) -> None:
        self.hands.press("Save this person")
        expect(self.page.locator("dialog[open]")).to_have_count(0)

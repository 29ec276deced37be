"""From the public page to a submitted request with a number, as one person goes the way.

The same steps for every way of working a page: `hands` do them, `look` looks at each page they lead to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.registrant import Registrant
from tests.browser.staff_list import workbook_of

LISTED, EVERYBODY = 12, 14
OFFICER = "Does the office group have a corporate officer or legal representative who must sign too?"


@dataclass(frozen=True, slots=True)
class Journey(Registrant):
    """The one who registers a practice and will look after it."""

    def whole(self, folder: Path) -> str:
        """All of it; the answer is the number of the request."""
        self.sign_up()
        self.confirm_address()
        self.set_up_authenticator()
        self.begin()
        self.describe_practice()
        self.name_people()
        self.add_people(folder)
        self.ask_for_applications()
        self.answer_once()
        self.consent()
        self.attest()
        return self.submit()

    def sign_up(self) -> None:
        """The public page, then an account."""
        self.page.goto("/")
        self.reach(re.compile("."))
        self.hands.press("Start now")
        self.make_account("Register as group administrator", "Luis", "Fuentes")

    def begin(self) -> None:
        """The purpose, then the tasks."""
        self.reach("My requests")
        self.hands.press("Register a practice")
        self.reach("Before you register")
        self.hands.tick("I have read this")
        self.hands.press("Start the registration")
        self.reach(re.compile("^Register a practice"))

    def describe_practice(self) -> None:
        """The first step, with a mistake that is named at its field."""
        hands = self.hands
        hands.follow("Your practice")
        self.reach("Your practice")
        hands.type("Name of the office group", "Desert Peaks Family Medicine")
        hands.type("Street address", "1 Main Street")
        hands.type("City", "Phoenix")
        hands.choose("State", "Arizona")
        hands.type("ZIP code", "10001")
        hands.type("Phone number", "(602) 555-0123")
        hands.answer("Does the practice use an electronic health record (EHR)?", "Yes")
        hands.type("Name of the EHR", "Chartwell")
        hands.choose("Primary facility", "Banner - University Medical Center Phoenix")
        self.name_officer()
        hands.press("Save and continue")
        self.reach("Something isn’t right")
        hands.follow("ZIP code must belong to Arizona")
        expect(hands.page.get_by_label("ZIP code")).to_be_focused()
        hands.type("ZIP code", "85004")
        hands.press("Save and continue")

    def name_officer(self) -> None:
        """Nobody signs beside sponsor and administrator."""
        self.hands.answer(OFFICER, "No")

    def name_people(self) -> None:
        """Sponsor, administrator, no backup."""
        hands = self.hands
        self.reach("Sponsoring physician")
        hands.choose("Suffix", "MD")
        self.describe("Amara", "Okafor", f"sponsor.{self.email}")
        hands.choose("State of the license", "Arizona")
        hands.type("License number", "AZ-12345")
        hands.type("National Provider Identifier (NPI)", "1234567893")
        hands.type("Specialty", "Family medicine")
        hands.press("Save and continue")
        self.reach("Group administrator")
        hands.answer("Is the group administrator also the sponsoring physician?", "No")
        hands.choose("Suffix", "Office Manager")
        self.describe("Luis", "Fuentes", self.email)
        hands.press("Save and continue")
        self.reach("Backup administrator")
        hands.answer("Do you want to name a backup administrator?", "No")
        hands.press("Save and continue")

    def add_people(self, folder: Path) -> None:
        """Everybody else, from the list the office keeps."""
        workbook = workbook_of(folder, self.email.partition("@")[2])
        hands = self.hands
        self.reach("People and application access")
        hands.follow("Add many from a spreadsheet")
        self.reach("Add people from a spreadsheet")
        hands.hand_in("Your file", workbook)
        hands.press("Read the file")
        self.reach(re.compile("Check the list$"))
        hands.press(f"Add {LISTED} people")
        self.reach("People and application access")
        expect(self.page.locator("caption")).to_contain_text(f"{EVERYBODY} people")

    def ask_for_applications(self) -> None:
        """One person's questions of an application, then a whole column."""
        hands, doctor = self.hands, "Grace T Whitehorse"
        hands.follow(f"Edit {doctor}")
        self.reach(f"{doctor}: details and applications")
        hands.tick("Report2Web")
        self.look(self.page)
        hands.press("Save this person")
        expect(self.page.locator("dialog[open]")).to_have_count(0)
        hands.press(f"PACS Synapse for all {EVERYBODY} who may have it")
        done = self.page.get_by_text(f"PACS Synapse was selected for {EVERYBODY} people.")
        # Said in the page, and once more to those who only listen.
        expect(done.first).to_be_visible()
        self.reach("People and application access")
        hands.press("Save and continue")

    def answer_once(self) -> None:
        """What an application asks the same for everybody."""
        hands = self.hands
        self.reach("Answers for the whole office group")
        hands.type("Report2Web fax number", "602 555 0199")
        hands.answer("Facilities you send patients to for outpatient labs", "Banner Desert Medical Center")
        hands.answer("Alerts you want to receive", "Discharges")
        hands.answer("How to send alerts about discharges", "Fax")
        hands.press("Save and continue")

    def consent(self) -> None:
        """What an application that was asked for wants to be agreed to."""
        self.reach("Additional information")
        consent = "I agree to the health system’s privacy policy for these notices, on behalf of the practice"
        self.hands.tick(consent)
        self.hands.press("Save and continue")

    def attest(self) -> None:
        """Confirm the list of people."""
        self.reach("Confirm the list of people")
        self.hands.tick("I confirm this for everybody named")
        self.hands.press("Save and continue")

    def submit(self) -> str:
        """Send it, and find it again under My requests."""
        self.reach("Check your answers")
        self.hands.press("Submit the request")
        self.reach("Submitted")
        number = self.page.locator("h1 + div strong").inner_text()
        # How much there is to do stands beside it.
        self.hands.follow(re.compile("^My requests"))
        self.reach("My requests")
        self.hands.follow(number)
        self.reach(re.compile(number))
        return number

    def describe(self, first_name: str, last_name: str, email: str) -> None:
        """Name, address and phone of somebody."""
        hands = self.hands
        hands.type("First name", first_name)
        hands.tick("No middle initial")
        hands.type("Last name", last_name)
        hands.type("Email address", email)
        hands.type("Phone number", "602 555 0100")

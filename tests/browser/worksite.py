"""People of a site where each registers themselves: who registers a worksite, and who asks to join it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

import pyotp
from playwright.sync_api import expect

from core import clock
from tests.browser.member import Member
from tests.browser.registrant import Registrant
from tests.browser.signer import Signer

PURPOSE = "Direct patient care"
AGREEMENT = "User Agreement"
VIEWER = "CareConnect eHealth Viewer"
SURE = "Confirm that it’s you"


class Worksite(NamedTuple):
    """What is said of a worksite, with the individual who signs for it."""

    name: str
    street: str
    phone: str
    signer: str
    signer_email: str


@dataclass(frozen=True, slots=True)
class OfWorksite(Registrant):
    """Somebody with an account of their own; `apps` has their authenticator once it is set up."""

    name: str
    apps: list[pyotp.TOTP] = field(default_factory=list, kw_only=True)

    def arrive(self) -> None:
        """Make an account, from its form to the first page behind the sign-in."""
        self.make_account("Make your account", *self.name.split())
        self.confirm_address()
        self.apps.append(self.set_up_authenticator())
        self.reach("My requests")

    def sign_own_agreement(self) -> None:
        """The agreement that each signs for themselves, from the mail to the signature."""
        signer = Signer(self.hands, self.look, self.mail, self.email, self.name, AGREEMENT, site=self.site)
        signer.sign_by_name(self.reach_sensitive)

    def reach_sensitive(self, heading: str | re.Pattern[str]) -> None:
        """The page behind a sensitive step, which wants a code where the last one was long ago."""
        asked, there = (self.page.get_by_role("heading", name=each) for each in (SURE, heading))
        expect(asked.or_(there).first).to_be_visible()
        if asked.count():
            self.reach(SURE)
            label = "Code from your authenticator app, or a recovery code"
            self.hands.type(label, self.apps[0].at(clock.now() + timedelta(seconds=30)))
            self.hands.press("Continue")
        self.reach(heading)


@dataclass(frozen=True, slots=True)
class SiteAdministrator(OfWorksite):
    """The one who registers a worksite, and says who belongs to it."""

    def register(self, worksite: Worksite) -> str:
        """From the public page to a request, whose number is the answer."""
        self.page.goto("/")
        self.reach(re.compile("."))
        self.hands.press("Start now")
        self.arrive()
        self.hands.follow("Register a worksite")
        self._describe(worksite)
        return self._submit()

    def accept(self, name: str) -> str:
        """Somebody who asks, by the mail about it; the answer is the number of the request that follows."""
        self.follow_mail(f"{name} asks to join")
        self.reach(re.compile(f"{name} asks to join$"))
        self.hands.press("Accept this person")
        self.page.wait_for_url("**/requests/*")
        number = self.page.url.rpartition("/")[2]
        self.reach(re.compile(number))
        return number

    def _describe(self, worksite: Worksite) -> None:
        hands = self.hands
        self.reach("Before you register")
        hands.answer("What is the access for?", PURPOSE)
        hands.tick("I have read this")
        hands.press("Start the registration")
        self.reach(re.compile("^Register a worksite"))
        hands.follow("Your worksite")
        self.reach("Your worksite")
        hands.type("Name of the worksite", worksite.name)
        hands.type("Street address", worksite.street)
        hands.type("City", "Vancouver")
        hands.choose("Province", "British Columbia")
        hands.type("Postal code", "V6Z 1Y6")
        hands.type("Phone number", worksite.phone)
        hands.type("Full name of the individual with signing authority", worksite.signer)
        hands.type("Email address of the individual with signing authority", worksite.signer_email)
        hands.press("Save and continue")

    def _submit(self) -> str:
        hands = self.hands
        self.reach("Site administrator")
        # What the account says already stands there.
        hands.choose("Suffix", "Office manager")
        hands.press("Save and continue")
        self.reach("Direct patient care only")
        hands.tick("I confirm this for everybody named")
        hands.press("Save and continue")
        self.reach("Check your answers")
        hands.press("Submit the request")
        self.reach("Submitted")
        return self.page.locator("h1 + div strong").inner_text()


@dataclass(frozen=True, slots=True)
class Newcomer(OfWorksite):
    """Somebody who asks to join a worksite, and works from there."""

    scripts: bool = field(default=True, kw_only=True)

    def find(self, worksite: str) -> None:
        """From the public page to the form of a worksite."""
        self.page.goto("/")
        self.reach(re.compile("."))
        self.hands.follow("Find my worksite")
        self.reach("Sign in")
        self.hands.follow("Make an account")
        self.arrive()
        self.hands.press("Join a worksite")
        self.reach("Join a worksite")
        self.hands.type("Name of the worksite", worksite.split(maxsplit=1)[0].lower())
        self.hands.press("Find it")
        self.reach("Found")
        self.hands.follow(re.compile(f"^Ask to join {worksite}"))
        self.reach(f"Join {worksite}")

    def ask_as_physician(self, number: str) -> None:
        """With a number of the college, and nobody to authorize them."""
        self._be("Practitioner", "Physician")
        self.hands.type("College of Physicians and Surgeons number (CPSBC number)", number)
        self.hands.type("Specialty", "Family medicine")
        self._ask()

    def ask_as_assistant(self, authorizer: str) -> None:
        """On the authority of a practitioner of the worksite."""
        self._be("On-behalf-of user", "Medical office assistant (MOA)")
        self.hands.answer("Who authorizes you", authorizer)
        self._ask()

    def open_viewer(self, address: str) -> None:
        """By the mail that says it works, with the user name of the welcome package, to the viewer itself."""
        member = Member(self.hands, self.look, self.mail, self.email, site=self.site)
        member.sign_in(self.apps[0])
        self.follow_mail(f"{VIEWER} is ready")
        self.reach("My applications")
        member.open_application(VIEWER, address)

    def answer_for(self, name: str) -> None:
        """A colleague, by the mail that asks."""
        self.follow_mail(f"Answer for {name}")
        self.reach("Answer these colleagues")
        self.hands.follow(re.compile("^Answer for them"))
        self.reach(f"Answer for {name}")
        self.hands.press(f"Answer for {name.split(maxsplit=1)[0]}")
        self.reach_sensitive("For whom you answer")

    def end(self, name: str) -> None:
        """Answer for a colleague no more."""
        self.page.goto("/authority")
        self.hands.follow(re.compile(f"^End it.*{name}"))
        self.reach(f"{self.name} no longer answers for {name}")
        self.hands.press("End it")
        self.reach_sensitive("For whom you answer")
        expect(self.page.get_by_text("You answer for no one here.")).to_be_visible()

    def _be(self, staff_type: str, suffix: str) -> None:
        """The two answers that decide what else is asked."""
        self.hands.choose("Staff type", staff_type)
        self.hands.choose("Suffix", suffix)
        if not self.scripts:
            self.hands.press("Show the questions for this suffix")

    def _ask(self) -> None:
        """What is the same for everybody."""
        hands = self.hands
        self.look(self.page)
        hands.tick(VIEWER)
        hands.answer("Has an account in the viewer already", "No")
        hands.answer("What is the access for?", PURPOSE)
        hands.tick("I have read this")
        hands.tick("I confirm this")
        hands.press("Ask to join")
        self.reach("What you requested")

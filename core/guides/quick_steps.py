"""The steps by which somebody of a role gets in, in order, from the site profile alone."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

from core.site import Agreement, SiteProfile, StaffType

# Minutes of signing, beside those of reading the text at so many words a minute.
WORDS_A_MINUTE, SIGNING = 200, 4


class OwnStep(NamedTuple):
    """One step: what is done, in words, and how many minutes of one's own it takes; none while one waits."""

    title: str
    words: str
    minutes: int = 0


def steps_of(site: SiteProfile, kind: StaffType) -> list[OwnStep]:
    """List the steps of a staff type: registering, joining, or being named by whoever registers."""
    if kind.role == "administrator":
        return [_account(), _second_step(), *_registering(site), *_of_ones_own(site), _opening()]
    if site.enrollment.people == "join":
        return [_account(), _second_step(), *_joining(site, kind), _opening()]
    return [*_being_named(site, kind), _second_step(), *_of_ones_own(site), _opening()]


def own_minutes(site: SiteProfile, kind: StaffType) -> int:
    """Count the minutes of their own that getting in takes somebody of a staff type."""
    return sum(each.minutes for each in steps_of(site, kind))


def _account() -> OwnStep:
    words = "Register with your name, email address, phone and a password. Confirm the address by our email."
    return OwnStep("Make your account", words, 7)


def _second_step() -> OwnStep:
    words = "Scan a picture with the authenticator app on your phone, and keep the recovery codes."
    return OwnStep("Set up your second step", words, 3)


def _opening() -> OwnStep:
    words = "An email says when each one works, and how to begin. You find it under My applications."
    return OwnStep("Open your applications", words, 4)


def _signing(agreement: Agreement) -> OwnStep:
    words = "Open the link in the email, read the text and sign it on the screen."
    reading = ceil(len(agreement.text.markdown.split()) / WORDS_A_MINUTE)
    return OwnStep(f"Sign the {agreement.name}", words, reading + SIGNING)


def _of_ones_own(site: SiteProfile) -> list[OwnStep]:
    return [_signing(site.member_agreement)] if site.member_agreement else []


def _registering(site: SiteProfile) -> list[OwnStep]:
    terms, listed = site.terms, site.enrollment.people == "listed"
    people = ", its people and what each of them needs" if listed else ""
    after = f"Each person then gets {terms.login.a} by email." if listed else "Then your people can join it."
    signers = " and ".join(f"the {getattr(terms, each)}" for each in site.agreement.signers)
    return [
        OwnStep(
            f"Register your {terms.practice}",
            f"Enter your {terms.practice}{people}. Check the answers and send them.",
            15 if listed else 5,
        ),
        OwnStep("Have it signed", f"We email the {site.agreement.name} to {signers}."),
        OwnStep("Wait for us", f"We check the {terms.practice} and make it active. {after}"),
    ]


def _joining(site: SiteProfile, kind: StaffType) -> list[OwnStep]:
    practice, administrator = site.terms.practice, site.terms.administrator
    naming = " Name the colleague who authorizes you." if kind.authorized_by else ""
    waiting = OwnStep("Wait for your colleague", "The colleague you named gets an email, and says yes or no.")
    return [
        OwnStep(
            f"Ask to join your {practice}",
            f"Find the {practice} by its name. Enter your own details and select what you need.{naming}",
            4,
        ),
        OwnStep(f"Wait for the {administrator}", f"The {administrator} gets an email, and accepts you."),
        *_of_ones_own(site),
        *([waiting] if kind.authorized_by else []),
        OwnStep("Wait for us", "We check your details and set up what you need."),
    ]


def _being_named(site: SiteProfile, kind: StaffType) -> list[OwnStep]:
    terms, agreement = site.terms, site.agreement
    return [
        OwnStep(
            f"Your {terms.administrator} names you",
            f"The {terms.administrator} registers the {terms.practice} and requests what you need.",
        ),
        *([_signing(agreement)] if kind.role in agreement.signers else []),
        OwnStep(f"Get your {terms.login}", "It comes by email, with a guide for you."),
        OwnStep("Open your account", "Open the link in the second email and choose a password.", 5),
    ]

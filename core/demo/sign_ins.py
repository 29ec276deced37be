"""The sign-ins of a demo, with the code that each authenticator shows now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.identity import Identity
from core.identity.queries import account_of
from core.mfa.authenticators import current_code
from core.site import SiteProfile

PASSWORD = "apricot lantern on the north pier"  # noqa: S105 - of made-up people only, printed by the demo itself


@dataclass(frozen=True, slots=True)
class Story:
    """A made-up person and how far their practice has come."""

    kind: Literal["new", "half-done", "importing", "sent", "signed", "working"]
    name: str
    email: str
    practice: str
    words: str


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody needs to sign in as a made-up person."""

    name: str
    email: str
    words: str
    code: str


STORIES = (
    Story("new", "Nina Adler", "nina@demo-clinic.example", "", "has just registered"),
    Story(
        "half-done",
        "Oscar Brandt",
        "oscar@demo-clinic.example",
        "Riverbend Pediatrics",
        "has begun to register",
    ),
    Story(
        "importing",
        "Paula Castillo",
        "paula@demo-clinic.example",
        "Cedar Hill Internal Medicine",
        "has read in a spreadsheet with two wrong rows",
    ),
    Story(
        "sent",
        "Quentin Dale",
        "quentin@demo-clinic.example",
        "Lakeside Family Health",
        "has sent a request, which waits for signatures",
    ),
    Story(
        "sent",
        "Rosa Eng",
        "rosa@demo-clinic.example",
        "Summit Surgical Associates",
        "has sent a request with a further signer",
    ),
    Story(
        "signed",
        "Stefan Fuchs",
        "stefan@demo-clinic.example",
        "Harbor Point Pediatrics",
        "has a signed request, whose credentials support has to check",
    ),
    Story(
        "working",
        "Tamara Gill",
        "tamara@demo-clinic.example",
        "Willow Creek Women’s Health",
        "has an active practice, part of whose access works",
    ),
)


def told_at(site: SiteProfile) -> tuple[Story, ...]:
    """List the stories of a site: a list of people is read in only where people are listed."""
    return tuple(each for each in STORIES if site.enrollment.people == "listed" or each.kind != "importing")


async def sign_ins(identity: Identity) -> tuple[SignIn, ...]:
    """List everybody of the demo who is there, each with the present code of the second factor."""
    found = []
    for story in STORIES:
        if (account := await account_of(story.email)) is not None:
            code = await current_code(account.account, identity.keys) or ""
            found.append(SignIn(story.name, story.email, story.words, code))
    return tuple(found)

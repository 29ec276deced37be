"""Pages that mails lead to: opening the account that was made for somebody, and saying who is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.activation import identifying
from core.errors import NotFound
from core.forms import field, read
from core.groups import question
from core.groups.question import Asked
from core.guides.queries import reader_of_account
from core.identity import choosing, pick_up
from web.by_link import SET_UP, ByLink, LinkGonePage, OwnPassword, Words
from web.contexts import PageContext
from web.forms import submitted
from web.password_fields import accepted, versions_read
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit


class FirstPassword(OwnPassword):
    """The password of a new account, and what everybody accepts."""

    privacy: bool = accepted("privacy policy")
    terms: bool = accepted("terms and conditions")
    versions: str = versions_read()

    def also(self) -> Mapping[str, str]:
        """Return which versions of the texts were read."""
        return {"read": self.versions}


class SamePerson(BaseModel):
    """Which of two buttons was pressed."""

    same: Literal["yes", "no"] = field("Same person", kind="hidden", missing="Select one of the two buttons")


@dataclass(frozen=True, slots=True)
class KnownPersonPage(PageContext):
    """Two buttons: the same person, or somebody else; and until when one of them can be pressed."""

    template: ClassVar[str] = "pick_up/known_person.html"
    asked: Asked
    missing: str = ""


@dataclass(frozen=True, slots=True)
class KnownPersonDonePage(PageContext):
    """What follows from the answer."""

    template: ClassVar[str] = "pick_up/known_person_done.html"
    same: bool


async def _words(token: str) -> Words | None:
    if (proof := await choosing.look(token, "pick-up")) is None or proof.account is None:
        return None
    reader = await reader_of_account(proof.account)
    return Words(
        "Open your account",
        "Choose a password that only you know: at least",
        "Open my account",
        reader.portal_id if reader else proof.email,
        after="Next you set up an app on your phone as your second step.",
        reader=reader,
    )


GONE = LinkGonePage("Support can send you a new one.", "/help", "Ask support")
LINK = ByLink(FirstPassword, _words, pick_up.pick_up, SET_UP, GONE)


QUESTION_GONE = LinkGonePage(
    "If you act for the {practice}, send the question again from the emails of its request.",
    "/requests",
    "Go to my requests",
)


@get("/known-person/{token:str}", guards=[signed_in])
async def show_known_person(visit: NamedDependency[Visit], token: FromPath[str]) -> Response[str]:
    """Ask whoever acts for the practice, with what each of two buttons does."""
    try:
        asked = await question.asked_with(token, visit.who.account_id)
    except NotFound:
        return _gone(visit)
    return render(visit.request, KnownPersonPage(asked))


@post("/known-person/{token:str}", guards=[signed_in])
async def send_known_person(visit: NamedDependency[Visit], token: FromPath[str]) -> Response[Any]:
    """Take the answer, once."""
    reading = read(SamePerson, await submitted(visit.request))
    try:
        asked = await question.asked_with(token, visit.who.account_id)
        if reading.answers is None:
            page = KnownPersonPage(asked, reading.form["same"].error or "")
            return render(visit.request, page, status=422)
        same = reading.answers.same == "yes"
        await identifying.answer(visit.portal, token, same=same, by=visit.actor)
        await visit.standing(anew=True)
    except NotFound:
        return _gone(visit)
    return render(visit.request, KnownPersonDonePage(same))


@get("/known-person/about/{member:uuid}", guards=[signed_in])
async def show_asked_about(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[str]:
    """Ask the same without the link of the mail, whoever acts for the practice."""
    return render(visit.request, KnownPersonPage(await question.asked_about(member, visit.who.account_id)))


@post("/known-person/about/{member:uuid}", guards=[signed_in])
async def send_asked_about(visit: NamedDependency[Visit], member: FromPath[UUID]) -> Response[Any]:
    """Take the answer, once."""
    reading = read(SamePerson, await submitted(visit.request))
    asked = await question.asked_about(member, visit.who.account_id)
    if reading.answers is None:
        page = KnownPersonPage(asked, reading.form["same"].error or "")
        return render(visit.request, page, status=422)
    same = reading.answers.same == "yes"
    await identifying.answer_about(visit.portal, member, same=same, by=visit.actor)
    await visit.standing(anew=True)
    return render(visit.request, KnownPersonDonePage(same))


def _gone(visit: Visit) -> Response[str]:
    return render(visit.request, QUESTION_GONE, status=404)


KNOWN_PERSON = [show_known_person, send_known_person, show_asked_about, send_asked_about]
handlers = [*LINK.pages("/pick-up/{token:str}"), *KNOWN_PERSON]

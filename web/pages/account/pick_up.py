"""Pages that mails lead to: opening the account that was made for somebody, and saying who is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.activation import identifying
from core.errors import NotFound
from core.forms import field, read
from core.identity import choosing, pick_up
from core.portal import Portal
from web.by_link import SET_UP, ByLink, LinkGonePage, OwnPassword, Words
from web.contexts import PageContext
from web.forms import AnyRequest, see_other, submitted
from web.password_fields import accepted
from web.rendering import render
from web.security.addresses import visitor
from web.security.guards import anyone


class FirstPassword(OwnPassword):
    """The password of a new account, and what everybody accepts."""

    privacy: bool = accepted("privacy policy")
    terms: bool = accepted("terms and conditions")


class SamePerson(BaseModel):
    """Which of two buttons was pressed."""

    same: Literal["yes", "no"] = field("Same person", kind="hidden", missing="Press one of the two buttons")


@dataclass(frozen=True, slots=True)
class KnownPersonPage(PageContext):
    """Two buttons: the same person, or somebody else."""

    template: ClassVar[str] = "pick_up/known_person.html"
    person: str
    group: str


@dataclass(frozen=True, slots=True)
class KnownPersonDonePage(PageContext):
    """What follows from the answer."""

    template: ClassVar[str] = "pick_up/known_person_done.html"
    same: bool


async def _words(token: str) -> Words | None:
    if (proof := await choosing.look(token, "pick-up")) is None:
        return None
    return Words(
        "Open your account",
        "Choose a password that only you know: at least",
        "Open my account",
        proof.email,
        after="Next you set up an app on your phone as your second step.",
    )


GONE = LinkGonePage("Support can send you a new one.", "/help", "Ask support")
LINK = ByLink(FirstPassword, _words, pick_up.pick_up, SET_UP, GONE)


@get("/known-person/{token:str}", guards=[anyone])
async def show_known_person(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Show two buttons, and what each of them does."""
    found = await identifying.look(token)
    if found is None:
        return _gone(request)
    member, group = found
    return render(request, KnownPersonPage(member.name, group.name))


@post("/known-person/{token:str}", guards=[anyone])
async def send_known_person(
    request: AnyRequest, token: FromPath[str], portal: NamedDependency[Portal]
) -> Response[Any]:
    """Take the administrator's answer, once."""
    reading = read(SamePerson, await submitted(request))
    if await identifying.look(token) is None:
        return _gone(request)
    if reading.answers is None:
        return see_other(f"/known-person/{token}")
    same = reading.answers.same == "yes"
    try:
        await identifying.answer(portal, token, same=same, by=visitor(request))
    except NotFound:
        return _gone(request)
    return render(request, KnownPersonDonePage(same))


def _gone(request: AnyRequest) -> Response[str]:
    return render(request, GONE, status=404)


handlers = [*LINK.pages("/pick-up/{token:str}"), show_known_person, send_known_person]

"""Whoever administers a practice answers somebody who asks to join it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.access.conditions import NotNow
from core.forms import draw, field
from core.newcomers.answering import accept_join, turn_down
from core.newcomers.looking import WantedApplication
from core.newcomers.queries import ToAnswer, join_to_answer
from core.portal import Portal
from web.asking import taken
from web.chain import Link, reasons
from web.contexts import FormContext
from web.forms import see_other
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit

JOINING = "/office/joining/{join:uuid}"


class Declines(BaseModel):
    """Why somebody may not join."""

    reason: str = field(
        "Reason", kind="textarea", max_length=500, missing="Say why", hint="Who asked reads it."
    )


@dataclass(frozen=True, slots=True)
class Wished:
    """An application that is asked for: what was answered, and each condition."""

    name: str
    facts: Sequence[tuple[str, str]]
    links: Sequence[Link]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage(FormContext):
    """What somebody typed who asks to join, with the chain of each application.

    `refused` says why a yes was not taken.
    """

    template: ClassVar[str] = "joining/answer.html"
    view: ToAnswer
    name: str
    path: str
    wished: Sequence[Wished]
    refused: str


@get(JOINING, guards=[signed_in])
async def show_joining(visit: NamedDependency[Visit], join: FromPath[UUID]) -> Response[Any]:
    """Show what somebody typed who asks to join, and both answers."""
    return render(visit.request, await _page(visit, join))


@post(f"{JOINING}/accept", guards=[signed_in])
async def accept_joining(visit: NamedDependency[Visit], join: FromPath[UUID]) -> Response[Any]:
    """Make them a member, and ask for what they need."""
    page = await _page(visit, join)
    try:
        number = await accept_join(visit.portal, join, by=visit.actor)
    except NotNow as reason:
        return render(visit.request, replace(page, refused=str(reason)), status=422)
    return see_other(f"/requests/{number}")


@post(f"{JOINING}/decline", guards=[signed_in])
async def decline_joining(visit: NamedDependency[Visit], join: FromPath[UUID]) -> Response[Any]:
    """Decline with a reason."""
    page = await _page(visit, join)

    async def act(given: Declines) -> Response[Any]:
        await turn_down(visit.portal, join, given.reason, by=visit.actor)
        return see_other(page.path)

    return await taken(visit.request, Declines, lambda form: replace(page, form=form), act)


async def _page(visit: Visit, join: UUID) -> AnswerPage:
    view = await join_to_answer(visit.portal, join, visit.who.account_id)
    looked = view.looked
    return AnswerPage(
        draw(Declines),
        view=view,
        name=(looked.person.person.name if looked else "") or view.account.name,
        path=f"/office/joining/{join}",
        wished=[_wished(visit.portal, each) for each in looked.wishes] if looked else (),
        refused="",
    )


def _wished(portal: Portal, wish: WantedApplication) -> Wished:
    why = reasons(portal, wish.chain, "administrator", {})
    return Wished(wish.name, wish.shown, (*why.ahead, *why.done))


handlers = [show_joining, accept_joining, decline_joining]

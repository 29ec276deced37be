"""What practice and support write to each other about a request, and the mails about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from pydantic import BaseModel

from core.dates import in_minutes
from core.errors import Invalid, TooMany
from core.forms import field, read
from core.messages import actions
from core.messages.forms import NewMessage
from core.requests.queries.mails import RequestMail, mails_of
from core.requests.queries.views import request_of
from core.requests.resending import send_again
from web.contexts import PageContext
from web.forms import see_other, submitted
from web.pages.requests.request_page import Looks, draw_request
from web.rendering import render
from web.security.guards import signed_in
from web.visit import Visit


class Seen(BaseModel):
    """The newest message that was on the page."""

    seen: int = field("Messages seen", kind="hidden")


@dataclass(frozen=True, slots=True)
class MailsPage(PageContext):
    """Every mail about a request; `refused` is why one was not sent again."""

    template: ClassVar[str] = "requests/mails.html"
    number: str
    mails: Sequence[RequestMail]
    refused: str = ""

    @property
    def wrong(self) -> bool:
        """Whether something was not sent."""
        return bool(self.refused)


@get("/requests/{number:str}/now", guards=[signed_in])
async def now(
    visit: NamedDependency[Visit], number: FromPath[str], show: FromQuery[str] = ""
) -> Response[Any]:
    """Draw the part of a request's page that changes by itself."""
    answer = await draw_request(visit, number, looks=Looks(show=show), fragment="now")
    answer.headers["HX-Trigger"] = '{"announce": "This page was brought up to date."}'
    return answer


@post("/requests/{number:str}/messages", guards=[signed_in])
async def write(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Send a message to support."""
    reading = read(NewMessage, await submitted(visit.request))
    if reading.answers is None:
        return await draw_request(visit, number, form=reading.form, status=422)
    try:
        await actions.write(visit.portal, number, reading.answers, by=visit.actor)
    except (TooMany, Invalid) as refusal:
        form = reading.refused(actions.refused_words(refusal))
        return await draw_request(visit, number, form=form, status=422)
    return see_other(f"/requests/{number}#messages")


@post("/requests/{number:str}/messages/read", guards=[signed_in])
async def mark_read(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """Mark the messages that were on the page as no longer new."""
    reading = read(Seen, await submitted(visit.request))
    if reading.answers is None:
        await request_of(visit.portal, number, visit.who.account_id)
    else:
        await actions.mark_read(number, reading.answers.seen, by=visit.actor)
    return see_other(f"/requests/{number}#messages")


@get("/requests/{number:str}/mails", guards=[signed_in])
async def mails(visit: NamedDependency[Visit], number: FromPath[str]) -> Response[Any]:
    """List every mail about the request, and how far it got."""
    sent = await mails_of(number, visit.who.account_id)
    return render(visit.request, MailsPage(number, sent))


@post("/requests/{number:str}/mails/{key:uuid}", guards=[signed_in])
async def send_mail_again(
    visit: NamedDependency[Visit], number: FromPath[str], key: FromPath[UUID]
) -> Response[Any]:
    """Send one of them once more, or say above the list why not."""
    try:
        await send_again(visit.portal, number, key, by=visit.actor)
    except (TooMany, Invalid) as refusal:
        page = MailsPage(number, await mails_of(number, visit.who.account_id), _why_not(refusal))
        return render(visit.request, page, status=refusal.status)
    return see_other(f"/requests/{number}/mails")


def _why_not(refusal: TooMany | Invalid) -> str:
    if isinstance(refusal, Invalid):
        return str(refusal)
    wait = in_minutes(refusal.retry_after)
    return f"This email, or many others, went out again just now. Nothing was sent; try again in {wait}"


handlers = [now, write, mark_read, mails, send_mail_again]

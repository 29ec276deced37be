"""A page that asks something: what was answered is taken, or the page is shown again with what is wrong.

Some decisions get a page of their own: one question, what will happen, and a button.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from litestar import Response
from pydantic import BaseModel

from core.dates import in_minutes
from core.errors import Invalid, TooMany
from core.forms import NOTHING_OFFERED, Email, Form, Offered, PersonName, at_site, draw, field, read
from core.mail.budget import TooManyMails
from web.contexts import PageContext
from web.forms import AnyRequest, see_other, submitted
from web.rendering import render
from web.visit import Visit

NOTHING, ADDRESS = Form(()), "email"


class OtherAddress(BaseModel):
    """Where a signer is reached."""

    email: Email = field("Email address", kind="email", autocomplete="off")


class OtherSigner(BaseModel):
    """Who signs instead."""

    name: PersonName = field("Full name", max_length=200, missing="Enter the name of the new signer")
    email: Email = field("Email address", kind="email", autocomplete="off")


@dataclass(frozen=True, slots=True)
class Question(PageContext):
    """A heading, what will happen, and the words of the button; `warn` for what ends something.

    `lines` say step by step what will happen. Without a button it cannot be done, for the reason it gives.
    A subclass names the template: the practice and the console are asked on pages of their own.
    """

    heading: str
    effect: str
    button: str
    back: str
    warn: bool = False
    form: Form = NOTHING
    lines: Sequence[str] = ()

    @property
    def wrong(self) -> bool:
        """Whether the form is to be put right."""
        return self.form.wrong


M = TypeVar("M", bound=BaseModel)


async def taken(
    request: AnyRequest,
    model: type[M],
    page: Callable[[Form], PageContext],
    act: Callable[[M], Awaitable[Response[Any]]],
    choices: Offered = NOTHING_OFFERED,
) -> Response[Any]:
    """Act on what was sent, or show the page again with words at what is wrong."""
    reading = read(model, await submitted(request), choices=choices)
    if reading.answers is None:
        return render(request, page(reading.form), status=422)
    try:
        return await act(reading.answers)
    except Invalid as wrong:
        return render(request, page(reading.refused(_placed(wrong, model))), status=422)
    except TooMany as refusal:
        wait = f"Too many attempts. Nothing was changed; try again in {in_minutes(refusal.retry_after)}"
        headers = {"Retry-After": str(refusal.retry_after)}
        return render(request, page(reading.refused({"": wait})), status=429, headers=headers)


def _placed(wrong: Invalid, model: type[BaseModel]) -> Mapping[str, str]:
    """Words that mails are used up stand at the address that was typed, where one is asked for."""
    at_address = isinstance(wrong, TooManyMails) and ADDRESS in model.model_fields
    return {ADDRESS: str(wrong)} if at_address else wrong.errors


def _here(visit: Visit, model: type[M]) -> type[M]:
    """The model as the site asks it."""
    site = visit.portal.site
    return at_site(site.asking, model)


def ask(visit: Visit, question: Question, model: type[BaseModel], **values: str) -> Response[Any]:
    """Show the page with the question; its form is empty, or has these values in it."""
    form = draw(_here(visit, model), values)
    return render(visit.request, replace(question, form=form))


async def answered(
    visit: Visit, question: Question, model: type[M], act: Callable[[M], Awaitable[object]], then: str = ""
) -> Response[Any]:
    """Do it and go back, or on to `then`; or show the page again with words at what is wrong."""

    async def done(given: M) -> Response[Any]:
        await act(given)
        return see_other(then or question.back)

    asked = _here(visit, model)
    return await taken(visit.request, asked, lambda form: replace(question, form=form), done)

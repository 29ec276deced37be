"""Decisions that get a page of their own: one question, what will happen, and a button."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Response
from pydantic import BaseModel

from core.errors import Invalid
from core.forms import Form, draw, read
from web.forms import see_other, submitted
from web.rendering import render_loosely as render
from web.visit import Visit


@dataclass(frozen=True, slots=True)
class Question:
    """A heading, what will happen, and the words of the button; `warn` for what ends something.

    `page` is the template: the console's, unless somebody else is asked.
    """

    heading: str
    effect: str
    button: str
    back: str
    warn: bool = False
    page: str = "support/ask.html"


def ask(visit: Visit, question: Question, form: Form, status: int = 200) -> Response[Any]:
    """The page with the question."""
    return render(visit.request, question.page, status=status, question=question, form=form)


async def answered(
    visit: Visit, question: Question, model: type[BaseModel], act: Callable[[Any], Awaitable[object]]
) -> Response[Any]:
    """Does it and goes back, or shows the page again with words at what is wrong."""
    reading = read(model, await submitted(visit.request))
    if reading.answers is None:
        return ask(visit, question, reading.form, 422)
    try:
        await act(reading.answers)
    except Invalid as wrong:
        return ask(visit, question, reading.refused(wrong.errors), 422)
    return see_other(question.back)


def fresh(model: type[BaseModel], **values: str) -> Form:
    """The empty form, or with these values in it."""
    return draw(model, values)

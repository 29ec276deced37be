"""Forms that guessers try: who tries too often waits, or has the browser solve a puzzle first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

from litestar import Response
from pydantic import BaseModel

from core.dates import in_minutes
from core.errors import Invalid, TooMany
from core.forms import Form, read
from core.identity.browsers import Browser
from core.identity.limits import PuzzleFirst
from web.contexts import PageContext
from web.forms import AnyRequest, submitted
from web.rendering import render
from web.security.browsers import FIELD, browser_of

WAIT = "Too many attempts. Try again in {minutes}"
PROVE = (
    "Too many attempts. Wait until your browser has shown that it isn’t a robot and send the form "
    "again. Otherwise try again in {minutes}"
)

M = TypeVar("M", bound=BaseModel)


class Page(Protocol):
    """Draws the form, with a puzzle for the browser to solve or without."""

    def __call__(self, form: Form, *, puzzle: bool) -> PageContext: ...


async def tried(
    request: AnyRequest,
    name: str,
    model: type[M],
    page: Page,
    act: Callable[[M, Browser], Awaitable[Response[Any]]],
    otherwise: str = "",
) -> Response[Any]:
    """Act on what was sent, or show the page again; after a refusal with a puzzle, for anybody alike.

    `name` is whose puzzles are taken; `otherwise` is what may be done in place of waiting.
    """
    reading = read(model, await submitted(request), ignore=frozenset({"csrf", FIELD}))
    if reading.answers is None:
        return render(request, page(reading.form, puzzle=False), status=422)
    try:
        return await act(reading.answers, await browser_of(request, name))
    except Invalid as wrong:
        return render(request, page(reading.refused(wrong.errors), puzzle=True), status=422)
    except TooMany as refusal:
        words = PROVE if isinstance(refusal, PuzzleFirst) else WAIT
        told = words.format(minutes=in_minutes(refusal.retry_after)) + otherwise
        shown = page(reading.refused({"": told}), puzzle=True)
        headers = {"Retry-After": str(refusal.retry_after)}
        return render(request, shown, status=429, headers=headers)

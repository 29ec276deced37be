"""A page that asks something: what was answered is taken, or the page is shown again with what is wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from litestar import Response
from pydantic import BaseModel

from core.errors import Invalid
from core.forms import Form, read
from web.contexts import PageContext
from web.forms import AnyRequest, submitted
from web.rendering import render

M = TypeVar("M", bound=BaseModel)


async def taken(
    request: AnyRequest,
    model: type[M],
    page: Callable[[Form], PageContext],
    act: Callable[[M], Awaitable[Response[Any]]],
) -> Response[Any]:
    """Acts on what was sent, or shows the page again with words at what is wrong."""
    reading = read(model, await submitted(request))
    if reading.answers is None:
        return render(request, page(reading.form), status=422)
    try:
        return await act(reading.answers)
    except Invalid as wrong:
        return render(request, page(reading.refused(wrong.errors)), status=422)

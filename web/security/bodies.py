"""Reading a form that anybody may have sent, before it is known who it was."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.datastructures import FormMultiDict
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException, HTTPException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.handlers import BaseRouteHandler

from core.errors import NotFound
from web.security.addresses import AnyConnection

# Reading fields takes time in which nobody else is served: five megabytes of them took three seconds here.
# The largest form is the grid of a thousand people with everything ticked. Files come in another encoding.
LARGEST_FORM, MOST_FIELDS = 1024 * 1024, 10_000
NUL = "\0"


async def form_of(request: Request[Any, Any, Any]) -> FormMultiDict:
    """Read the form; answer 413 when it is too large to be one of ours, 400 when it cannot be read."""
    if request.content_type[0] == RequestEncodingType.URL_ENCODED:
        body = await request.body()
        if len(body) > LARGEST_FORM or body.count(b"&") >= MOST_FIELDS:
            raise RequestEntityTooLarge
    try:
        form = await request.form()
    except HTTPException:
        raise
    except (LookupError, ValueError) as problem:  # an encoding that does not exist, or text that is not in it
        raise ClientException("The form cannot be read.") from problem
    if any(NUL in text for pair in form.multi_items() for text in pair if isinstance(text, str)):
        raise ClientException("The form cannot be read.")
    return form


async def refuse_nul(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard every route of the application: nothing of ours has such a character in its address.

    PostgreSQL keeps no text with one and would fail on the question.
    """
    if NUL in connection.scope["path"] or b"%00" in connection.scope["query_string"]:
        raise NotFound

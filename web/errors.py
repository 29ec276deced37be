"""Errors become pages with the site's look: words for the person, the trace only for the log."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, NamedTuple

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from core.database import is_outage
from core.dates import in_minutes
from core.errors import Forbidden, Invalid, PortalError, Stale, TooMany
from web.rendering import render

log = logging.getLogger(__name__)


class Words(NamedTuple):
    """What an error page says."""

    heading: str
    paragraphs: tuple[str, ...]


_AGAIN = "Nothing was changed. Go back and try again."
_WORDS = {
    400: Words("We could not read what was sent", (_AGAIN,)),
    403: Words(
        "You cannot open this page", ("It may belong to somebody else, or your part does not include it.",)
    ),
    404: Words(
        "Page not found",
        (
            "The address may be mistyped, or the page may have moved.",
            "If you followed a link in an e-mail, check that it is complete.",
        ),
    ),
    405: Words("This page cannot be used that way", (_AGAIN,)),
    409: Words(
        "This was changed in another window",
        (
            "Somebody, perhaps you, saved a newer version while this page was open. Nothing was overwritten.",
            "Open the page again to see the newer version, then make your change.",
        ),
    ),
    413: Words("That is too big", ("The file or text is larger than we can take. Nothing was saved.",)),
    422: Words("Something in the form is not right", (_AGAIN,)),
    429: Words("Too many attempts", ("To keep accounts safe we have to ask you to wait.",)),
    500: Words(
        "Sorry, something went wrong",
        (
            "The fault is on our side and has been recorded.",
            "What you saved before is safe. Try again in a few minutes.",
        ),
    ),
    503: Words(
        "Sorry, this is not available right now",
        ("Part of the service is down. What you saved before is safe.", "Try again in a few minutes."),
    ),
}


def on_portal_error(request: Request[Any, Any, Any], error: PortalError) -> Response[str]:
    """Draws the errors our own code raises on purpose."""
    words = _words(error.status)
    if isinstance(error, Invalid):
        words = words._replace(paragraphs=(*error.errors.values(), _AGAIN))
    if isinstance(error, Stale) and str(error):
        words = words._replace(paragraphs=(str(error), words.paragraphs[-1]))
    if isinstance(error, Forbidden) and str(error):
        words = words._replace(paragraphs=(str(error),))
    if isinstance(error, TooMany):
        wait = f"Try again in {in_minutes(error.retry_after)}."
        return _page(
            request,
            429,
            words._replace(paragraphs=(*words.paragraphs, wait)),
            {"Retry-After": str(error.retry_after)},
        )
    return _page(request, error.status, words)


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[str]:
    """Draws the errors of the framework: unknown address, wrong method, unreadable or too big a body."""
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return on_unexpected(request, error)
    return _page(request, error.status_code, _words(error.status_code), dict(error.headers or {}))


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """Logs what nobody foresaw and tells the person nothing but that it is our fault.

    A database that is down is no fault of the page's: the answer is 503, and nobody needs its trace.
    """
    if is_outage(error):
        log.error("the database cannot be used: %s", type(error).__name__)
        return _page(request, 503, _words(503))
    log.error("unexpected error", exc_info=error)
    return _page(request, 500, _words(500))


HANDLERS: ExceptionHandlersMap = {
    PortalError: on_portal_error,
    HTTPException: on_http_error,
    Exception: on_unexpected,
}


def _words(status: int) -> Words:
    return _WORDS.get(status, _WORDS[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400])


def _page(
    request: Request[Any, Any, Any], status: int, words: Words, headers: dict[str, str] | None = None
) -> Response[str]:
    return render(
        request,
        "error.html",
        status=status,
        headers=headers,
        heading=words.heading,
        paragraphs=words.paragraphs,
    )

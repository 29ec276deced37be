"""Errors become pages with the site's look: words for the person, the trace only for the log."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, ClassVar

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from core.apart import Silent
from core.database import is_outage
from core.dates import in_minutes
from core.enrollment.uploaded.limits import LARGEST_FILE
from core.errors import Forbidden, Invalid, PortalError, Stale, TooMany, Unavailable
from core.logs import OUTAGE
from core.moves import NotNow
from web.contexts import PageContext
from web.rendering import render
from web.request_log import CLIENT_GONE
from web.security.bodies import LARGEST_FORM
from web.security.csrf import NotOurForm
from web.security.guards import page_of

log = logging.getLogger(__name__)
outage = logging.getLogger(OUTAGE)


@dataclass(frozen=True, slots=True)
class ErrorPage(PageContext):
    """What an error page says."""

    template: ClassVar[str] = "error.html"
    heading: str
    paragraphs: tuple[str, ...]
    back: str = ""


_AGAIN = "Nothing was changed. Go back and try again."
_WORDS = {
    400: ErrorPage("We couldn’t read what was sent", (_AGAIN,)),
    403: ErrorPage(
        "You can’t open this page", ("It may belong to someone else, or your part doesn’t include it.",)
    ),
    404: ErrorPage(
        "Page not found",
        (
            "The address may have a typing error, or the page may have moved.",
            "If you followed a link in an email, check that it is complete.",
        ),
    ),
    405: ErrorPage("This page can’t be used that way", (_AGAIN,)),
    409: ErrorPage(
        "This was changed in another window",
        (
            "Someone, perhaps you, saved a newer version while this page was open. Nothing was overwritten.",
            "Open the page again to see the newer version, and change it again.",
        ),
    ),
    413: ErrorPage(
        "That is too big",
        (
            f"Send a file of up to {LARGEST_FILE // 1024 // 1024} MB, or a form with up to "
            f"{LARGEST_FORM // 1024 // 1024} MB of text. Split what is larger.",
            "We saved nothing of it. What you saved before is safe.",
        ),
    ),
    422: ErrorPage("Something in the form isn’t right", (_AGAIN,)),
    429: ErrorPage("Too many attempts", ("To keep accounts safe we have to ask you to wait.",)),
    500: ErrorPage(
        "Sorry, something went wrong",
        (
            "The fault is on our side, and we recorded it.",
            "What you saved before is safe. Try again in a few minutes.",
        ),
    ),
    503: ErrorPage(
        "Sorry, this isn’t available right now",
        ("Part of the service is down. What you saved before is safe.", "Try again in a few minutes."),
    ),
}


_NOT_NOW = ErrorPage(
    "This can’t be done right now", ("Nothing was changed. Open the page again to see how it stands.",)
)


def on_portal_error(request: Request[Any, Any, Any], error: PortalError) -> Response[str]:
    """Draw the errors our own code raises on purpose."""
    words = _NOT_NOW if isinstance(error, NotNow) else _words(error.status)
    if isinstance(error, Invalid):
        words = replace(words, paragraphs=(*error.errors.values(), _AGAIN))
    if isinstance(error, Stale) and str(error):
        words = replace(words, paragraphs=(str(error), words.paragraphs[-1]))
    if isinstance(error, Unavailable) and str(error):
        words = replace(words, paragraphs=(str(error), "What you saved before is safe."))
    if isinstance(error, Forbidden) and str(error):
        words = replace(words, paragraphs=(str(error),))
    if isinstance(error, TooMany):
        wait = f"Try again in {in_minutes(error.retry_after)}."
        words = replace(words, paragraphs=(*words.paragraphs, wait))
        return render(request, words, status=429, headers={"Retry-After": str(error.retry_after)})
    return render(request, words, status=error.status)


def on_silent(request: Request[Any, Any, Any], _: Silent) -> Response[str]:
    """Say that an application was needed for this page and gave no answer; the log has which and where."""
    return on_portal_error(
        request, Unavailable("An application doesn’t answer at the moment. Try again in a minute.")
    )


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[str]:
    """Draw the errors of the framework: unknown address, wrong method, unreadable or too big a body."""
    if request.state.get("client_gone"):
        log.debug("the client went away")
        return Response("", status_code=CLIENT_GONE)
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return on_unexpected(request, error)
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        words = replace(_words(error.status_code), back=page_of(request) or "")
        return render(request, words, status=error.status_code, headers=error.headers)
    return render(request, _words(error.status_code), status=error.status_code, headers=error.headers)


def on_not_our_form(request: Request[Any, Any, Any], _: NotOurForm) -> Response[str]:
    """Say what most likely happened and what to do."""
    why = "It was open too long, or you opened it on another site. We changed nothing."
    what = (
        "Open the page again and send the form from there. Your browser has to accept cookies of this site."
    )
    return render(request, ErrorPage("This form can no longer be sent", (why, what)), status=403)


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    """Log what nobody foresaw and tell the person nothing but that it is our fault.

    A database that is down is no fault of the page's: the answer is 503, and nobody needs its trace.
    """
    if is_outage(error):
        outage.error("the database cannot be used: %s", type(error).__name__)
        return render(request, _words(503), status=503)
    log.error("unexpected error", exc_info=error)
    return render(request, _words(500), status=500)


HANDLERS: ExceptionHandlersMap = {
    NotOurForm: on_not_our_form,
    PortalError: on_portal_error,
    Silent: on_silent,
    HTTPException: on_http_error,
    Exception: on_unexpected,
}


def _words(status: int) -> ErrorPage:
    return _WORDS.get(status, _WORDS[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400])

"""What a SCIM server did wrong, in words that hold nothing it sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Any

from scim2_client import SCIMClientException
from scim2_models import SCIMException

from core import clock
from core.plugin_api import TryLater
from core.provisioning.connectors.scim_http import TooLarge


class Conflict(Exception):
    """The server has something with the same name already."""


class Vanished(Exception):
    """The account is not there any more."""


class Rejected(Exception):
    """The server does not take what was sent, and will not the next time either."""


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn every failure inside into TryLater; what the caller decides about has its own kind, inside."""
    try:
        yield
    except (SCIMClientException, SCIMException) as problem:
        raise _later(problem) from problem
    except TooLarge as problem:
        raise TryLater("The server's answer was far too large") from problem
    except (Conflict, Vanished, Rejected) as problem:
        raise TryLater("The server doesn’t take the change of an account that it shows") from problem


@contextmanager
def decided() -> Iterator[None]:
    """Raise, around a change, kinds of their own for the answers that the caller goes on from."""
    try:
        yield
    except (SCIMClientException, SCIMException) as problem:
        kinds = {409: Conflict, 404: Vanished, 400: Rejected}
        if (kind := kinds.get(status_of(problem))) is None:
            raise
        raise kind("The server doesn’t take the details of this account.") from problem


def status_of(problem: Exception) -> int:
    """Return the HTTP status of the answer behind a failure; 0 when there was none."""
    return int(getattr(getattr(problem, "source", None), "status_code", 0) or 0)


def _later(problem: Exception) -> TryLater:
    status = status_of(problem)
    if not status:
        # A network failure, or a body that was cut off because of its size.
        return TryLater("The server didn’t answer")
    if status in (401, 403):
        return TryLater(f"The server doesn’t accept our credentials ({status})")
    if 200 <= status < 300:
        return TryLater("The server answered something that isn’t SCIM")
    return TryLater(f"The server answered {status}", retry_after(getattr(problem, "source", None)))


def retry_after(answer: Any) -> float:
    """Return how many seconds the server asked to be left alone."""
    said = str(answer.headers.get("retry-after") or "")
    if said.isascii() and said.isdigit():
        return float(said[:6])
    try:
        return max(0.0, (parsedate_to_datetime(said) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return 0.0

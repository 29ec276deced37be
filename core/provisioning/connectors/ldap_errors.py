"""What a directory did wrong, in words that hold nothing it sent."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import bonsai

from core.plugin_api import TryLater

# Result codes of RFC 4511.
NO_SUCH_VALUE, UNDEFINED_ATTRIBUTE, IN_USE, NO_SUCH_ENTRY = 16, 17, 20, 32
CREDENTIALS, NO_RIGHT, UNWILLING, ENTRY_EXISTS = 49, 50, 53, 68
BUSY = (51, 52)
# Constraint, syntax, name, class: what was sent will not be taken the next time either.
REJECTING = (19, 21, 34, 64, 65)


class Taken(Exception):
    """There is an entry of this name already."""


class Vanished(Exception):
    """The entry is not there any more."""


class Changed(Exception):
    """A value came or went between reading and writing."""


class Rejected(Exception):
    """The directory does not take what was sent, and will not the next time either."""


_DECIDED: dict[int, type[Exception]] = {
    ENTRY_EXISTS: Taken,
    NO_SUCH_ENTRY: Vanished,
    **dict.fromkeys((NO_SUCH_VALUE, IN_USE), Changed),
    **dict.fromkeys(REJECTING, Rejected),
}
NOT_THERE = "The directory doesn’t show the people or the group that the site profile names"
_WORDS = {
    NO_SUCH_ENTRY: NOT_THERE,
    CREDENTIALS: "The directory doesn’t accept our credentials",
    NO_RIGHT: "The directory doesn’t let our account do this",
    UNWILLING: "The directory is unwilling to do this",
    UNDEFINED_ATTRIBUTE: "The directory doesn’t know an attribute that the site profile names",
    **dict.fromkeys(BUSY, "The directory is busy"),
}


@contextmanager
def decided() -> Iterator[None]:
    """Raise, around a change, kinds of their own for the answers that the caller goes on from."""
    try:
        yield
    except bonsai.LDAPError as problem:
        if (kind := _DECIDED.get(problem.code)) is None:
            raise
        raise kind("The directory doesn’t take the details of this account.") from problem


@contextmanager
def in_our_words() -> Iterator[None]:
    """Turn every failure inside into TryLater."""
    try:
        yield
    except ssl.SSLError as problem:
        raise TryLater("The directory's certificate isn’t one that we trust") from problem
    except TimeoutError as problem:
        raise TryLater("The directory didn’t answer") from problem
    except OSError as problem:
        raise TryLater("We can’t reach the directory") from problem
    except bonsai.LDAPError as problem:
        words = _WORDS.get(problem.code, f"The directory answered {problem.code}")
        raise TryLater("The directory didn’t answer" if problem.code < 0 else words) from problem
    except Vanished as problem:
        raise TryLater(f"{NOT_THERE}, or an account vanished") from problem
    except (Changed, Taken) as problem:
        raise TryLater("The directory's entries changed meanwhile") from problem

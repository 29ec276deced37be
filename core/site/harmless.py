"""Patterns that a profile may have: a part of regular expressions that is read at once, whatever is typed."""

from __future__ import annotations

import re

MAX_LENGTH = 100
_ATOM = r"(?:\\[d.\-/ ]|\[[A-Za-z0-9-]+\]|[A-Za-z0-9 /#-])"
_TIMES = r"(?:\{\d{1,2}(?:,\d{1,2})?\}|\?)?"
_PIECE = rf"(?:{_ATOM}{_TIMES}|\((?:{_ATOM}(?:\{{\d{{1,2}}\}})?)+\)\??)"
_WRITTEN = re.compile(rf"(?:{_PIECE})+(?:\|(?:{_PIECE})+)*")
# Each of these is tried with each of the others.
_OPEN, _OPTIONAL = re.compile(r"\{\d+,\d+\}"), re.compile(r"\?")
MOST_OPEN, MOST_OPTIONAL = 3, 6


def harmless_pattern(pattern: str) -> str:
    """Return a pattern without its anchors, which go without saying; ValueError for one that may hang."""
    bare = pattern.removeprefix("^").removesuffix("$")
    tried = len(_OPEN.findall(bare)) > MOST_OPEN or len(_OPTIONAL.findall(bare)) > MOST_OPTIONAL
    if len(bare) > MAX_LENGTH or tried or not _WRITTEN.fullmatch(bare):
        raise ValueError(
            r"must be made of letters, digits, \d and lists as [A-Z], each with {3}, {3,5} or ? behind it, "
            "of (…)? around some, and of | between whole forms, with few open lengths"
        )
    try:
        re.compile(bare)
    except re.error as problem:
        message = f"is no pattern: {problem}"
        raise ValueError(message) from problem
    return bare

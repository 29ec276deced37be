"""Rows that let somebody in, bound to what they say by a key that is not in the database.

Whoever can write the database could otherwise add a session whose token he knows, or have a link of his own
say that it is for somebody else. The key is set once at start-up, like the clock: rows are made and looked at
in many rooms that need it for nothing else, and none can forget to pass it on.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog

from core.keys import Keys

log = structlog.get_logger(__name__)
_keys: Keys | None = None


def use(keys: Keys) -> None:
    """Bind rows with these keys from now on, and believe what these and their former ones have bound."""
    global _keys  # noqa: PLW0603 - one deployment for the process is the point of this module
    _keys = keys


@contextmanager
def put_back() -> Iterator[None]:
    """Bind as before when the block ends, whatever was used in it."""
    global _keys  # noqa: PLW0603 - as above
    before = _keys
    try:
        yield
    finally:
        _keys = before


@dataclass(frozen=True, slots=True)
class Binding:
    """What is bound together in rows of one kind: a row of which any part is another counts for nothing."""

    kind: str
    parts: Sequence[str]

    def of(self, row: Mapping[str, Any]) -> str:
        """Return what is stored of a row beside its parts."""
        return _required().code(f"binding {self.kind}", self._text(row))

    def holds(self, row: Mapping[str, Any]) -> bool:
        """Tell whether a stored row with its `binding` says what we wrote; log it if not."""
        text = self._text(row)
        if _required().is_code(str(row["binding"]), f"binding {self.kind}", text):
            return True
        why = "it was written or changed by someone without our key, or bound by one that we do not have"
        log.error("row.not-bound", kind=self.kind, row=str(row["id"]), why=why)
        return False

    def is_current(self, row: Mapping[str, Any]) -> bool:
        """Tell whether the newest key bound a row; if not, it is time to bind it again."""
        return hmac.compare_digest(str(row["binding"]).encode(), self.of(row).encode())

    def _text(self, row: Mapping[str, Any]) -> str:
        parts = [row[name] for name in self.parts]
        return json.dumps(parts, sort_keys=True, separators=(",", ":"), default=_plain)


def code_of(purpose: str, text: str) -> str:
    """Return what is stored of something short that is typed: it cannot be guessed from that."""
    return _required().code(purpose, text)


def is_code(stored: str, purpose: str, text: str) -> bool:
    """Tell whether this was stored of that text."""
    return _required().is_code(stored, purpose, text)


def _required() -> Keys:
    if _keys is None:
        raise RuntimeError("no key was given to bind rows with")
    return _keys


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)

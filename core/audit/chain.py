"""How one event is bound to the one before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

BEGINNING = "0" * 64

COVERED = (
    "number", "at", "action", "actor_kind", "actor_account", "actor_name",
    "address", "agent", "subject_kind", "subject", "details",
)  # fmt: skip


def digest(row: Mapping[str, Any], previous: str) -> str:
    """Compute SHA-256, in hex, of the row's content in canonical JSON behind the digest of the row before."""
    content = canonical({name: plain(row[name]) for name in COVERED})
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


def canonical(value: Any) -> str:
    """Write a value as JSON in the one way in which that is done here."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def as_json(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return details as JSON gives them back: keys and dates and the like are text, and only sound text."""
    text = json.dumps(details, default=str, ensure_ascii=False, allow_nan=False)
    return dict(json.loads(plain_text(text)))


def plain_text(text: str) -> str:
    """Make it text that every database can store: no zero characters and no halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def plain(value: Any) -> Any:
    """Write a stored value as it is in JSON: times in UTC to the microsecond, keys of accounts as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if value is None or isinstance(value, int | str | dict | list):
        return value
    return str(value)

"""The one way in which an event is written down, and the leaf of the log's tree that this gives."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from core.tlog.tree import leaf_hash

SALT_BYTES = 16
COVERED = (
    "number", "at", "action", "actor_kind", "actor_account", "actor_name",
    "address", "agent", "subject_kind", "subject", "details",
)  # fmt: skip
# What is left of an event that was retired: its number and its leaf. The database knows this form too.
EMPTIED: Mapping[str, Any] = MappingProxyType(
    {
        "at": datetime(1970, 1, 1, tzinfo=UTC),
        "action": "retired",
        "actor_kind": "",
        "actor_account": None,
        "actor_name": "",
        "address": "",
        "agent": "",
        "subject_kind": None,
        "subject": None,
        "details": {},
        "salt": "",
    }
)


def leaf_of(row: Mapping[str, Any], salt: str) -> bytes:
    """Hash an event to its leaf; the salt, in hex, keeps anybody from guessing the event by its leaf."""
    return leaf_hash(hashlib.sha256(bytes.fromhex(salt) + covered_text(row).encode()).digest())


def covered_text(row: Mapping[str, Any]) -> str:
    """Write what is covered of an event in canonical JSON."""
    return canonical({name: plain(row[name]) for name in COVERED})


def is_emptied(row: Mapping[str, Any]) -> bool:
    """Tell whether the event was retired."""
    return all(plain(row[name]) == plain(value) for name, value in EMPTIED.items())


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

"""The one way in which an event is written down, and the leaf of the log's tree that this gives."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from core.tlog.tree import leaf_hash

SALT_BYTES = 16
# Each part has a salt of its own, so that a proof can show one and keep another to itself: of which account
# and network address somebody acted is not for everybody who may see what was done.
PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "event": (
            "number",
            "at",
            "action",
            "actor_kind",
            "actor_name",
            "subject_kind",
            "subject",
            "details",
        ),
        "origin": ("actor_account", "address", "agent"),
    }
)
_OF_JSON = (str, int, dict, list)
_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
COVERED = tuple(name for part in PARTS.values() for name in part)
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
    return leaf_of_parts({part: hash_of_part(part, row, salt_of(part, salt)) for part in PARTS})


def leaf_of_parts(hashes: Mapping[str, bytes]) -> bytes:
    """Put the hashes of all parts of an event together to its leaf."""
    return leaf_hash(hashlib.sha256(b"".join(hashes[part] for part in PARTS)).digest())


def salt_of(part: str, salt: str) -> str:
    """Derive the salt of one part, in hex; nobody finds by it that of another."""
    return hmac.digest(bytes.fromhex(salt), part.encode(), "sha256").hex()


def hash_of_part(part: str, row: Mapping[str, Any], salt: str) -> bytes:
    """Hash one part of an event with its own salt."""
    return hash_of_text(text_of_part(part, row), salt)


def text_of_part(part: str, row: Mapping[str, Any]) -> str:
    """Write one part of an event down."""
    return canonical({name: plain(row[name]) for name in PARTS[part]})


def hash_of_text(text: str, salt: str) -> bytes:
    """Hash a part that was written down, with its own salt."""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).digest()


def is_emptied(row: Mapping[str, Any]) -> bool:
    """Tell whether the event was retired."""
    if row["action"] != EMPTIED["action"]:
        return False
    return all(plain(row[name]) == plain(value) for name, value in EMPTIED.items())


def canonical(value: Any) -> str:
    """Write a value as JSON in the one way in which that is done here."""
    return _WRITER.encode(value)


def as_json(details: Mapping[str, Any]) -> dict[str, Any]:
    """Return details as JSON gives them back: keys and dates and the like are text, and only sound text."""
    text = json.dumps(details, default=str, ensure_ascii=False, allow_nan=False)
    return dict(json.loads(plain_text(text)))


def plain_text(text: str) -> str:
    """Make it text that every database can store: no zero characters and no halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def plain(value: Any) -> Any:
    """Write a stored value as it is in JSON: times in UTC to the microsecond, keys of accounts as text."""
    if value is None or isinstance(value, _OF_JSON):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)

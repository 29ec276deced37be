"""The leaves of events hashed as they are stored, without taking an event to pieces and writing it anew.

What is not written plainly gets no leaf here, or one that doesn't fit, and is looked at with care elsewhere.
Nothing that was changed gets the leaf that fits: the text that is hashed is that of `canonical.text_of_part`
for an event as it was written, and no other values in the columns give this text. Each of them ends where the
text says so: strings at the first quotation mark without a backslash, the moment after 32 letters, and
behind the details stand three more values that can be read from the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from json.encoder import encode_basestring
from typing import Any

from core.audit.canonical import SALT_BYTES

Texts = Sequence[Any]
"""The columns of an event in the order of `NAMES`: all text, but for the number and PostgreSQL's moment."""

NAMES = (
    *("number", "at", "action", "actor_kind", "actor_account", "actor_name", "address", "agent"),
    *("subject_kind", "subject", "details", "salt", "leaf"),
)
# The two blocks of HMAC, made of a salt that is shorter than a block.
_BLOCK = 64
_INNER, _OUTER = (bytes(each ^ pad for each in range(256)) for pad in (0x36, 0x5C))
_MOMENT = len("2020-11-01 00:00:00.000001+00:00")


def quick_leaves(rows: Iterable[Texts], after: int) -> list[bytes] | None:
    """Hash the events behind number `after`; None unless each is there and has the leaf it shall have."""
    leaves = []
    try:
        for number, row in enumerate(rows, after + 1):
            leaf = _leaf(row)
            if row[0] != number or leaf.hex() != row[-1]:
                return None
            leaves.append(leaf)
    except (TypeError, ValueError, AttributeError):
        return None
    return leaves


def _leaf(row: Texts) -> bytes:
    """As `canonical.leaf_of`, for the texts of one event."""
    number, at, action, kind, account, name, address, agent, about, subject, details, salt, _ = row
    event = (
        f'{{"action":{encode_basestring(action)},"actor_kind":{encode_basestring(kind)},'
        f'"actor_name":{encode_basestring(name)},"at":"{_moment(at)}","details":{details},"number":{number},'
        f'"subject":{_or_null(subject)},"subject_kind":{_or_null(about)}}}'
    )
    origin = (
        f'{{"actor_account":{_or_null(account)},"address":{encode_basestring(address)},'
        f'"agent":{encode_basestring(agent)}}}'
    )
    key = _key(salt)
    inner, outer = key.translate(_INNER), key.translate(_OUTER)
    event_salt = sha256(outer + sha256(inner + b"event").digest()).digest()
    origin_salt = sha256(outer + sha256(inner + b"origin").digest()).digest()
    event_hash = sha256(event_salt + event.encode()).digest()
    origin_hash = sha256(origin_salt + origin.encode()).digest()
    return sha256(b"\0" + sha256(event_hash + origin_hash).digest()).digest()


def _or_null(text: str | None) -> str:
    return "null" if text is None else encode_basestring(text)


def _key(salt: str) -> bytes:
    """The salt in a block of HMAC; ValueError when it is written in any way but ours."""
    raw = bytes.fromhex(salt)
    if len(raw) != SALT_BYTES or raw.hex() != salt:
        raise ValueError(salt)
    return raw.ljust(_BLOCK, b"\0")


def _moment(at: str | datetime) -> str:
    """The moment as it is hashed; ValueError for one that SQLite has in any way but ours."""
    if isinstance(at, datetime):
        return at.isoformat(timespec="microseconds")
    if len(at) != _MOMENT or at[10] != " " or at[19:26] == ".000000":
        raise ValueError(at)
    return f"{at[:10]}T{at[11:]}"

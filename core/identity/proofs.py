"""Things that may be done once because a mail reached somebody: by its link, or by typing its code.

Looking changes nothing. Whatever is used up is used up by the one statement that also answers whether it
was there, so that of many replays at once one succeeds.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from core import clock
from core.identity import limits
from core.identity.tables import MailProof
from core.tokens import hash_of, new_letter_code, new_token, typed_letter_code

Purpose = Literal["sign-up", "reset", "notice", "pick-up", "known-person", "staff"]

_WEEK = 7 * 24 * 60
MINUTES: dict[Purpose, int] = {
    "sign-up": 60,
    "reset": 30,
    "notice": _WEEK,
    "pick-up": _WEEK,
    "known-person": 2 * _WEEK,
    "staff": 3 * 24 * 60,
}
# Each of these lets somebody choose a password without knowing the present one.
CHOOSING: tuple[Purpose, ...] = ("reset", "pick-up", "staff")
MOST_TRIES = 5
# What strangers typed is not kept when they never came back.
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Keys:
    """What goes into the mail and is stored nowhere."""

    id: UUID
    link: str
    code: str
    denial: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as it is stored."""

    id: UUID
    purpose: Purpose
    account: UUID | None
    email: str
    details: dict[str, Any]
    open: bool


async def make(
    purpose: Purpose, email: str, account: UUID | None, details: dict[str, Any] | None = None
) -> Keys:
    """Store a new proof; part of a change."""
    keys = _new_keys(uuid4())
    row = MailProof(id=keys.id, purpose=purpose, email=email, account=account, details=details or {})
    row.link, row.code, row.denial = hash_of(keys.link), _hashed(keys.code), hash_of(keys.denial)
    row.expires_at = _end(purpose)
    await MailProof.delete().where(MailProof.expires_at < clock.now() - FORGOTTEN_AFTER)
    await limits.forget_old()
    await MailProof.insert(row)
    return keys


async def renew(proof: Proof) -> Keys:
    """New keys for a proof that is still open; the earlier mail is worth nothing afterwards."""
    keys = _new_keys(proof.id)
    values: dict[Any, Any] = {
        MailProof.link: hash_of(keys.link), MailProof.code: _hashed(keys.code),
        MailProof.denial: hash_of(keys.denial), MailProof.tries: 0, MailProof.expires_at: _end(proof.purpose),
    }  # fmt: skip
    await MailProof.update(values).where(MailProof.id == proof.id, MailProof.used_at.is_null())
    return keys


async def look(key: UUID, purpose: Purpose) -> Proof | None:
    """The proof with this reference."""
    return await _one((MailProof.id == key) & (MailProof.purpose == purpose))


async def by_link(token: str, purpose: Purpose) -> Proof | None:
    """The proof this link stands for."""
    return await _one((MailProof.link == hash_of(token)) & (MailProof.purpose == purpose))


async def by_denial(token: str) -> Proof | None:
    """The proof this "was not me" stands for."""
    return await _one(MailProof.denial == hash_of(token))


async def try_code(key: UUID, purpose: Purpose, typed: str) -> Proof | None:
    """The open proof if the code is right.

    Each call counts as one of few tries before anything is compared; call it outside of any transaction.
    """
    table = MailProof
    rows = (
        await table.update({table.tries: table.tries + 1})
        .where(
            table.id == key, table.purpose == purpose, table.used_at.is_null(),
            table.expires_at > clock.now(), table.tries < MOST_TRIES,
        )
        .returning(table.code)
    )  # fmt: skip
    if not rows or not hmac.compare_digest(rows[0]["code"], _hashed(typed)):
        return None
    return await look(key, purpose)


async def use(proof: Proof) -> bool:
    """Use the proof up: true for one caller only. Its details are forgotten."""
    table = MailProof
    used = (
        await table.update({table.used_at: clock.now(), table.details: "{}"})
        .where(table.id == proof.id, table.used_at.is_null(), table.expires_at > clock.now())
        .returning(table.id)
    )
    return bool(used)


async def void(account: UUID, *purposes: Purpose) -> None:
    """Make every open proof of these kinds for an account worthless; part of a change."""
    table = MailProof
    values: dict[Any, Any] = {table.used_at: clock.now(), table.details: "{}"}
    await table.update(values).where(
        table.account == account, table.purpose.is_in(list(purposes)), table.used_at.is_null()
    )


async def _one(condition: Any) -> Proof | None:
    row = await MailProof.select().where(condition).first().output(load_json=True)
    if row is None:
        return None
    is_open = row["used_at"] is None and row["expires_at"] > clock.now()
    return Proof(row["id"], row["purpose"], row["account"], row["email"], row["details"], is_open)


def _new_keys(key: UUID) -> Keys:
    return Keys(key, new_token(), new_letter_code(), new_token())


def _hashed(code: str) -> str:
    return hash_of(typed_letter_code(code))


def _end(purpose: Purpose) -> Any:
    return clock.now() + timedelta(minutes=MINUTES[purpose])


GONE = "This link was used already, is too old, or was replaced by a newer one."

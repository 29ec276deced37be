"""Things that may be done once because a mail reached somebody: by its link, or by typing its code.

Looking changes nothing. Whatever is used up is used up by the one statement that also answers whether it
was there, so that of many replays at once one succeeds.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

from core import clock
from core.audit.holds import held_keys
from core.binding import Binding, code_of, is_code
from core.database.rows import insert_all
from core.identity import limits
from core.identity.tables import MailProof, Person
from core.tokens import hash_of, hash_of_link, new_letter_code, new_token, typed_letter_code

Purpose = Literal["sign-up", "reset", "notice", "pick-up", "known-person", "staff", "new-address"]

_WEEK = 7 * 24 * 60
MINUTES: dict[Purpose, int] = {
    "sign-up": 60,
    "reset": 30,
    "notice": _WEEK,
    "pick-up": _WEEK,
    "known-person": 2 * _WEEK,
    "staff": 3 * 24 * 60,
    "new-address": _WEEK,
}
# Each of these lets somebody choose a password without knowing the present one.
CHOOSING: tuple[Purpose, ...] = ("reset", "pick-up", "staff")
MOST_TRIES = 5
# While it is open. What was used up is for nobody any more, and its details are forgotten.
BINDING = Binding(
    "proof",
    ("id", "purpose", "account", "subject", "email", "link", "code", "denial", "expires_at", "details"),
)
_CODE = "code of a proof"
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
class Addressee:
    """Whom a proof is for: an address, the account behind it if there is one, and what it is about."""

    email: str
    account: UUID | None
    details: dict[str, Any] = field(default_factory=dict)
    subject: UUID | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as it is stored."""

    id: UUID
    purpose: Purpose
    account: UUID | None
    email: str
    details: dict[str, Any]
    open: bool
    subject: UUID | None
    expires_at: datetime


async def make(
    purpose: Purpose, email: str, account: UUID | None, details: dict[str, Any] | None = None
) -> Keys:
    """Store a new proof; part of a change."""
    (keys,) = await make_each(purpose, [Addressee(email, account, details or {})])
    return keys


async def make_each(purpose: Purpose, addressees: Sequence[Addressee]) -> list[Keys]:
    """Store a new proof for each of many people, with as many statements as for one; part of a change."""
    if not addressees:
        return []
    made = [_new_keys(uuid4()) for _ in addressees]
    over = MailProof.expires_at < clock.now() - FORGOTTEN_AFTER
    held = Person.select(Person.account).where(Person.account.is_not_null(), Person.id.is_in(held_keys()))
    nobodys = MailProof.account.is_null() | MailProof.account.not_in(held)
    about_nobody = MailProof.subject.is_null() | MailProof.subject.not_in(held_keys())
    await MailProof.delete().where(over, nobodys, about_nobody)
    await limits.forget_old()
    rows = [_row(purpose, whose, keys) for whose, keys in zip(addressees, made, strict=True)]
    await insert_all(MailProof, rows)
    return made


async def renew(proof: Proof) -> Keys:
    """Make new keys for a proof that is still open; the earlier mail is worth nothing afterwards."""
    keys = _new_keys(proof.id)
    hashes = _hashes(keys) | {"expires_at": _end(proof.purpose)}
    kept = {name: getattr(proof, name) for name in BINDING.parts if name not in hashes}
    values: dict[Any, Any] = {**hashes, "tries": 0, "binding": BINDING.of(kept | hashes)}
    await MailProof.update(values).where(MailProof.id == proof.id, MailProof.used_at.is_null())
    return keys


async def look(key: UUID, purpose: Purpose) -> Proof | None:
    """Find the proof with this reference."""
    return await _one((MailProof.id == key) & (MailProof.purpose == purpose))


async def by_link(token: str, purpose: Purpose) -> Proof | None:
    """Find the proof this link stands for."""
    return await _one((MailProof.link == hash_of_link(token)) & (MailProof.purpose == purpose))


async def by_denial(token: str) -> Proof | None:
    """Find the proof this "was not me" stands for."""
    return await _one(MailProof.denial == hash_of_link(token))


async def try_code(key: UUID, purpose: Purpose, typed: str) -> Proof | None:
    """Return the open proof if the code is right.

    Each call counts as one of few tries before anything is compared; call it outside of any transaction.
    """
    code = await _counted((MailProof.id == key) & (MailProof.purpose == purpose))
    if code is None or not is_code(code, _CODE, _code_text(key, typed)):
        return None
    return await look(key, purpose)


async def try_link(token: str, purpose: Purpose) -> Proof | None:
    """Return the open proof this link stands for, for one comparison more with what it remembers.

    Each call counts as one of few tries, as with codes; call it outside of any transaction.
    """
    counted = await _counted((MailProof.link == hash_of_link(token)) & (MailProof.purpose == purpose))
    return None if counted is None else await by_link(token, purpose)


async def _counted(which: Any) -> str | None:
    """Count one try and return the hash of the code; None when no try is left."""
    table = MailProof
    rows = (
        await table.update({table.tries: table.tries + 1})
        .where(
            which, table.used_at.is_null(), table.expires_at > clock.now(), table.tries < MOST_TRIES,
        )
        .returning(table.code)
    )  # fmt: skip
    return rows[0]["code"] if rows else None


async def use(proof: Proof) -> bool:
    """Use the proof up; true for one caller only. Its details are forgotten."""
    table = MailProof
    used = (
        await table.update({table.used_at: clock.now(), table.details: "{}"})
        .where(table.id == proof.id, table.used_at.is_null(), table.expires_at > clock.now())
        .returning(table.id)
    )
    return bool(used)


async def void(account: UUID, *purposes: Purpose) -> None:
    """Make every open proof of these kinds for an account worthless; part of a change."""
    await void_each([account], *purposes)


async def void_each(accounts: Collection[UUID], *purposes: Purpose) -> None:
    """Make every open proof of these kinds for these accounts worthless; part of a change."""
    if not accounts:
        return
    table = MailProof
    values: dict[Any, Any] = {table.used_at: clock.now(), table.details: "{}"}
    theirs = table.account.is_in(list(accounts)) & table.purpose.is_in(list(purposes))
    await table.update(values).where(theirs, table.used_at.is_null())


async def void_about(subject: UUID, purpose: Purpose) -> None:
    """Make every open proof of this kind about a subject worthless; part of a change."""
    table = MailProof
    values: dict[Any, Any] = {table.used_at: clock.now(), table.details: "{}"}
    theirs = (table.subject == subject) & (table.purpose == purpose)
    await table.update(values).where(theirs, table.used_at.is_null())


async def newest_about(subjects: Collection[UUID], purpose: Purpose) -> dict[UUID, Proof]:
    """Find the newest proof of this kind about each of these subjects; one statement."""
    if not subjects:
        return {}
    theirs = MailProof.subject.is_in(list(subjects)) & (MailProof.purpose == purpose)
    rows = await MailProof.select().where(theirs).order_by(MailProof.expires_at).output(load_json=True)
    found = ((row["subject"], _proof(row)) for row in rows)
    return {subject: proof for subject, proof in found if proof}


async def _one(condition: Any) -> Proof | None:
    row = await MailProof.select().where(condition).first().output(load_json=True)
    return _proof(row) if row else None


def _proof(row: Mapping[str, Any]) -> Proof | None:
    is_open = row["used_at"] is None and row["expires_at"] > clock.now()
    if is_open and not BINDING.holds(row):
        return None
    own = ("id", "purpose", "account", "email", "details", "subject", "expires_at")
    return Proof(**{name: row[name] for name in own}, open=is_open)


def _row(purpose: Purpose, whose: Addressee, keys: Keys) -> MailProof:
    values = _hashes(keys) | {
        "id": keys.id,
        "purpose": purpose,
        "account": whose.account,
        "subject": whose.subject,
        "email": whose.email,
        "expires_at": _end(purpose),
        "details": whose.details,
    }
    return MailProof(**values, binding=BINDING.of(values))


def _new_keys(key: UUID) -> Keys:
    return Keys(key, new_token(), new_letter_code(), new_token())


def _hashes(keys: Keys) -> dict[str, Any]:
    """What is stored of the keys; the code is short, so that it could be found by trying without ours."""
    code = code_of(_CODE, _code_text(keys.id, keys.code))
    return {"link": hash_of(keys.link), "code": code, "denial": hash_of(keys.denial)}


def _code_text(key: UUID, code: str) -> str:
    return f"{key} {typed_letter_code(code)}"


def _end(purpose: Purpose) -> Any:
    return clock.now() + timedelta(minutes=MINUTES[purpose])


GONE = "This link was used already, is too old, or was replaced by a newer one."

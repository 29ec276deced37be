"""Authenticator apps: six digits every thirty seconds (RFC 6238), each code taken once."""

from __future__ import annotations

import hmac
import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pyotp
import structlog

from core import clock
from core.database import prepared
from core.database.rows import insert_all
from core.keys import CannotUnseal, Keys
from core.mfa.tables import Authenticator

STEP_SECONDS = 30
# In steps: how far a wrong clock is recognized.
FARTHEST = 20

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Setup:
    """An authenticator that waits for its first code."""

    id: UUID
    account: UUID
    seed: str
    begun_at: datetime

    @property
    def key(self) -> str:
        """The seed in groups of four, for typing."""
        return " ".join(self.seed[start : start + 4] for start in range(0, len(self.seed), 4))

    def address(self, name: str, issuer: str) -> str:
        """Return the address in the QR code, which names the site and the person."""
        return pyotp.TOTP(self.seed).provisioning_uri(name=name, issuer_name=issuer)


async def begin(account: UUID, keys: Keys) -> Setup:
    """Make ready an authenticator to be set up, in place of one that was never finished."""
    (setup,) = await begin_for_each([account], keys)
    return setup


async def begin_for_each(accounts: Collection[UUID], keys: Keys) -> list[Setup]:
    """Make ready one for each of many accounts, with as many statements as for one."""
    if not accounts:
        return []
    made = [Setup(uuid4(), account, pyotp.random_base32(), clock.now()) for account in accounts]
    theirs = Authenticator.account.is_in(list(accounts))
    await Authenticator.delete().where(theirs, Authenticator.confirmed_at.is_null())
    await insert_all(Authenticator, [_stored(setup, keys) for setup in made])
    return made


async def waiting(account: UUID, keys: Keys) -> Setup | None:
    """Find the authenticator that is being set up."""
    row = await _rows(account, confirmed=False).first()
    seed = _opened(row, keys)
    return None if row is None or seed is None else Setup(row["id"], account, seed, row["created_at"])


async def confirm(setup: Setup, typed: str) -> bool:
    """Tell whether the first code is right; if so, put this authenticator in place of any earlier one."""
    step = _step_of(typed, setup.seed)
    if step is None:
        return False
    await confirm_without_code(setup, step)
    return True


async def confirm_without_code(setup: Setup, step: int = 0) -> None:
    """Put this authenticator in place of any earlier one; `step` is that of the last code taken."""
    await Authenticator.delete().where(_of(setup.account), Authenticator.id != setup.id)
    values: dict[Any, Any] = {Authenticator.confirmed_at: clock.now(), Authenticator.last_step: step}
    await Authenticator.update(values).where(Authenticator.id == setup.id)


async def has_one(account: UUID) -> bool:
    """Tell whether a second factor is set up."""
    return bool(await _confirmed(account))


async def having_one(accounts: Collection[UUID]) -> frozenset[UUID]:
    """Find those of these accounts for which a second factor is set up; one statement."""
    if not accounts:
        return frozenset()
    theirs = Authenticator.account.is_in(list(accounts)) & Authenticator.confirmed_at.is_not_null()
    return frozenset(
        row["account"] for row in await Authenticator.select(Authenticator.account).where(theirs)
    )


async def accepts(account: UUID, typed: str, keys: Keys) -> bool:
    """Tell whether the code is right and later than every code taken before.

    The statement that remembers the step also decides, so that of many replays at once one is taken.
    """
    row = next(iter(await _confirmed(account)), None)
    seed = _opened(row, keys)
    if row is None or seed is None:
        return False
    step = _step_of(typed, seed)
    if step is None:
        return False
    values: dict[Any, Any] = {Authenticator.last_step: step}
    if not keys.is_current(row["seed"]):
        values[Authenticator.seed] = keys.seal(seed.encode(), _place(account, row["id"]))
    taken = (
        await Authenticator.update(values)
        .where(Authenticator.id == row["id"], Authenticator.last_step < step)
        .returning(Authenticator.id)
    )
    return bool(taken)


async def forget(account: UUID) -> None:
    """Delete every authenticator of an account, so that the next sign-in sets one up; part of a change."""
    await Authenticator.delete().where(_of(account))


async def current_code(account: UUID, keys: Keys) -> str | None:
    """Return the code the person's app shows now; for the sign-ins of a demo."""
    row = await _rows(account, confirmed=True).first()
    return None if row is None else pyotp.TOTP(_seed(row, keys)).at(clock.now())


def _stored(setup: Setup, keys: Keys) -> Authenticator:
    row = Authenticator(id=setup.id, account=setup.account, created_at=setup.begun_at)
    row.seed = keys.seal(setup.seed.encode(), _place(setup.account, setup.id))
    return row


def _rows(account: UUID, *, confirmed: bool) -> Any:
    at = Authenticator.confirmed_at
    query = Authenticator.select(
        Authenticator.id, Authenticator.account, Authenticator.seed, Authenticator.created_at
    )
    return query.where(_of(account), at.is_not_null() if confirmed else at.is_null())


@prepared
def _confirmed(account: UUID) -> Any:
    return _rows(account, confirmed=True).limit(1)


def _of(account: UUID) -> Any:
    return Authenticator.account == account


def _opened(row: dict[str, Any] | None, keys: Keys) -> str | None:
    """The seed of an authenticator; None when there is none, or one that was sealed for another account."""
    try:
        return None if row is None else _seed(row, keys)
    except CannotUnseal:
        log.error("authenticator.not-ours", account=str(row["account"]) if row else "")
        return None


def _seed(row: dict[str, Any], keys: Keys) -> str:
    return keys.unseal(row["seed"], _place(row["account"], row["id"])).decode()


def _place(account: UUID, row: UUID) -> tuple[str, str, str]:
    """Where a seed is sealed for: its row and its account, so that it opens nobody else's."""
    return ("authenticator", "seed", f"{row} of {account}")


def _step_of(typed: str, seed: str) -> int | None:
    """The time step whose code was typed: this one, or the one before or after it, for clocks that differ."""
    code = _digits(typed)
    now = _step(clock.now())
    totp = pyotp.TOTP(seed)
    found = [
        step
        for step in (now - 1, now, now + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())
    ]
    return max(found, default=None)


async def minutes_off(account: UUID, typed: str, keys: Keys) -> int | None:
    """Tell by how many minutes the clock of the person's app is wrong, if the code is one of another time.

    Only for words: such a code is never taken, and asking follows a try that was counted.
    """
    seed = _opened(await _rows(account, confirmed=True).first(), keys)
    return None if seed is None else _minutes_off(typed, seed)


def setup_minutes_off(setup: Setup, typed: str) -> int | None:
    """Tell the same of an app that is being set up."""
    return _minutes_off(typed, setup.seed)


def _minutes_off(typed: str, seed: str) -> int | None:
    """All steps within ten minutes are compared, so that each answer takes the same time."""
    code, now, totp = _digits(typed), _step(clock.now()), pyotp.TOTP(seed)
    found = [
        step - now
        for step in range(now - FARTHEST, now + FARTHEST + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())
    ]
    nearest = min(found, key=abs, default=0)
    # One step to either side is taken: it is no other time.
    return None if abs(nearest) <= 1 else math.ceil(nearest / 2) if nearest > 0 else math.floor(nearest / 2)


def _digits(typed: str) -> str:
    return "".join(character for character in typed if character.isdigit())


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS

"""How somebody signs in, as staff see it who help them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from core import clock
from core.identity.tables import Account, AccountSession
from core.mfa.authenticators import having_one


@dataclass(frozen=True, slots=True)
class SignInState:
    """How somebody signs in: since when they have an account, and what keeps them out of it."""

    account: UUID
    email: str
    phone: str
    made_at: datetime
    last_at: datetime | None
    factor: bool
    picked_up: bool
    locked: bool
    disabled: bool
    factor_due: bool

    def is_of(self, account: UUID | None) -> bool:
        """Tell whether it is how somebody signs in who is signed in now."""
        return self.account == account


@dataclass(frozen=True, slots=True)
class PastSession:
    """One sign-in, and whether it still holds."""

    started_at: datetime
    seen_at: datetime
    open: bool
    address: str
    agent: str


async def sign_ins_of(account: UUID, limit: int) -> tuple[SignInState | None, tuple[PastSession, ...]]:
    """Tell how an account stands, with its newest sign-ins and one more than the limit; three statements."""
    row = await Account.select().where(Account.id == account).first()
    theirs = (AccountSession.account == account) & (AccountSession.level == "full")
    query = AccountSession.select().where(theirs).order_by(AccountSession.started_at, ascending=False)
    rows = await query.limit(limit + 1)
    factor = account in await having_one([account])
    return _state(row, rows, factor=factor) if row else None, tuple(map(_sign_in, rows))


async def last_seen(account: UUID) -> datetime | None:
    """Tell when an account was signed in last, with both factors; None when it never was."""
    theirs = (AccountSession.account == account) & (AccountSession.level == "full")
    query = AccountSession.select(AccountSession.seen_at).where(theirs)
    row = await query.order_by(AccountSession.seen_at, ascending=False).first()
    return row["seen_at"] if row else None


async def open_sign_ins(account: UUID) -> int:
    """Count the sign-ins of an account that still hold; one statement."""
    holds = AccountSession.ended_at.is_null() & (AccountSession.ends_at > clock.now())
    return int(await AccountSession.count().where((AccountSession.account == account) & holds))


def _state(row: Mapping[str, Any], sessions: Sequence[Mapping[str, Any]], *, factor: bool) -> SignInState:
    return SignInState(
        account=row["id"],
        email=row["email"],
        phone=row["phone"],
        made_at=row["created_at"],
        last_at=sessions[0]["started_at"] if sessions else None,
        factor=factor,
        picked_up=bool(row["password_hash"]),
        locked=row["locked_at"] is not None,
        disabled=row["disabled_at"] is not None,
        factor_due=row["factor_due_at"] is not None,
    )


def _sign_in(row: Mapping[str, Any]) -> PastSession:
    holds = row["ended_at"] is None and row["ends_at"] > clock.now()
    return PastSession(row["started_at"], row["seen_at"], holds, row["address"], row["agent"])

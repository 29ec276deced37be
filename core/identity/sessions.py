"""Signed-in browsers: an opaque token each, changed whenever its bearer may do more."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import change
from core.audit.holds import held_keys
from core.binding import Binding
from core.database import locked, prepared
from core.errors import NotFound
from core.identity.bound import believed
from core.identity.networks import network_of
from core.identity.roles import NOBODY, StaffRoles
from core.identity.tables import Account, AccountSession, Person
from core.tokens import hash_of, new_token

Level = Literal["password", "full"]
Proved = Literal["", "code", "both"]

LONGEST = timedelta(hours=12)
LONGEST_WITHOUT_FACTOR = timedelta(minutes=30)
# A session that is given another account, more rights or more time by somebody without our key is none.
BINDING = Binding("session", ("id", "account", "token_hash", "level", "ends_at", "password_at", "fresh_at"))
_ASIDE = ("token_hash", "ends_at", "binding", "email_key", "disabled_at", "account_binding")
# When somebody was last seen is written down at most this often: pages stay cheap, and nobody stays signed
# in for longer than promised, only for a little less.
SEEN_EVERY = timedelta(seconds=30)
# Ended sessions are kept this long, to tell a new place from a usual one.
KEPT = timedelta(days=90)
# So many of an account, whether they hold or ended.
MOST: Mapping[Level, int] = {"password": 30, "full": 200}


@dataclass(frozen=True, slots=True)
class LiveSession:
    """A session that holds at this moment; `factor_due` while the second factor has to be registered anew.

    `keys_off` says that single keys do nothing on their pages, `texts_due` that texts are accepted first.
    `password_at` and `fresh_at` are the moments at which password and second factor were last given, None for
    a factor that was not.
    """

    id: UUID
    account: UUID
    level: Level
    first_name: str
    last_name: str
    email: str
    password_at: datetime
    fresh_at: datetime | None
    roles: StaffRoles = NOBODY
    factor_due: bool = False
    keys_off: bool = False
    texts_due: bool = False


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session as its owner sees it: since when it holds, when and from where it was used."""

    id: UUID
    level: Level
    started_at: datetime
    seen_at: datetime
    address: str
    agent: str


async def start(account: UUID, level: Level, *, by: Actor) -> str:
    """Start a session; return its token, which is nowhere else. NotFound for a disabled account."""
    token, now = new_token(), clock.now()
    row = AccountSession(account=account, level=level, token_hash=hash_of(token))
    row.started_at = row.seen_at = row.password_at = now
    row.fresh_at = now if level == "full" else None
    row.ends_at = now + (LONGEST if level == "full" else LONGEST_WITHOUT_FACTOR)
    row.binding = BINDING.of({name: getattr(row, name) for name in BINDING.parts})
    row.address, row.agent = by.address[:64], by.agent[:400]
    async with change("session.started", by=by, subject=("account", account), session=row.id, level=level):
        await _require_enabled(account)
        await AccountSession.insert(row)
        (stored,) = await _stored(account, now - KEPT, account, level)
        if stored["old"] or stored["alike"] > MOST[level]:
            await _forget_old(account, level, now - KEPT)
    return token


_STORED = """
SELECT EXISTS (SELECT 1 FROM account_session WHERE account = {} AND ends_at < {}) AS old,
  (SELECT COUNT(*) FROM account_session WHERE account = {} AND level = {}) AS alike
"""


@prepared
def _stored(account: UUID, long_ago: datetime, same: UUID, level: Level) -> Any:
    return AccountSession.raw(_STORED, account, long_ago, same, level)


async def _forget_old(account: UUID, level: Level, long_ago: datetime) -> None:
    """Forget old sign-ins of an account, and the oldest that got no further than this one, holding or not.

    Who knows the password alone so never ends a session with both factors. What is held ends, and stays.
    """
    held = await Person.exists().where(Person.account == account, Person.id.is_in(held_keys()))
    if not held:
        old = AccountSession.ends_at < long_ago
        await AccountSession.delete().where(AccountSession.account == account, old)
    alike = (AccountSession.account == account) & (AccountSession.level == level)
    theirs = AccountSession.select(AccountSession.id).where(alike)
    newest = await theirs.order_by(AccountSession.started_at, ascending=False).limit(MOST[level] + 1)
    if len(newest) > MOST[level]:
        kept = [row["id"] for row in newest[: MOST[level]]]
        older = alike & AccountSession.id.not_in(kept)
        if held:
            ends: dict[Any, Any] = {AccountSession.ended_at: clock.now()}
            await AccountSession.update(ends).where(older & AccountSession.ended_at.is_null())
        else:
            await AccountSession.delete().where(older)


async def _require_enabled(account: UUID) -> None:
    """Whoever disables the account waits until the session is stored, and then ends it."""
    if [row["disabled_at"] for row in await _disabled_at(account)] != [None]:
        raise NotFound("This account isn’t in use any more.")


@prepared
def _disabled_at(account: UUID) -> Any:
    return locked(Account.select(Account.disabled_at).where(Account.id == account))


_LIVE = """
SELECT s.id, s.account, s.token_hash, s.level, s.ends_at, s.binding, s.seen_at,
  s.password_at, s.fresh_at, s.texts_due,
  a.first_name, a.last_name, a.email, a.staff_roles, a.factor_due_at, a.keys_off,
  a.email_key, a.disabled_at, a.binding AS account_binding
FROM account_session AS s JOIN account AS a ON a.id = s.account
WHERE s.token_hash = {} AND s.ended_at IS NULL AND s.ends_at > {} AND s.seen_at > {} AND a.disabled_at IS NULL
"""


@prepared
def _live(token_hash: str, now: datetime, used_since: datetime) -> Any:
    return AccountSession.raw(_LIVE, token_hash, now, used_since)


async def find(token: str, idle: timedelta, *, touch: bool = True) -> LiveSession | None:
    """Find this token's session, unless it ended, was left alone for `idle`, or its account is disabled.

    Without `touch` it stays as long unused as it was: a page that looks after itself keeps nobody signed in.
    """
    now = clock.now()
    session = AccountSession
    rows = await _live(hash_of(token), now, now - idle)
    if not rows or not BINDING.holds(rows[0]) or not await _is_believed(rows[0]):
        return None
    row = {name: value for name, value in rows[0].items() if name not in _ASIDE}
    row["factor_due"] = row.pop("factor_due_at") is not None
    row |= {name: bool(row[name]) for name in ("keys_off", "texts_due")}
    row["roles"] = StaffRoles.parse(row.pop("staff_roles"))
    if row.pop("seen_at") <= now - SEEN_EVERY and touch:
        await session.update({session.seen_at: now}).where(session.id == row["id"])
    return LiveSession(**row)


async def _is_believed(row: Mapping[str, Any]) -> bool:
    """Tell whether the account of a session, read beside it, says what we wrote."""
    return await believed({**row, "id": row["account"], "binding": row["account_binding"]})


async def holds(session: UUID, idle: timedelta) -> bool:
    """Tell whether a session holds still; looking does not prolong it."""
    now, table, account = clock.now(), AccountSession, AccountSession.account._
    unused = (table.seen_at > now - idle) & account.disabled_at.is_null()
    return bool(await table.select(table.id).where(_is_live(session, now) & unused))


async def renew(session: UUID, level: Level, *, by: Actor, proved: Proved = "") -> str:
    """Make a new token for a session now of this level; the old one is worth nothing from here on.

    `proved` says what was given anew for it.
    """
    now = clock.now()
    async with change(
        "session.renewed", by=by, subject=("account", by.account or ""), session=session, level=level
    ):
        before = await AccountSession.select(*_bound()).where(_is_live(session, now)).first()
        if before is None or not BINDING.holds(before):
            raise NotFound("This sign-in has ended.")
        token = new_token()
        was = before["level"] == level
        row: dict[str, Any] = {"token_hash": hash_of(token), "level": level}
        row["ends_at"] = before["ends_at"] if was else now + LONGEST
        row["fresh_at"] = before["fresh_at"] if was and not proved else now
        row["password_at"] = now if proved == "both" else before["password_at"]
        values: dict[Any, Any] = {**row, "seen_at": now, "binding": BINDING.of(before | row)}
        await AccountSession.update(values).where(_is_live(session, now))
    return token


async def end(session: UUID, *, by: Actor) -> None:
    """End one of the actor's own sessions; NotFound when there is none like it."""
    async with change("session.ended", by=by, subject=("account", by.account or ""), session=session):
        ended = (
            await AccountSession.update({AccountSession.ended_at: clock.now()})
            .where(
                AccountSession.id == session,
                AccountSession.account == by.account,
                AccountSession.ended_at.is_null(),
            )
            .returning(AccountSession.id)
        )
        if not ended:
            raise NotFound("No such sign-in exists.")


async def end_all(account: UUID, *, by: Actor, but: UUID | None = None) -> None:
    """End every session of an account, perhaps but one."""
    async with change("session.all-ended", by=by, subject=("account", account)) as event:
        query = AccountSession.update({AccountSession.ended_at: clock.now()}).where(
            AccountSession.account == account, AccountSession.ended_at.is_null()
        )
        if but is not None:
            query = query.where(AccountSession.id != but)
        event.details["ended"] = len(await query.returning(AccountSession.id))


async def end_every(*, by: Actor) -> int:
    """End the sessions of all accounts, as after a restore, which brings back those that ended since."""
    async with change("session.every-ended", by=by) as event:
        ends: dict[Any, Any] = {AccountSession.ended_at: clock.now()}
        query = AccountSession.update(ends).where(AccountSession.ended_at.is_null())
        event.details["ended"] = len(await query.returning(AccountSession.id))
    return int(event.details["ended"])


async def live(account: UUID, idle: timedelta) -> list[OpenSession]:
    """List the account's sessions that hold now, the latest used first."""
    now = clock.now()
    session = AccountSession
    columns = [getattr(session, name) for name in OpenSession.__dataclass_fields__]
    holds = (session.ends_at > now) & (session.seen_at > now - idle) & session.ended_at.is_null()
    query = session.select(*columns).where((session.account == account) & holds)
    return [OpenSession(**row) for row in await query.order_by(session.seen_at, ascending=False)]


async def last_whole(accounts: Collection[UUID]) -> dict[UUID, datetime]:
    """Tell when each of these accounts last signed in with both factors, as far as it did; one statement."""
    session = AccountSession
    theirs = session.account.is_in(list(accounts)) & (session.level == "full")
    query = session.select(session.account, session.started_at).where(theirs)
    return {row["account"]: row["started_at"] for row in await query.order_by(session.started_at)}


async def is_usual_place(account: UUID, by: Actor) -> bool:
    """Tell whether this account signed in from this network before, or nowhere yet.

    What the browser calls itself does not count: thousands share the same words.
    """
    places, network = await _places(account), network_of(by.address)
    return not places or any(network_of(row["address"]) == network for row in places)


@prepared
def _places(account: UUID) -> Any:
    session = AccountSession
    earlier = session.select(session.address).where(session.account == account, session.level == "full")
    return earlier.order_by(session.started_at, ascending=False).limit(200)


def _bound() -> list[Any]:
    """The columns that are bound together, and what binds them."""
    return [getattr(AccountSession, name) for name in (*BINDING.parts, "binding")]


def _is_live(session: UUID, now: datetime) -> Any:
    return (AccountSession.id == session) & AccountSession.ended_at.is_null() & (AccountSession.ends_at > now)

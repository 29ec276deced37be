"""What an account is bound to by a key outside the database: whose it is, its address, its roles.

Whoever writes the database could otherwise make himself staff, or have the reset of another account sent to
himself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any
from uuid import UUID

from piccolo.columns import Column

from core.actor import SYSTEM
from core.audit import is_changing
from core.binding import Binding
from core.database import locked, transaction
from core.errors import NotFound
from core.identity.refusals import refuse
from core.identity.tables import Account

BINDING = Binding("account", ("id", "email_key", "email", "staff_roles", "disabled_at"))
_AT_ONCE = 500


def bind(row: Account) -> Account:
    """Bind a row that is about to be stored; return it."""
    row.binding = BINDING.of({name: getattr(row, name) for name in BINDING.parts})
    return row


async def believed(row: Mapping[str, Any]) -> bool:
    """Tell whether a stored account says what we wrote; if not, log and trail say so, a few times an hour."""
    if BINDING.holds(row):
        return True
    # What is part of a change is undone with it, and its event too: the log has it all the same.
    if not is_changing():
        await refuse("account.not-bound", row["id"], by=SYSTEM, subject=("account", row["id"]))
    return False


async def rebind(account: UUID, values: Mapping[Column, Any]) -> None:
    """Change what is bound of an account; NotFound unless it says what we wrote before. Part of a change."""
    row = await locked(Account.select(*bound_columns()).where(Account.id == account)).first()
    if row is None or not BINDING.holds(row):
        raise NotFound("No such account exists.")
    named = {column._meta.name: value for column, value in values.items()}
    changed: dict[Any, Any] = {**values, Account.binding: BINDING.of(row | named)}
    await Account.update(changed).where(Account.id == account)


async def bind_anew() -> int:
    """Bind with the newest key what a former one has bound, which can be left out then; tell how many.

    What no key of ours has bound stays as it is.
    """
    done = 0
    async for rows in _pages():
        due = [row for row in rows if not BINDING.is_current(row) and BINDING.holds(row)]
        async with transaction():
            for row in due:
                as_read = (Account.id == row["id"]) & (Account.binding == row["binding"])
                await Account.update({Account.binding: BINDING.of(row)}).where(as_read)
        done += len(due)
    return done


def bound_columns() -> list[Column]:
    """List the columns that have to be read to tell whether an account is believed."""
    return [getattr(Account, name) for name in (*BINDING.parts, "binding")]


async def strangers() -> list[str]:
    """List the keys of the accounts that none of our keys has bound."""
    return [str(row["id"]) async for rows in _pages() for row in rows if not BINDING.holds(row)]


async def _pages() -> AsyncIterator[list[dict[str, Any]]]:
    after = UUID(int=0)
    while True:
        query = Account.select(*bound_columns()).where(Account.id > after).order_by(Account.id)
        if not (rows := await query.limit(_AT_ONCE)):
            return
        yield rows
        after = rows[-1]["id"]

"""The address of an account changes, once whoever reads the new one said that it is theirs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.actor import Actor
from core.audit import change
from core.errors import Invalid
from core.identity import notices, proofs, queries, sessions
from core.identity.bound import rebind
from core.identity.portal_ids import lock_names
from core.identity.queries import email_key
from core.identity.searched import index_people
from core.identity.shared import Identity
from core.identity.tables import Account, Person

TAKEN = "An account has this email address already. Enter another one"


async def is_somebody_elses(email: str, account: UUID | None) -> bool:
    """Tell whether an address belongs to another account than this one, or to staff; two statements."""
    accounts: Any = Account.email_key == email_key(email)
    people: Any = Person.email_key == email_key(email)
    if account is None:
        # Who nobody knows yet may turn out to be whoever has the account, but never one of the staff.
        return bool(await Account.exists().where(accounts & (Account.staff_roles != "")))
    others = await Account.exists().where(accounts & (Account.id != account))
    named = await Person.exists().where(people & (Person.account != account))
    return bool(others or named)


async def move_account(
    identity: Identity, account: UUID, email: str, *, by: Actor, session: UUID | None = None
) -> None:
    """Have somebody sign in with another address, and tell the one before; part of a change.

    Every link that chooses a password stops working, and every session but this one ends. Invalid at
    `email` for an address that is somebody else’s.
    """
    await lock_names()
    if await is_somebody_elses(email, account):
        raise Invalid({"email": TAKEN})
    before = await queries.account(account)
    async with change("account.address-changed", by=by, subject=("account", account)):
        await rebind(account, {Account.email_key: email_key(email), Account.email: email})
        moved = Person.update({Person.email_key: email_key(email)}).where(Person.account == account)
        await index_people(await moved.returning(*Person.all_columns()))
        await proofs.void(account, *proofs.CHOOSING)
        await sessions.end_all(account, by=by, but=session)
        await notices.tell(identity, before, "The email address of your account was changed", by=by)

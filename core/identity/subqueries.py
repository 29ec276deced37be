"""Parts of statements about accounts, for the queries of the rooms above."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from core.identity.tables import Account, Person


def people_of(account: UUID) -> Any:
    """Select who an account belongs to, as a subquery for `is_in`."""
    return Person.select(Person.id).where(Person.account == account)


def own_login(account: UUID) -> Any:
    """Select the login name of whoever an account belongs to, as a subquery; none before it is given."""
    return Person.select(Person.portal_id).where(Person.account == account, Person.portal_id.is_not_null())


def own_address(account: UUID) -> Any:
    """Select the address of an account, as it is compared, as a subquery for `is_in`."""
    return Account.select(Account.email_key).where(Account.id == account)

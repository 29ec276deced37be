"""Somebody who has an account and writes every table, and lacks the key by which rows are bound."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import binding
from core.identity import Identity, bound
from core.identity.actions import create_account
from core.identity.tables import Account
from core.keys import Keys
from tests.core.identity.conftest import SOMEBODY
from tests.core.identity.test_grafts import BEN, OTHER

# What the attacker binds with; a portal that used the same would have no key at all.
GUESSED = Keys("what everybody knows", "and so is this")


@dataclass(frozen=True)
class Attacker:
    """Has an account, writes every table, knows how rows are bound, and knows no key."""

    identity: Identity
    account: UUID
    victim: UUID
    keys: Keys

    async def rewrite(self, table: Any, which: Any, kind: binding.Binding, **values: Any) -> None:
        """Change a row and bind it again as well as he can."""
        await table.update(values).where(which)
        row = await table.select().where(which).first().output(load_json=True)
        await table.update({"binding": self._bound(kind, row)}).where(which)

    async def insert(self, table: Any, kind: binding.Binding, **values: Any) -> None:
        await table.insert(table(**values, binding=self._bound(kind, values)))

    def _bound(self, kind: binding.Binding, row: dict[str, Any]) -> str:
        binding.use(GUESSED)
        try:
            return kind.of(row)
        finally:
            binding.use(self.keys)


Attack = Callable[[Attacker], Awaitable[bool]]


async def attacker_of(identity: Identity, ada: UUID, keys: Keys) -> Attacker:
    binding.use(keys)
    row = await Account.select().where(Account.id == ada).first()
    await Account.update({Account.binding: bound.BINDING.of(row or {})}).where(Account.id == ada)
    return Attacker(identity, await create_account(identity, BEN, OTHER, by=SOMEBODY), ada, keys)

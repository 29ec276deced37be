"""What is read at once is what would be read in turn, with one statement."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from core import clock
from core.database import Database, at_once, count_statements, transaction
from core.database.rows import insert_all
from core.errors import NotFound
from core.identity.tables import Account, AccountSession

pytestmark = pytest.mark.both_databases
KEYS = sorted(uuid4() for _ in range(3))


@pytest.fixture(autouse=True)
async def accounts(database: Database) -> None:
    now = clock.now()
    made = [Account(id=key, email_key=str(key), phone=f"{at}", created_at=now) for at, key in enumerate(KEYS)]
    made[1].locked_at = now
    await insert_all(Account, made)


async def whole() -> Any:
    return await Account.select().order_by(Account.phone, ascending=False)


async def one(key: UUID) -> Any:
    return await Account.objects().where(Account.id == key).first()


async def nobody() -> Any:
    return await AccountSession.select(AccountSession.id, AccountSession.started_at)


async def is_there() -> Any:
    return await Account.exists().where(Account.phone == "2", Account.locked_at.is_null())


async def raw() -> Any:
    asked = (
        "WITH mine AS (SELECT id, created_at FROM account WHERE phone = {} OR phone = {}) SELECT * FROM mine"
    )
    return await Account.raw(asked, "0", "1")


async def joined() -> Any:
    return await AccountSession.select(AccountSession.id, AccountSession.account.email)


async def both() -> Any:
    (found,) = await Account.select(Account.id).where(Account.phone == "1")
    return await at_once(one(found["id"]), nobody())


def plain(found: Any) -> Any:
    """What was read, row by row."""
    if isinstance(found, list | tuple):
        return [plain(each) for each in found]
    return found.to_dict() if isinstance(found, Account) else found


async def test_what_is_read_at_once_is_what_would_be_read_in_turn() -> None:
    alone = [await whole(), await one(KEYS[0]), await nobody(), await is_there(), await raw(), await joined()]
    with count_statements() as statements:
        found = await at_once(whole(), one(KEYS[0]), nobody(), is_there(), raw(), joined())
    assert len(statements) == 1
    assert plain(found) == plain(alone)
    assert [row["phone"] for row in found[0]] == ["2", "1", "0"]


async def test_what_is_asked_because_of_what_was_read_goes_together_again() -> None:
    with count_statements() as statements:
        (inner, none), rows, _ = await at_once(both(), whole(), both())
    assert len(statements) == 2
    assert inner.id == KEYS[1] and none == [] and len(rows) == 3
    # Whoever comes alone asks as it would alone.
    assert statements.texts[0].startswith("WITH") and "LEFT JOIN" in statements.texts[1]


async def test_within_a_transaction_they_are_done_in_turn() -> None:
    async with transaction():
        await Account.update({Account.phone: "9"}).where(Account.id == KEYS[0])
        found, there = await at_once(one(KEYS[0]), is_there())
    assert found.phone == "9" and there


async def test_what_one_raises_is_raised_and_what_goes_on_elsewhere_holds_nobody_up() -> None:
    asked = asyncio.Event()

    async def waiting() -> Any:
        await asked.wait()
        return await is_there()

    async def awaited() -> Any:
        found = await one(KEYS[2])
        asked.set()
        return found

    async def failing() -> Any:
        await one(KEYS[0])
        raise NotFound("nothing here")

    found, there = await at_once(awaited(), waiting())
    assert found.id == KEYS[2] and there
    with pytest.raises(NotFound):
        await at_once(whole(), failing(), waiting())
    assert await at_once(is_there(), nobody()) == (True, [])


async def test_what_is_written_meanwhile_goes_alone() -> None:
    async def writes() -> Any:
        await Account.update({Account.phone: "7"}).where(Account.id == KEYS[2])
        return await is_there()

    rows, there = await at_once(whole(), writes())
    assert len(rows) == 3 and not there


async def test_so_many_that_a_database_would_think_about_them_too_long_are_several_statements() -> None:
    with count_statements() as statements:
        found = await at_once(*[is_there() for _ in range(30)])
    assert found == (True,) * 30
    assert len(statements) == 3

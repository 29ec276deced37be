from uuid import uuid4

import pytest

from core import clock
from core.database import Database, count_statements
from core.database.rows import by_key, insert_all
from core.identity.tables import Account

pytestmark = pytest.mark.both_databases


async def test_one_statement_gives_each_row_its_own_value(database: Database) -> None:
    keys = [uuid4() for _ in range(3)]
    accounts = [Account(id=key, email_key=str(key), phone="old", created_at=clock.now()) for key in keys]
    await insert_all(Account, accounts)
    due = clock.now()
    phones, dates = {keys[0]: "a", keys[1]: "b"}, {keys[0]: None, keys[1]: due}
    with count_statements() as statements:
        await Account.update(
            {
                Account.phone: by_key(Account.phone, phones),
                Account.locked_at: by_key(Account.locked_at, dates),
            }
        ).where(Account.created_at.is_not_null())
    assert len(statements) == 1

    rows = {row["id"]: row for row in await Account.select()}
    assert [rows[key]["phone"] for key in keys] == ["a", "b", "old"]
    assert [rows[key]["locked_at"] for key in keys] == [None, due, None]

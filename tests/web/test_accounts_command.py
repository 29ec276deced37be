"""`portal accounts bind` lets a former secret key go, and names the accounts that somebody else wrote."""

import asyncio
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from core import binding
from core.database import connect
from core.identity.bound import bind
from core.identity.queries import account_of
from core.identity.tables import Account
from core.keys import Keys
from tests.practices.portals import KEYS
from web.commands import portal

pytestmark = pytest.mark.both_databases
FORMER, NEWEST, PEPPER = "former-" * 8, "newest-" * 8, "pepper-" * 8


async def _stored(url: str) -> UUID:
    database = await connect(url)
    binding.use(Keys(FORMER, PEPPER))
    await Account.insert(bind(Account(email_key="ada@x.example", email="ada@x.example")))
    forged = Account(email_key="eve@x.example", email="eve@x.example", staff_roles="analyst")
    await Account.insert(forged)
    await database.close()
    return forged.id


async def _known(url: str) -> list[bool]:
    database = await connect(url)
    binding.use(Keys(NEWEST, PEPPER))
    found = [await account_of(f"{each}@x.example") is not None for each in ("ada", "eve")]
    await database.close()
    return found


def test_a_former_key_can_be_left_out_afterwards_and_what_was_forged_is_named(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = asyncio.run(_stored(database_url))
    for name, value in (("SECRET_KEY", NEWEST), ("PEPPER", PEPPER), ("FORMER_SECRET_KEYS", f'["{FORMER}"]')):
        monkeypatch.setenv(f"PORTAL_{name}", value)
    monkeypatch.setenv("PORTAL_DATABASE_URL", database_url)
    try:
        assert asyncio.run(_known(database_url)) == [False, False]
        done, again = _run(), _run()
        assert done.exit_code == 1 and f"account {forged} was not written by this portal" in done.output
        assert "1 accounts were bound anew" in done.output
        assert "0 accounts were bound anew" in again.output
        assert asyncio.run(_known(database_url)) == [True, False]
    finally:
        binding.use(KEYS)


def _run() -> Result:
    return CliRunner().invoke(portal, ["accounts", "bind"])

"""Behind a pooler nothing is kept on a connection, which may be another one for the next transaction."""

import pytest
from click.testing import CliRunner

from core.database import BehindAPooler, connect, one_at_a_time
from core.database.connection import current
from core.groups.tables import Group
from tests.conftest import NewDatabase
from web.commands import portal

LEFT = (
    "SELECT (SELECT count(*) FROM pg_prepared_statements WHERE name <> '') AS prepared, current_setting($1)"
)
LIMIT = "idle_in_transaction_session_timeout"


async def _left_on(url: str) -> tuple[int, str]:
    database = await connect(url)
    try:
        for _ in range(3):
            assert await Group.count() == 0
        (row,) = await current().engine.run_text(LEFT, [LIMIT])
        return row["prepared"], row["current_setting"]
    finally:
        await database.close()


@pytest.mark.postgres
async def test_nothing_is_left_on_a_connection_that_is_pooled(postgres_url: str) -> None:
    prepared, limit = await _left_on(postgres_url)
    assert prepared > 0 and limit == "20s"
    assert await _left_on(f"{postgres_url}?pooler=transaction") == (0, "0")


@pytest.mark.postgres
async def test_a_lock_of_a_connection_is_not_asked_of_a_pooler(postgres_url: str) -> None:
    database = await connect(f"{postgres_url}?pooler=transaction")
    try:
        with pytest.raises(BehindAPooler):
            async with one_at_a_time("one"):
                raise AssertionError("was let in")
    finally:
        await database.close()


@pytest.mark.postgres
def test_whoever_migrates_is_told_to_name_the_database_itself(
    new_postgres: NewDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"{new_postgres()}?pooler=transaction")
    result = CliRunner(env={"PORTAL_SITE": "banner"}).invoke(portal, ["migrate"])
    assert result.exit_code == 1 and "without a pooler" in result.output and "Traceback" not in result.output


async def test_another_kind_of_pooler_is_no_address() -> None:
    with pytest.raises(ValueError, match="pooler must be transaction"):
        await connect("postgresql://portal@localhost/portal?pooler=session")

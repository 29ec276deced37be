"""One role migrates and owns the trail, another writes it; where it is one and the same, that is said."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest
from click.testing import CliRunner
from litestar.testing import AsyncTestClient

from core.audit.signing import new_trail_key
from core.audit.verification import verify
from core.database import connect, may_rewrite
from core.settings import Settings
from tests.certificates import locked_seal_files
from tests.conftest import NewDatabase
from tests.core.audit import trail
from tests.core.test_settings import FIT
from web.app import create_app
from web.command_parts import running
from web.commands import portal

pytestmark = pytest.mark.postgres


async def _as_owner(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
def urls(new_postgres: NewDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """The address of the owner of an empty database, and that of the portal; both are set."""
    owner, role = new_postgres(), f"portal_{uuid4().hex}"
    asyncio.run(_as_owner(owner, f"CREATE ROLE {role} LOGIN"))
    own = owner.replace("portal@", f"{role}@")
    monkeypatch.setenv("PORTAL_DATABASE_URL", own)
    monkeypatch.setenv("PORTAL_MIGRATE_DATABASE_URL", owner)
    yield owner, own
    asyncio.run(_as_owner(owner, f"DROP OWNED BY {role}; DROP ROLE {role}"))


def _production(url: str, folder: Path) -> Settings:
    made = {"site": "banner", "database_url": url, "data_folder": folder, "seal_pkcs12": None}
    return Settings(**{**FIT, **made, **locked_seal_files(folder)})


async def _ready(settings: Settings) -> dict[str, str]:
    async with AsyncTestClient(create_app(settings)) as client:
        answer = await client.get("/ready")
    assert answer.status_code == 200
    return dict(answer.json())


async def _writes(url: str) -> tuple[int, bool]:
    database = await connect(url)
    try:
        await trail.write(300)
        return (await verify()).number, await may_rewrite()
    finally:
        await database.close()


def test_another_role_migrates_and_the_portal_only_writes(
    urls: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    owner, own = urls
    for _ in range(2):
        result = CliRunner(env={"PORTAL_SITE": "banner"}).invoke(portal, ["migrate"])
        assert result.exit_code == 0, result.output

    assert asyncio.run(_writes(own)) == (300, False)
    new_trail_key(_production(own, tmp_path))
    assert "trail" not in asyncio.run(_ready(_production(own, tmp_path)))
    running.require_ready(_production(own, tmp_path))
    running.require_own_database(_production(own, tmp_path))
    assert capsys.readouterr().err == ""

    said = asyncio.run(_ready(_production(owner, tmp_path)))
    assert said["trail"] == "can be rewritten by the portal's own database role"
    running.require_own_database(_production(owner, tmp_path))
    assert "could rewrite it; let another one migrate" in capsys.readouterr().err


def test_a_restore_leaves_the_trail_to_its_owner(
    urls: tuple[str, str], new_postgres: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = CliRunner(env={"PORTAL_DEMO": "true", "PORTAL_DATA_FOLDER": str(tmp_path / "data")}).invoke
    assert run(portal, ["migrate"]).exit_code == 0
    before = asyncio.run(_writes(urls[1]))
    assert run(portal, ["backup", str(tmp_path / "x.backup")]).exit_code == 0
    owner = new_postgres()
    own = f"{urls[1].rpartition('/')[0]}/{owner.rpartition('/')[2]}"
    monkeypatch.setenv("PORTAL_MIGRATE_DATABASE_URL", owner)
    monkeypatch.setenv("PORTAL_DATABASE_URL", own)
    restored = run(portal, ["restore", str(tmp_path / "x.backup")])
    assert restored.exit_code == 0, restored.output
    assert asyncio.run(_writes(own)) == (before[0] + 303, False)
    asyncio.run(_as_owner(owner, f"DROP OWNED BY {urlsplit(own).username}"))

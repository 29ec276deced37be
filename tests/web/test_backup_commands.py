"""A bare folder becomes a portal that serves, by the commands of the documentation alone."""

from __future__ import annotations

import asyncio
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from litestar.testing import AsyncTestClient

from core.settings import Settings
from core.site import find_site
from tests.certificates import locked_seal_files
from tests.conftest import NewDatabase
from tests.core.test_settings import FIT
from tests.house.source import ROOT
from tests.web.test_commands import run
from web.app import create_app

BLOCK = re.compile(r"<!-- restoring -->\n\n```sh\n(.*?)```", re.DOTALL)


def documented() -> list[list[str]]:
    """The commands that docs/operations.md has for a restore."""
    (block,) = BLOCK.findall((ROOT / "docs" / "operations.md").read_text("utf-8"))
    return [line.split() for line in block.splitlines()]


def production(folder: Path, address: str) -> dict[str, str]:
    """The settings of a careful production, whose data folder has nothing in it."""
    folder.mkdir(mode=0o700)
    own = {
        "site": "banner",
        "data_folder": folder,
        "database_url": address,
        **locked_seal_files(folder.parent),
    }
    given = {name: value for name, value in {**FIT, **own}.items() if name != "seal_pkcs12"}
    return {f"PORTAL_{name.upper()}": str(value) for name, value in given.items()}


async def ready(environment: dict[str, str]) -> tuple[int, str]:
    given = {name.removeprefix("PORTAL_").lower(): value for name, value in environment.items()}
    async with AsyncTestClient(create_app(Settings(**given))) as client:
        return (await client.get("/ready")).status_code, (await client.get("/")).text


def test_the_documented_commands_restore_a_portal_on_a_bare_folder(
    new_database: NewDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lost = production(tmp_path / "lost", new_database())
    names = ["--role", "site-administrator", "--first-name", "Ada", "--last-name", "Example"]
    staff = ["staff", "add", "ada@health.example", *names]
    for words in (["migrate"], ["audit", "key", "--new"], staff):
        done = run(*words, **lost)
        assert done.exit_code == 0, done.output
    backed_up = run("backup", "portal.backup", **lost)
    assert backed_up.exit_code == 0, backed_up.output
    for kept in (
        f"{tmp_path}/lost/trail-key: the key",
        "PORTAL_SECRET_KEY",
        "PORTAL_PEPPER",
        "sites/banner: the",
    ):
        assert kept in backed_up.output
    assert lost["PORTAL_SECRET_KEY"].encode() not in Path("portal.backup").read_bytes()
    again = run("backup", "portal.backup", **lost)
    assert again.exit_code == 1 and "no backup replaces another" in again.output

    bare = production(tmp_path / "bare", new_database())
    assert "put its file at" in run("restore", "--check", "portal.backup", **bare).output
    shutil.copy(tmp_path / "lost" / "trail-key", tmp_path / "bare")
    *commands, serve = documented()
    for _, *words in commands:
        done = run(*words, **bare)
        assert done.exit_code == 0, (words, done.output)
        assert "--check" in words or "restore" not in words or "the trail is whole: " in done.output
    assert serve[:2] == ["portal", "serve"]
    assert "ada@health.example" in run("staff", "list", **bare).output
    code, page = asyncio.run(ready(bare))
    assert code == 200 and "Banner" in page


def test_a_plugin_that_the_site_may_lack_keeps_nobody_from_a_backup(tmp_path: Path) -> None:
    site = Path(shutil.copytree(find_site("banner"), tmp_path / "mine"))
    with (site / "profile.toml").open("a", encoding="utf-8") as profile:
        profile.write("\n[plugins.gone]\n")
    where = {
        **production(tmp_path / "data", f"sqlite:///{tmp_path / 'portal.sqlite'}"),
        "PORTAL_SITE": str(site),
    }
    refused = run("migrate", **where)
    assert refused.exit_code == 1 and "plugins.gone" in refused.output
    where["PORTAL_RUN_WITHOUT"] = '["gone"]'
    for command in (["migrate"], ["audit", "key", "--new"], ["backup", str(tmp_path / "made.backup")]):
        done = run(*command, **where)
        assert done.exit_code == 0, done.output
    # A check of the site names it all the same: that is the command that says what is wrong.
    assert "plugins.gone" in run("site", "check", **where).output
    checked = run("restore", "--check", str(tmp_path / "made.backup"), **where)
    assert checked.exit_code == 0 and "is there already; move it away first" in checked.output
    made_up = {
        "PORTAL_DEMO": "true",
        "PORTAL_BASE_URL": "http://127.0.0.1:8000",
        "PORTAL_DATABASE_URL": f"sqlite:///{tmp_path / 'demo.sqlite'}",
    }
    assert "run `portal demo` first" in run("demo", "--codes", **where | made_up).output


def test_whoever_backs_up_or_restores_a_broken_trail_is_told(tmp_path: Path) -> None:
    where = production(tmp_path / "data", f"sqlite:///{tmp_path / 'portal.sqlite'}")
    file, words = str(tmp_path / "made.backup"), "event 1: is not as it was written"
    for command in (["migrate"], ["audit", "key", "--new"], ["backup", str(tmp_path / "good.backup")]):
        assert run(*command, **where).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "portal.sqlite")) as database:
        for (trigger,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        database.execute("UPDATE audit_event SET actor_name = 'Somebody else' WHERE number = 1")
        database.commit()
    made = run("backup", file, **where)
    assert made.exit_code == 1 and f"is a backup of a broken trail, and no good one: {words}" in made.output
    (tmp_path / "portal.sqlite").unlink()
    for command in (["restore", "--check", file], ["restore", file]):
        refused = run(*command, **where)
        assert refused.exit_code == 1 and words in refused.output and "--with-broken-trail" in refused.output
    restored = run("restore", "--with-broken-trail", file, **where)
    assert restored.exit_code == 0, restored.output
    assert f"the trail is broken, and stays so: {words}" in restored.output
    assert words in run("audit", "verify", **where).output


def test_a_unit_of_systemd_backs_up_as_the_portal_and_deletes_old_files_after_a_good_one() -> None:
    unit = (ROOT / "deploy" / "portal-backup.service").read_text("utf-8")
    served = (ROOT / "deploy" / "portal.service").read_text("utf-8")
    for line in re.findall(r"^(?:User|EnvironmentFile|WorkingDirectory|UMask)=.*$", served, re.MULTILINE):
        assert line in unit
    backup, old = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    assert '/srv/portal/venv/bin/portal backup "/var/backups/portal/' in backup
    assert "-mtime +30 -delete" in old and "`find -mtime +30`" in (ROOT / "docs" / "operations.md").read_text(
        "utf-8"
    )

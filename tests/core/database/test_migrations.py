"""The migrations make exactly the tables that are in the code, on both databases."""

import asyncio
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import AppConfig

import core
import plugins
from core.applications import load_applications
from core.database import connect, migrate
from core.database.migrating import APP, MIGRATIONS
from core.database.new_migration import missing, of_core, of_plugin, write
from core.database.registry import all_tables
from core.site import find_site, load_site
from tests.conftest import NewDatabase
from tests.core.applications.installed import install
from tests.core.database.schema import Fact, schema

pytestmark = pytest.mark.both_databases

WITH_TABLES = sorted(file.parent.name for file in Path(plugins.__file__).parent.glob("*/tables.py"))
APPS = {app.app_name: app for app in (of_core(), *map(of_plugin, WITH_TABLES))}
# What a table in the code cannot say; the migrations alone make it.
INDEXES = {
    *("request_by_state", "request_by_holder", "request_by_holder_and_state", "work_by_state"),
    *(
        "work_by_holder_and_state",
        "work_by_application_and_state",
        "work_by_alarm",
        "agreement_by_end",
        "thread_by_waiting",
    ),
    *(
        "grant_by_application_and_state",
        "grant_by_state",
        "line_by_outcome",
        "figure_by_name",
        "work_late",
        "work_late_by_application",
        "work_late_by_holder",
        "work_of_a_grant",
        "work_done",
        "work_given_up",
        "event_by_action",
        "event_by_actor",
        "mail_by_state",
        "page_turn_by_whose",
        "member_is_one_human",
        "request_by_ended_agreement",
        *("request_by_due", "request_by_state_and_due", "request_by_practice", "request_by_name"),
        *("request_by_state_and_practice", "request_by_state_and_name", "work_by_state_and_person"),
        *("work_by_state_and_practice", "work_by_state_and_name"),
    ),
}
TRIGGERS = {
    "sqlite": {
        f"audit_{table}_no_{what}"
        for table in ("event", "head", "subtree", "checkpoint")
        for what in ("UPDATE", "DELETE")
    }
    | {"audit_event_from_one", "audit_event_stays", "audit_subtree_stays"},
    "postgresql": {
        *(f"audit_{table}_stays" for table in ("event", "head", "subtree", "checkpoint")),
        *("audit_event_retires", "audit_event_from_one", "audit_head_on"),
    },
}
PLANTED = {
    "a column is missing": ("    seed = Text()\n", ""),
    "a column is one too many": ("    seed = Text()\n", "    seed = Text()\n    more = Text()\n"),
    "a length is another": ("portal_id = Varchar(length=64,", "portal_id = Varchar(length=65,"),
    "a default is another": ('steps = JSON(default="[]")', "steps = JSON()"),
    "an index is missing": ("started = BigInt(index=True)", "started = BigInt()"),
    "a key points elsewhere": (
        "request = ForeignKey(Request, primary",
        "request = ForeignKey(Group, primary",
    ),
    "a deletion does something else": (
        "group = ForeignKey(Group, on_delete=OnDelete.restrict",
        "group = ForeignKey(Group",
    ),
    "a table is missing": ('class Turn(Table, tablename="work_turn")', "class Turn"),
}


@pytest.mark.parametrize("app", APPS)
async def test_the_migrations_lack_nothing_that_the_tables_have(app: str) -> None:
    assert APPS[app].table_classes
    assert await missing(APPS[app]) == []


@pytest.mark.parametrize("what", PLANTED)
async def test_a_planted_difference_is_found(what: str, tmp_path: Path) -> None:
    old, new = PLANTED[what]
    text = (MIGRATIONS / "portal_0001.py").read_text("utf-8")
    assert old in text
    # Piccolo imports by the bare name: a second file of the same name would never be read.
    planted = tmp_path / f"planted_{'_'.join(what.split())}.py"
    planted.write_text(text.replace(old, new, 1), "utf-8")
    assert await missing(AppConfig(APP, str(tmp_path), table_classes=list(all_tables())))


def test_a_change_of_the_tables_is_written_as_one_more_migration(tmp_path: Path) -> None:
    app = AppConfig("some", str(tmp_path), table_classes=list(all_tables()[:3]))
    asyncio.run(write(app, "three tables"))
    assert len(list(tmp_path.glob("some_*.py"))) == 1
    assert asyncio.run(missing(app)) == []


TABLE = """
from piccolo.columns import Integer
from core.plugin_api import PluginTable

class Reading(PluginTable, tablename="scale_reading"):
    grams = Integer()
"""


def test_a_plugin_from_outside_the_tree_has_its_migration_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "scale", TABLE)
    (tmp_path / "migrations").mkdir()
    assert "Reading" in _written(tmp_path, "scale", "--missing").stdout
    assert _written(tmp_path, "scale", "what is weighed").returncode == 0
    assert len(list((tmp_path / "migrations").glob("scale_*.py"))) == 1
    assert _written(tmp_path, "scale", "--missing").stdout == ""
    told = _written(tmp_path, "stale", "--missing")
    assert told.returncode == 1
    assert told.stderr == "stale: is neither a folder of plugins/ nor an installed application\n"


YIELDS = """
from functools import partial
from pathlib import Path

@hookimpl
def clinical_applications():
    yield application(folder=Path(__file__).parent, tables=(Reading,))
"""


def test_a_site_is_not_without_faults_while_a_plugin_lacks_a_migration_for_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = install(tmp_path, monkeypatch, "scale", TABLE + YIELDS)
    site = Path(shutil.copytree(find_site("banner"), tmp_path / "site"))
    with (site / "profile.toml").open("a", encoding="utf-8") as profile:
        profile.write("\n[plugins.scale]\n")
    (tmp_path / "migrations").mkdir()
    checked = partial(_run, tmp_path, "web.commands", "site", "check", str(site))
    assert "plugins.scale.tables: need a migration" in checked().stderr
    assert _written(tmp_path, "scale", "what is weighed").returncode == 0
    assert "no faults" in (whole := checked()).stdout and whole.returncode == 0

    source = tmp_path / f"{module}.py"
    text = source.read_text("utf-8").replace(
        "    grams = Integer()", "    grams = Integer()\n    cups = Integer()"
    )
    source.write_text(text, "utf-8")
    differs = checked()
    assert differs.returncode == 1 and "plugins.scale.tables: differ from what" in differs.stderr


def _written(folder: Path, slug: str, words: str) -> subprocess.CompletedProcess[str]:
    return _run(folder, "core.database.new_migration", "--plugin", slug, words)


def _run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(folder), str(Path(core.__file__).parents[1])])
    environment = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False, env=environment
    )


async def _migrated(url: str) -> set[Fact]:
    database = await connect(url)
    try:
        await migrate(load_applications(load_site(find_site("banner"))).migrations)
        return await schema(database)
    finally:
        await database.close()


async def _made_from_the_code(url: str) -> set[Fact]:
    database = await connect(url)
    try:
        for table in (Migration, *(table for app in APPS.values() for table in app.table_classes)):
            await table.create_table()
        return await schema(database)
    finally:
        await database.close()


def test_a_migrated_database_is_what_the_code_says_and_the_sql_beside_it(new_database: NewDatabase) -> None:
    made = asyncio.run(_migrated(first := new_database()))
    said = asyncio.run(_made_from_the_code(new_database()))
    assert said - made == set()
    assert {fact[1] for fact in made - said} == INDEXES | TRIGGERS[first.partition(":")[0]]

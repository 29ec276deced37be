"""A version after this one: a copy of the tree with one more migration, and code that goes by it."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.cluster.servers import TREE

PARTS = ("core", "web", "plugins", "sites", "pyproject.toml")
TABLES = Path("core", "messages", "tables.py")
COLUMN = "    text = Text()\n"
MIGRATION = '''"""What a version may do to the schema beside the one before it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "0002"
ADDED = (
    "ALTER TABLE message ADD COLUMN tone VARCHAR(10) NOT NULL DEFAULT 'plain'",
    "CREATE TABLE migrated (messages BIGINT NOT NULL)",
    "INSERT INTO migrated SELECT count(*) FROM message",
    "CREATE INDEX message_tone ON message (tone)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="portal", description="a tone for each message")

    async def add() -> None:
        for statement in ADDED:
            await engine_finder().run_ddl(statement)

    manager.add_raw(add)
    return manager
'''


def next_version(folder: Path) -> Path:
    """Make it in a folder that is not there yet."""
    folder.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (TREE / part).is_dir() else shutil.copy
        copy(TREE / part, folder / part)
    text = (folder / TABLES).read_text("utf-8")
    assert text.count(COLUMN) == 1
    added = f'{COLUMN}    tone = Varchar(length=10, default="warm")\n'
    (folder / TABLES).write_text(text.replace(COLUMN, added), "utf-8")
    (folder / "core" / "database" / "migrations" / "portal_0002.py").write_text(MIGRATION, "utf-8")
    return folder

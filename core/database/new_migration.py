"""Writes the next migration from what changed in the tables.

Used as `python -m core.database.new_migration "words on what changed"`, and with `--plugin slug` before the
words for the tables of a plugin.
"""

import asyncio
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from piccolo.apps.migrations.commands.new import _create_new_migration
from piccolo.conf.apps import AppConfig

from core.database.connection import connect
from core.database.migrating import APP, MIGRATIONS, piccolo_knows_us
from core.database.registry import all_tables, plugin_tables


async def write(app: AppConfig, words: str) -> None:
    """Compare the tables with the migrations so far and write the difference as one more file."""
    with tempfile.TemporaryDirectory() as folder:
        database = await connect(f"sqlite:///{folder}/empty.sqlite")
        try:
            with piccolo_knows_us():
                await _create_new_migration(app, auto=True, description=words, auto_input="y")
        finally:
            await database.close()


def of_plugin(slug: str) -> AppConfig:
    """The tables and the folder of migrations of a plugin in this tree."""
    module = import_module(f"plugins.{slug}.tables")
    tables = [table for table in plugin_tables() if table.__module__ == module.__name__]
    return AppConfig(slug, str(Path(str(module.__file__)).parent / "migrations"), table_classes=tables)


if __name__ == "__main__":
    given = sys.argv[1:]
    chosen = AppConfig(APP, str(MIGRATIONS), table_classes=list(all_tables()))
    if given[:1] == ["--plugin"]:
        chosen, given = of_plugin(given[1]), given[2:]
    asyncio.run(write(chosen, " ".join(given)))

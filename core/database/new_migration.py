"""Writes the next migration from what changed in the tables.

Used as `python -m core.database.new_migration "words on what changed"`, and with `--plugin slug` before the
words for the tables of a plugin, as `portal plugin migration` does for plugins outside this tree, too.
Until the first release the one migration of a package is edited instead,
and this says what it lacks: `python -m core.database.new_migration --missing`. What is written here says
every default of every column; shorten it to what a reader needs, as the first migration does.
"""

import asyncio
import io
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, redirect_stdout
from dataclasses import replace
from importlib import import_module
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from piccolo.apps.migrations.commands.new import AutoMigrationManager, NoChanges, _create_new_migration
from piccolo.conf.apps import AppConfig
from piccolo.table import Table

from core.database.connection import connect
from core.database.forwards import piccolo_knows_us
from core.database.migrating import APP, MIGRATIONS
from core.database.registry import all_tables, plugin_tables
from core.plugin_api import ENTRY_POINTS


async def write(app: AppConfig, words: str) -> Path | None:
    """Compare the tables with the migrations so far and write the difference as one more file.

    Returns the file, or None where there is no difference.
    """
    _make_folder(app)
    async with _on_an_empty_database():
        try:
            with redirect_stdout(io.StringIO()):
                made = await _create_new_migration(app, auto=True, description=words, auto_input="y")
        except NoChanges:
            return None
    return Path(made.migration_path)


async def missing(app: AppConfig) -> list[str]:
    """List what the migrations lack to make the tables as they are in code, each as a call of Piccolo's."""
    # Piccolo counts aloud what it compares.
    async with _on_an_empty_database() as empty:
        app = _with_folder(app, empty)
        with redirect_stdout(io.StringIO()):
            found = await AutoMigrationManager(auto_input="y").get_alter_statements(app)
    return [statement for kind in found for statement in kind.statements]


async def lacking(plugins: Mapping[str, tuple[Path, Sequence[type[Table]]]]) -> list[str]:
    """Name the plugins whose migrations make other tables than theirs, given folder and tables of each."""
    found = []
    for slug, (folder, tables) in plugins.items():
        app = AppConfig(slug, str(folder / "migrations"), table_classes=list(tables))
        if tables and await missing(app):
            see = f"portal plugin migration {slug}"
            found.append(f"plugins.{slug}.tables: differ from what its migrations make; see `{see}`")
    return found


def of_core() -> AppConfig:
    """Return the tables of core and the folder of their migrations."""
    return AppConfig(APP, str(MIGRATIONS), table_classes=list(all_tables()))


def of_plugin(slug: str) -> AppConfig:
    """Return the tables and the folder of migrations of a plugin, in this tree or installed.

    SystemExit with words for a slug of no plugin, and for a plugin without tables.
    """
    return of_package(slug, package_of(slug))


def of_package(slug: str, package: str) -> AppConfig:
    """Return the same of a plugin whose package can be imported; SystemExit when it has no tables."""
    own = import_module(package)
    if hasattr(own, "__path__") and find_spec(f"{package}.tables"):
        import_module(f"{package}.tables")
    tables = [table for table in plugin_tables() if f"{table.__module__}.".startswith(f"{package}.")]
    if not tables:
        raise SystemExit(f"{slug}: has no tables")
    beside = Path(str(import_module(tables[0].__module__).__file__))
    return AppConfig(slug, str(beside.parent / "migrations"), table_classes=tables)


def package_of(slug: str) -> str:
    """Name the package of a plugin, in this tree or installed; SystemExit with words for a slug of none."""
    if slug.isidentifier() and find_spec(f"plugins.{slug}"):
        return f"plugins.{slug}"
    found = tuple(entry_points(group=ENTRY_POINTS, name=slug))
    if len(found) != 1:
        raise SystemExit(f"{slug}: is neither a folder of plugins/ nor an installed application")
    return found[0].module


def _make_folder(app: AppConfig) -> None:
    Path(app.migrations_folder_path).mkdir(exist_ok=True)


def _with_folder(app: AppConfig, empty: str) -> AppConfig:
    """The same, with another folder where there is none because nobody wrote a migration yet."""
    if Path(app.migrations_folder_path).is_dir():
        return app
    none = Path(empty) / "migrations"
    none.mkdir()
    return replace(app, migrations_folder_path=str(none))


@asynccontextmanager
async def _on_an_empty_database() -> AsyncIterator[str]:
    """Piccolo asks for a database even where it reads nothing from it; gives its folder."""
    with tempfile.TemporaryDirectory() as folder:
        database = await connect(f"sqlite:///{folder}/empty.sqlite")
        try:
            with piccolo_knows_us():
                yield folder
        finally:
            await database.close()


if __name__ == "__main__":
    given, chosen = sys.argv[1:], of_core()
    if given[:1] == ["--plugin"]:
        chosen, given = of_plugin(given[1]), given[2:]
    if given == ["--missing"]:
        sys.stdout.write("".join(f"{call}\n" for call in asyncio.run(missing(chosen))))
    else:
        asyncio.run(write(chosen, " ".join(given)))

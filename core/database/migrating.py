"""Bringing a database to the shape this version of the product expects."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from piccolo.apps.migrations.tables import Migration

from core.database.one_at_a_time import one_at_a_time

APP = "portal"
MIGRATIONS = Path(__file__).parent / "migrations"
NO_PLUGINS: Mapping[str, Path] = MappingProxyType({})


async def migrate(plugins: Mapping[str, Path] = NO_PLUGINS) -> None:
    """Run every migration this database has not seen, those of `plugins` last: slug and folder of each.

    Of several processes that are told to, one does it, and the others wait and find it done. RuntimeError
    names the first migration that fails.
    """
    from core.database.forwards import run_all  # noqa: PLC0415 - nothing else needs what it brings

    async with one_at_a_time("migrate"):
        await run_all({APP: MIGRATIONS, **plugins})


async def pending_migrations(plugins: Mapping[str, Path] = NO_PLUGINS) -> list[str]:
    """List the files of migrations that this database has not seen, oldest first."""
    pending = []
    known = await Migration.table_exists().run()
    ran = await Migration.select(Migration.app_name, Migration.name) if known else []
    done = {file_name(row["app_name"], row["name"]) for row in ran}
    for names in known_migrations(plugins).values():
        pending += [name for name in names if name not in done]
    return pending


def known_migrations(plugins: Mapping[str, Path] = NO_PLUGINS) -> dict[str, list[str]]:
    """List the files of migrations that are installed, the oldest first, by their app."""
    folders = {APP: MIGRATIONS, **plugins}
    return {app: sorted(path.stem for path in folder.glob("[!_]*.py")) for app, folder in folders.items()}


def file_name(app: str, identity: str) -> str:
    """Name the file of a migration that Piccolo stores as `2026-11-22T03:00:00:123456`."""
    cleaned = "".join(character if character.isalnum() else "_" for character in identity.lower())
    return f"{app}_{cleaned}"

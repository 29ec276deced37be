"""`portal plugin migration`: what the migrations of a plugin lack, and the next one of them."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import rich_click as click
from click.exceptions import Exit

from web.command_parts import running


@click.command()
@click.argument("plugin")
@click.argument("words", required=False, default="")
def migration(plugin: str, words: str) -> None:
    """Say what the migrations of a plugin lack to make its tables, or write the next one.

    PLUGIN is the slug of one that is installed, or the folder of one. With WORDS on what changed the next
    migration is written; without, exit code 1 says that something is lacking.
    """
    from core.database import new_migration  # noqa: PLC0415 - what serves starts faster without

    try:
        slug, package = _in_folder(Path(plugin)) if Path(plugin).is_dir() else (plugin, "")
        app = new_migration.of_package(slug, package or new_migration.package_of(slug))
    except SystemExit as problem:
        raise running.fail([str(problem)]) from problem
    if words:
        written = asyncio.run(new_migration.write(app, words))
        click.echo(str(written) if written else f"{slug}: its migrations make its tables already")
        return
    lacking = asyncio.run(new_migration.missing(app))
    click.echo("\n".join(lacking) or f"{slug}: its migrations make its tables")
    if lacking:
        raise Exit(1)


def _in_folder(folder: Path) -> tuple[str, str]:
    """The slug and package of a plugin in a folder, which stays on the path: migrations import their own."""
    from web.plugin_check.place import NoPlugin, find_place  # noqa: PLC0415 - nothing else needs the kit

    try:
        place = find_place(folder)
    except NoPlugin as problem:
        raise running.fail([str(problem)]) from problem
    sys.path.insert(0, str(place.root))
    return place.slug, place.package

"""`portal plugin`: which applications does this site offer, and can they be reached?"""

import asyncio
from collections import Counter

import rich_click as click
from click.exceptions import Exit

from core.access.unfit import held_of_each
from core.plugin_levels.package import packages_of
from core.plugin_levels.queries import PluginLevel, levels_of
from core.settings import Settings
from core.site import SiteProfile
from web.command_parts import (
    loading,
    plugin_checking,
    plugin_compare,
    plugin_making,
    plugin_migration,
    running,
)
from web.command_parts.examining import examined
from web.command_parts.plugin_lines import listed


@click.group()
def plugin() -> None:
    """The applications, each of which is a plugin."""


plugin.add_command(plugin_checking.check)
plugin.add_command(plugin_compare.compare)
plugin.add_command(plugin_making.new)
plugin.add_command(plugin_making.serve_plugin)
plugin.add_command(plugin_migration.migration)


@plugin.command("list")
@click.option("--rights", is_flag=True, help="Say also what each may do, and what of that is held.")
@click.option("--database", is_flag=True, help="Count also the people who have each.")
def list_plugins(*, rights: bool, database: bool) -> None:
    """List the plugins that are switched on, in the site's order: whose each is, and what it needs."""
    chosen = running.settings()
    profile = running.site(chosen.site)
    switched_on = loading.applications(profile, chosen)
    held = running.with_database(_held, chosen) if database else {}
    levels = {each.package.slug: each.words(profile.dates) for each in _levels(profile, chosen)}
    for line in listed(switched_on, levels, rights=rights, held=held):
        click.echo(line)


def _levels(profile: SiteProfile, chosen: Settings) -> list[PluginLevel]:
    """How good each plugin is as it is here; a deployment without a database yet has checked none."""
    packages, file = packages_of(profile), chosen.database_file
    if file is not None and not file.exists():
        return [PluginLevel(each, None) for each in packages]

    async def work(_: Settings) -> list[PluginLevel]:
        return await levels_of(packages)

    return running.with_database(work, chosen)


async def _held(_: Settings) -> dict[str, int]:
    """Of an application without an entry nobody has access."""
    return Counter(await held_of_each())


@plugin.command()
@click.argument("slug", required=False)
@click.option("--try", "attempt", is_flag=True, help="Make one made-up account there, change it, disable it.")
def doctor(slug: str | None, attempt: bool) -> None:
    """Say step by step whether an application can be reached and used; exit code 1 if it cannot.

    SLUG is one application. Without it all are examined.
    """
    chosen = running.settings()
    switched_on = loading.applications(running.site(chosen.site), chosen)
    if slug is not None and slug not in switched_on:
        raise running.fail([f"{slug}: is not switched on; see portal plugin list"])
    slugs = [slug] if slug is not None else list(switched_on)
    if not asyncio.run(examined(switched_on, slugs, chosen, attempt=attempt)):
        raise Exit(1)

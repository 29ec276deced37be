"""`portal site check`: is the profile right?"""

import asyncio

import rich_click as click

from core.access.unfit import unfit
from core.applications import Catalogue
from core.database.new_migration import lacking
from core.settings import Settings
from web.command_parts import running


@click.group()
def site() -> None:
    """The site profile."""


@site.command()
@click.argument("path", required=False)
@click.option(
    "--database", is_flag=True, help="Look also for stored access that its plugin cannot take over."
)
def check(path: str | None, database: bool) -> None:
    """List every fault of a site profile and its plugins with its path; exit code 1 if there is one.

    PATH is a folder, or the name of one in sites/. Without it the configured site is checked.
    """
    profile = running.site(path if path is not None else running.settings().site)
    switched_on = running.applications(profile)
    tables = {slug: (each.folder, each.tables) for slug, each in switched_on.items() if each.folder}
    if found := asyncio.run(lacking(tables)):
        raise running.fail(found)
    click.echo(f"{profile.slug}: no faults, {len(switched_on)} applications switched on")
    if database:
        _check_stored(switched_on)


def _check_stored(switched_on: Catalogue) -> None:
    async def work(_: Settings) -> list[str]:
        return [str(each) for each in await unfit(switched_on)]

    if found := running.with_database(work):
        raise running.fail(found)
    click.echo("database: every access fits its application")

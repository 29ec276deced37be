"""`portal site`: a new profile, and whether it is right."""

import asyncio
from pathlib import Path

import rich_click as click
from click.exceptions import Exit

from core.access.unfit import unfit
from core.applications import Catalogue, faults_of_sections
from core.applications.manifests import not_switched_on
from core.applications.upgraded import upgraded_sections
from core.database.new_migration import lacking
from core.mail import Mail
from core.plugin_levels.queries import refused_at
from core.portal import Portal
from core.running.records import Change
from core.running.running import Running
from core.settings import Settings
from core.site import PROFILE, SITES, SiteFaults, SiteProfile, find_site, load_site, write_blank
from web.command_parts import loading, running
from web.command_parts.examining import examined


@click.group()
def site() -> None:
    """The site profile."""


@site.command()
@click.argument("path", required=False)
@click.option(
    "--database",
    is_flag=True,
    help="Look also for stored access that its plugin cannot take over, and for levels.",
)
@click.option("--connect", is_flag=True, help="Ask each application whether it can be reached and used.")
def check(path: str | None, database: bool, connect: bool) -> None:
    """List every fault of a site profile and its plugins with its path; exit code 1 if there is one.

    PATH is a folder, or the name of one in sites/. Without it the configured site is checked.
    """
    profile = _site(path if path is not None else running.settings().site)
    switched_on = loading.applications(profile)
    tables = {slug: (each.folder, each.tables) for slug, each in switched_on.items() if each.folder}
    if found := asyncio.run(lacking(tables)):
        raise running.fail(found)
    for line in upgraded_sections(profile, switched_on):
        click.echo(line)
    click.echo(f"{profile.slug}: no faults, {len(switched_on)} applications switched on")
    for each in not_switched_on(profile):
        click.echo(each, err=True)
    if connect:
        _check_reached(profile)
    if database:
        _say_levels(profile)
        _check_stored(switched_on)


@site.command()
@click.argument("folder", type=click.Path(path_type=Path))
def new(folder: Path) -> None:
    """Write an empty profile to fill in, with words about each setting.

    FOLDER is made where the command is called, or where its path says. `portal site check` says what is still
    to be filled in.
    """
    if not folder.is_absolute() and (SITES / folder / PROFILE).is_file():
        # Wherever it is called so, the one that ships would be meant.
        raise running.fail([f"{folder}: is a site that ships with the product; choose another name"])
    try:
        write_blank(folder)
    except FileExistsError as problem:
        raise running.fail([f"{folder}: there is a profile already"]) from problem
    click.echo(f"{folder / PROFILE}: fill it in, and run `portal site check {folder}` as often as needed")


@site.command()
@click.argument("folder", type=click.Path(path_type=Path))
def export(folder: Path) -> None:
    """Write the site with what was changed in the browser as a profile, from which another one can start.

    FOLDER must not be there yet. What begins later is left out, and named.
    """
    profile = running.site(running.settings().site)

    async def work(settings: Settings) -> tuple[Change, ...]:
        mail = Mail(profile, settings.base_url, settings.mail_sender)
        served = Running(Portal(profile, loading.applications(profile, settings), mail))
        await served.look()
        return served.export(folder)

    try:
        later = running.with_database(work)
    except FileExistsError as problem:
        raise running.fail([f"{folder}: is there already"]) from problem
    for each in later:
        click.echo(f"left out, begins later: change {each.number}", err=True)
    click.echo(f"{folder / PROFILE}: the site as it is served now")


def _site(name: str) -> SiteProfile:
    """The site with this name or path; else every fault of its profile and of its applications at once."""
    folder = None
    try:
        folder = find_site(name)
        return load_site(folder)
    except SiteFaults as problem:
        faults = dict.fromkeys([*problem.faults, *faults_of_sections(problem.plugins, folder)])
        raise running.fail([str(each) for each in faults]) from problem


def _check_reached(profile: SiteProfile) -> None:
    chosen = running.settings()
    switched_on = loading.applications(profile, chosen)
    if not asyncio.run(examined(switched_on, list(switched_on), chosen, attempt=False)):
        raise Exit(1)


def _check_stored(switched_on: Catalogue) -> None:
    async def work(_: Settings) -> list[str]:
        return [str(each) for each in await unfit(switched_on)]

    if found := running.with_database(work):
        raise running.fail(found)
    click.echo("database: every access fits its application")


def _say_levels(profile: SiteProfile) -> None:
    """Says which plugins a production would not run, as they are installed here."""

    async def work(chosen: Settings) -> dict[str, str]:
        return {} if chosen.demo else await refused_at(profile)

    for slug, words in running.with_database(work).items():
        click.echo(f"plugins.{slug}: {words}", err=True)

"""`portal plugin`: which applications does this site offer, and can they be reached?"""

import asyncio

import rich_click as click
from click.exceptions import Exit

from core.applications import Catalogue
from core.provisioning.doctor import examine
from core.settings import Settings
from web.command_parts import running


@click.group()
def plugin() -> None:
    """The applications, each of which is a plugin."""


@plugin.command("list")
def list_plugins() -> None:
    """List the applications that are switched on, in the site's order."""
    site = running.site(running.settings().site)
    for slug, application in running.applications(site).items():
        click.echo(f"{slug:<12} {application.name}: {application.summary}")


@plugin.command()
@click.argument("slug", required=False)
@click.option("--try", "attempt", is_flag=True, help="Make one made-up account there, change it, disable it.")
def doctor(slug: str | None, attempt: bool) -> None:
    """Say step by step whether an application can be reached and used; exit code 1 if it cannot.

    SLUG is one application. Without it all are examined.
    """
    chosen = running.settings()
    switched_on = running.applications(running.site(chosen.site))
    if slug is not None and slug not in switched_on:
        raise running.fail([f"{slug}: is not switched on; see portal plugin list"])
    slugs = [slug] if slug is not None else list(switched_on)
    if not asyncio.run(_examined(switched_on, slugs, chosen, attempt)):
        raise Exit(1)


async def _examined(switched_on: Catalogue, slugs: list[str], chosen: Settings, attempt: bool) -> bool:
    """Print each step of each application; tell whether all went well."""
    well = True
    for slug in slugs:
        async for each in examine(switched_on, slug, chosen.connector_secrets, attempt=attempt):
            click.echo(f"{slug:<12} {'ok  ' if each.well else 'FAIL'} {each.step}: {each.words}")
            well = well and each.well
    return well

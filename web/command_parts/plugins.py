"""`portal plugin list`: which applications does this site offer?"""

import rich_click as click

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

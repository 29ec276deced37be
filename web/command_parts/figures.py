"""`portal figures`: whether what pages show as counted is what there is."""

from __future__ import annotations

import rich_click as click

from core.access.recount import mend, miscounted
from core.settings import Settings
from web.command_parts import running


@click.group()
def figures() -> None:
    """What is counted of requests and access."""


@figures.command()
@click.option("--fix", "mended", is_flag=True, help="Put what was counted again in place of what differs.")
def check(mended: bool) -> None:
    """Count everything again; name what differs and end with exit code 1 if anything does."""

    async def work(_settings: Settings) -> list[str]:
        found = await miscounted()
        if found and mended:
            await mend()
        return found

    found = running.with_database(work)
    for line in found:
        click.echo(line)
    if not found:
        click.echo("everything is counted right")
    elif mended:
        click.echo("this is fixed")
    else:
        raise running.fail([f"{len(found)} counts differ; `portal figures check --fix` puts them right"])

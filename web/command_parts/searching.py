"""`portal search`: is everything found that is there, and the index made anew."""

from __future__ import annotations

import rich_click as click

from core.actor import SYSTEM
from core.console import search_index
from core.settings import Settings
from web.command_parts import running


@click.group()
def search() -> None:
    """The index by which staff find people, practices and requests."""


@search.command()
def check() -> None:
    """Compare the index with what it is made from; name every difference and end with exit code 1."""

    async def work(_settings: Settings) -> list[str]:
        return await search_index.check_index()

    if faults := running.with_database(work):
        raise running.fail(faults)
    click.echo("the index is what it is made from")


@search.command()
def rebuild() -> None:
    """Make the index anew from everything that is stored, in one transaction."""

    async def work(_settings: Settings) -> int:
        return await search_index.rebuild_index(by=SYSTEM)

    click.echo(f"{running.with_database(work)} entries can be found")

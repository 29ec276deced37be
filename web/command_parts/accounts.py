"""`portal accounts`: whether the secret key vouches for every account, and doing so with the newest."""

from __future__ import annotations

import rich_click as click

from core.identity import bound
from core.settings import Settings
from web.command_parts import running


@click.group()
def accounts() -> None:
    """Accounts as the secret key vouches for them."""


@accounts.command()
def bind() -> None:
    """Have the newest secret key vouch for what a former one vouched for; then the former can be left out.

    Name every account that was written or changed without any of our keys, and end with exit code 1.
    """

    async def work(_settings: Settings) -> tuple[int, list[str]]:
        return await bound.bind_anew(), await bound.strangers()

    done, strange = running.with_database(work)
    click.echo(f"{done} accounts were bound anew")
    if strange:
        raise running.fail([f"account {each} was not written by this portal" for each in strange])

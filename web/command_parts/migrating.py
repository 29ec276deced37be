"""`portal migrate`: bring the database to the shape this version expects."""

import rich_click as click

from core.database import migrate as run_migrations
from core.settings import Settings
from web.command_parts import running


@click.command()
def migrate() -> None:
    """Bring the database to the shape this version expects."""

    chosen = running.settings()
    plugins = running.applications(running.site(chosen.site)).migrations

    async def work(_settings: Settings) -> None:
        await run_migrations(plugins)

    running.with_database(work, chosen)
    # Whoever migrates need not know the secrets.
    if chosen.secret_key and chosen.pepper:
        running.require_own_database(chosen)
    click.echo("the database is up to date")

"""`portal migrate`: bring the database to the shape this version expects."""

import rich_click as click

from core.database import grant_to, role_of
from core.database import migrate as run_migrations
from core.settings import Settings
from web.command_parts import loading, running


@click.command()
def migrate() -> None:
    """Bring the database to the shape this version expects.

    With PORTAL_MIGRATE_DATABASE_URL another role does it, owns the tables, and lets the role of the portal
    write the trail but not rewrite it.
    """
    chosen = running.settings()
    plugins = loading.applications(running.site(chosen.site), chosen).migrations
    owner, role = running.as_owner(chosen), role_of(chosen.database_url)

    async def work(_settings: Settings) -> None:
        await run_migrations(plugins)
        if role not in ("", role_of(owner.database_url)):
            await grant_to(role)

    running.with_database(work, owner)
    # Whoever migrates need not know the secrets.
    if chosen.secret_key and chosen.pepper:
        running.require_own_database(chosen)
    click.echo("the database is up to date")

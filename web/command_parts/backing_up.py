"""`portal backup` and `portal restore`: the database as one file, and the way back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import rich_click as click

from core import binding
from core.audit.signing import NoTrailKey
from core.audit.verification import Broken
from core.backup.archive import BackupFaults
from core.backup.making import Made, back_up
from core.backup.restoring import Restored, faults_of_place, that_fits
from core.backup.restoring import restore as run_restore
from core.database import elsewhere, grant_to, role_of
from core.logs import set_up_logs
from core.settings import Settings
from core.site import SiteProfile
from web.command_parts import loading, running

NEW_FILE = click.Path(dir_okay=False, path_type=Path)
BACKUP = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=NEW_FILE)
def backup(file: Path) -> None:
    """Write the whole database into the new FILE while the portal serves; say what to keep beside it."""
    set_up_logs(readable=True, level="WARNING")
    settings = running.settings()
    profile = running.site(settings.site)
    loading.applications(profile, settings)

    async def work(chosen: Settings) -> Made:
        return await back_up(file, chosen, profile)

    try:
        made = running.with_database(work)
    except FileExistsError as problem:
        raise running.fail([f"{file} is there already, and no backup replaces another"]) from problem
    except BackupFaults as problem:
        raise running.fail(problem.faults) from problem
    except (NoTrailKey, OSError) as problem:
        raise running.fail([str(problem)]) from problem
    click.echo(
        f"{file}: {made.manifest.trail.number} events of the trail, and everything else of the database"
    )
    click.echo("It holds none of these, which have to be kept too, and in another place:")
    for each in made.manifest.beside:
        click.echo(f"  {each}")
    if not made.is_good:
        raise running.fail(_faults_of(made, file))


def _faults_of(made: Made, file: Path) -> list[str]:
    found = [f"the trail could not be signed: {made.not_signed}"] if made.not_signed else []
    if broken := made.manifest.trail.fault:
        found.append(f"{file} is a backup of a broken trail, and no good one: {broken}")
    return found


@click.command()
@click.argument("file", type=BACKUP)
@click.option(
    "--check", "only_check", is_flag=True, help="Only say whether FILE is whole and of this deployment."
)
@click.option("--with-broken-trail", is_flag=True, help="Restore though the trail is broken; it stays so.")
def restore(file: Path, only_check: bool, with_broken_trail: bool) -> None:
    """Put the backup FILE into an empty database and verify its trail; touch nothing where it doesn't fit."""
    set_up_logs(readable=True, level="WARNING")
    chosen = running.as_owner(running.settings())
    profile = running.site(chosen.site)
    plugins = loading.applications(profile, chosen).migrations
    binding.use(chosen.keys)
    try:
        if only_check:
            manifest = that_fits(file, chosen, profile, plugins)
            click.echo(f"{file} is whole and fits: made {profile.dates.moment(manifest.made_at)}")
            for each in asyncio.run(faults_of_place(chosen)):
                click.echo(f"a restore would refuse what is there now: {each}", err=True)
            return
        restored = asyncio.run(
            run_restore(file, chosen, profile, plugins, with_broken_trail=with_broken_trail)
        )
    except BackupFaults as problem:
        raise running.fail(problem.faults) from problem
    except (Broken, NoTrailKey, OSError) as problem:
        raise running.fail([f"nothing was restored: {problem}"]) from problem
    _grant(chosen)
    _say(restored, profile)


def _grant(owner: Settings) -> None:
    """Lets the role of the portal in, where another one owns the tables."""
    role = role_of(running.settings().database_url)

    async def work() -> None:
        async with elsewhere(owner.database_url):
            await grant_to(role)

    if role not in ("", role_of(owner.database_url)):
        asyncio.run(work())


def _say(restored: Restored, profile: SiteProfile) -> None:
    trail = restored.trail
    click.echo(f"restored as of {profile.dates.moment(restored.manifest.made_at)}")
    if isinstance(trail, str):
        click.echo(f"the trail is broken, and stays so: {trail}", err=True)
    else:
        click.echo(f"the trail is whole: {trail.number} events")
        click.echo(f"{trail.checkpoints} signed checkpoints stand for them")
    click.echo(f"{restored.sessions} sign-ins were ended")
    click.echo(
        "what happened after the backup is gone; docs/operations.md says what to do before people are let in"
    )

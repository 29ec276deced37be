"""`python -m benchmarks.data`: fills an empty database of a demo, as the settings of the portal name it."""

from __future__ import annotations

import sys
import time

import rich_click as click

from benchmarks.data.making import SIZES, NotEmpty, make
from core.access.tables import Grant
from core.audit.reading import stored_head
from core.database import migrate
from core.demo_mark import keep_demo_apart
from core.groups.tables import Group, Member
from core.identity import Identity
from core.logs import set_up_logs
from core.portal import Portal
from core.settings import Settings
from web.command_parts import loading, running


@click.command()
@click.option("--size", type=click.Choice([*SIZES]), help="S, M or L.")
@click.option("--groups", type=click.IntRange(1), help="So many practices instead.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same one makes the same practices.")
def main(size: str | None, groups: int | None, seed: int) -> None:
    """Fill the database with made-up practices, in any number."""
    chosen = running.settings()
    if not chosen.demo:
        raise running.fail(["demo: is off, and made-up people are only for a demo"])
    set_up_logs(readable=True, level="CRITICAL")
    number = groups or SIZES[size or "S"]

    async def work(settings: Settings) -> str:
        return await _made(settings, number, seed)

    try:
        click.echo(running.with_database(work, chosen))
    except NotEmpty as problem:
        raise running.fail([str(problem)]) from problem


async def _made(settings: Settings, number: int, seed: int) -> str:
    profile = running.site(settings.site)
    applications = loading.applications(profile, settings)
    await migrate(applications.migrations)
    await keep_demo_apart(demo=True)
    begun = time.perf_counter()
    identity = Identity.open(settings, profile)
    identity.close()
    await make(settings, Portal(profile, applications, identity.mail), number, seed=seed)
    took, head = time.perf_counter() - begun, await stored_head()
    found = [await table.count() for table in (Group, Member, Grant)]
    events = head["number"] if head else 0
    return f"{found[0]} practices, {found[1]} people, {found[2]} grants, {events} events in {took:.0f} s"


if __name__ == "__main__":
    sys.exit(main())

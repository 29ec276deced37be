"""`portal audit retire`: old events for nobody."""

from __future__ import annotations

from datetime import UTC, datetime

import rich_click as click

from core.actor import SYSTEM
from core.audit.retiring import Retirement
from core.audit.retiring import retire as retire_events
from core.errors import Invalid
from core.misuse.queries.held import first_held
from core.settings import Settings
from web.command_parts import running


@click.command()
@click.option("--before", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day, in UTC.")
@click.option("--reason", required=True, help="Why; it is written into the trail.")
def retire(before: datetime, reason: str) -> None:
    """Empty every event from before a day, six years ago or longer; what is proved of the others still holds.

    It stops before the first event that a hold of the privacy officer covers.

    Needs the role that owns the tables, PORTAL_MIGRATE_DATABASE_URL.
    """
    chosen = running.settings()
    if chosen.demo:
        raise running.fail(["demo: is on, and its first event is what marks its database"])

    async def work(_settings: Settings) -> Retirement:
        return await retire_events(before.replace(tzinfo=UTC), reason, first_held, by=SYSTEM)

    try:
        done = running.with_database(work, running.as_owner(chosen))
    except Invalid as problem:
        raise running.fail([f"{name}: {words}" for name, words in problem.errors.items()]) from problem
    click.echo(f"the first {done.until} events are retired")
    if done.held is not None:
        click.echo(f"a hold keeps event {done.held} and every later one; see /support/trail/holds")

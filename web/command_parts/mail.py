"""`portal mail`: what became of the mails."""

from __future__ import annotations

import rich_click as click

from core.mail import queries
from core.mail.queries import StoredMail
from core.settings import Settings
from web.command_parts import running

STATES = {
    "waiting": "waiting",
    "sent": "sent",
    "refused": "refused by the mail server",
    "dead": "given up",
    "later": "waiting for a summary",
    "summed": "brought by a summary",
    "dropped": "dropped, its administrator is another by now",
}


@click.group()
def mail() -> None:
    """The mails the portal writes."""


@mail.command()
@click.option("--most", default=20, type=click.IntRange(0, 1000), help="How many undelivered mails to name.")
def status(most: int) -> None:
    """Count the mails in each state, and name those that did not arrive with the reason."""

    async def work(_settings: Settings) -> tuple[dict[str, int], list[StoredMail]]:
        return await queries.counts_by_state(), await queries.undelivered_mails(most)

    counts, mails = running.with_database(work)
    for state, words in STATES.items():
        click.echo(f"{counts.get(state, 0):8} {words}")
    for each in mails:
        click.echo(
            f"{each.queued_at:%Y-%m-%d %H:%M} UTC  {STATES[each.state]}, attempt {each.attempts}:"
            f" {each.recipient}, {each.subject!r}: {each.reason}"
        )

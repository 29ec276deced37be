"""`portal mail`: what became of the letters."""

from __future__ import annotations

import rich_click as click

from core.mail import queries
from core.mail.queries import StoredLetter
from core.settings import Settings
from web.command_parts import running

STATES = {"waiting": "waiting", "sent": "sent", "refused": "refused by the mail server", "dead": "given up"}


@click.group()
def mail() -> None:
    """The letters the portal writes."""


@mail.command()
@click.option(
    "--most", default=20, type=click.IntRange(0, 1000), help="How many undelivered letters to name."
)
def status(most: int) -> None:
    """Count the letters in each state, and name those that did not arrive with the reason."""

    async def work(_settings: Settings) -> tuple[dict[str, int], list[StoredLetter]]:
        return await queries.counts_by_state(), await queries.undelivered_letters(most)

    counts, letters = running.with_database(work)
    for state, words in STATES.items():
        click.echo(f"{counts.get(state, 0):8} {words}")
    for letter in letters:
        click.echo(
            f"{letter.queued_at:%Y-%m-%d %H:%M} UTC  {STATES[letter.state]}, attempt {letter.attempts}:"
            f" {letter.recipient}, {letter.subject!r}: {letter.reason}"
        )

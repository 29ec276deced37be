"""`portal audit prove`, `check-proof` and `retire`: one event for a stranger, and old ones for nobody."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import rich_click as click

from core.actor import SYSTEM
from core.audit.checkpoints import Rewritten
from core.audit.proving import ATTACHED, proved_event
from core.audit.proving import prove as prove_event
from core.audit.retiring import Retirement
from core.audit.retiring import retire as retire_events
from core.audit.signing import NoTrailKey
from core.errors import Invalid, NotFound
from core.misuse.queries.held import first_held
from core.settings import Settings
from core.tlog import Unsound, Verifiers
from web.command_parts import running


@click.command()
@click.argument("number", type=click.IntRange(1))
def prove(number: int) -> None:
    """Print the proof of one event, which shows no other; keep it as a file that ends with .tlog-proof."""

    async def work(settings: Settings) -> str:
        return await prove_event(settings, number)

    try:
        click.echo(running.with_database(work), nl=False)
    except (NotFound, NoTrailKey, Rewritten) as problem:
        raise running.fail([str(problem)]) from problem


@click.command("check-proof")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--key", required=True, help="The public key that signs the trail, from someone you trust.")
def check_proof(file: Path, key: str) -> None:
    """Say what the proof in FILE, or in the sealed document FILE, proves; exit code 1 if it proves nothing.

    Neither settings nor a database are needed.
    """
    try:
        event = proved_event(_proof_in(file.read_bytes()), Verifiers.parse([key]))
    except Unsound as problem:
        raise running.fail([f"{file.name} proves nothing: {problem}"]) from problem
    click.echo(f"event {event['number']} is in the trail as it is shown here")
    for name, value in event.items():
        click.echo(f"{name}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}")


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


def _proof_in(content: bytes) -> str:
    """The proof that a file is, or that is attached to a sealed document."""
    from core.seal import attached_file  # noqa: PLC0415 - other commands start faster without

    try:
        return (attached_file(content, ATTACHED) if content.startswith(b"%PDF") else content).decode()
    except ValueError as problem:
        raise Unsound(str(problem)) from problem

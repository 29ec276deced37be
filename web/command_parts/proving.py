"""`portal audit prove` and `check-proof`: one event for a stranger, and nothing else with it."""

from __future__ import annotations

import json
from pathlib import Path

import rich_click as click

from core.audit.checkpoints import Rewritten
from core.audit.proving import ATTACHED, proved_event
from core.audit.proving import prove as prove_event
from core.audit.signing import NoTrailKey
from core.errors import NotFound
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


def _proof_in(content: bytes) -> str:
    """The proof that a file is, or that is attached to a sealed document."""
    from core.seal import attached_file  # noqa: PLC0415 - other commands start faster without

    try:
        return (attached_file(content, ATTACHED) if content.startswith(b"%PDF") else content).decode()
    except ValueError as problem:
        raise Unsound(str(problem)) from problem

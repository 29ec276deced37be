"""`portal audit`: is the trail whole, and the trail as a file."""

from __future__ import annotations

import sys
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory

import rich_click as click

from core.actor import SYSTEM
from core.audit.export import export as write_export
from core.audit.export import verify_file
from core.audit.verification import Broken, Head
from core.audit.verification import verify as verify_stored
from core.settings import Settings
from web.command_parts import running


@click.group()
def audit() -> None:
    """The trail of everything that happened."""


@audit.command()
@click.option(
    "--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An exported trail."
)
@click.option("--head", help="The head an earlier verification printed; the trail must still contain it.")
def verify(file: Path | None, head: str | None) -> None:
    """Walk the whole trail; name the first event that was changed and end with exit code 1 if there is one.

    With --file an exported trail is verified, and no database is needed.
    """
    try:
        earlier = Head.parse(head) if head else None
        verified = verify_file(file, earlier) if file else _stored(earlier)
    except (Broken, ValueError) as problem:
        raise running.fail([str(problem)]) from problem
    click.echo(f"the trail is whole: {verified.number} events")
    click.echo(f"head {verified}")


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
def export(file: Path) -> None:
    """Write the whole trail to FILE (- is standard output), a line an event, for `audit verify --file`."""
    if str(file) != "-":
        _exported(file)
        return
    with TemporaryDirectory() as folder:
        written = _exported(Path(folder) / "-")
        with written.open("rb") as lines:
            copyfileobj(lines, sys.stdout.buffer)


def _exported(file: Path) -> Path:
    """Write the trail; what is said of it goes to standard error, which a pipe leaves alone."""

    async def work(_settings: Settings) -> Head:
        return await write_export(file, by=SYSTEM)

    head = running.with_database(work)
    click.echo(f"{head.number} events written to {file}", err=True)
    click.echo(f"head {head}", err=True)
    return file


def _stored(earlier: Head | None) -> Head:
    async def work(_settings: Settings) -> Head:
        return await verify_stored(earlier)

    return running.with_database(work)

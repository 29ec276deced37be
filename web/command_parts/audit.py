"""`portal audit`: is the trail whole, who can say so from elsewhere, and the trail as a file."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory

import rich_click as click

from core.actor import SYSTEM
from core.audit.checkpoints import Rewritten, evidence, sign_checkpoint
from core.audit.export import export as write_export
from core.audit.export import verify_file
from core.audit.many_processes import ManyProcesses
from core.audit.signing import NoTrailKey, new_trail_key, trail_key, verifiers
from core.audit.verification import Broken, Elsewhere, Head, Verified
from core.audit.verification import verify as verify_stored
from core.identity.queries import is_lived_in
from core.logs import set_up_logs
from core.settings import Settings
from core.tlog import Unsound, Verifiers
from web.command_parts import running
from web.command_parts.later import Later, Parts

ANY_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FAULTS = (Broken, NoTrailKey, Rewritten, Unsound, ValueError)


PARTS = (
    Later(
        "prove",
        "proving:prove",
        "Print the proof of one event, which shows no other; keep it as a file that ends with .tlog-proof.",
    ),
    Later(
        "check-proof",
        "proving:check_proof",
        "Say what the proof in FILE, or in the sealed document FILE, proves; exit code 1"
        " if it proves nothing.",
    ),
    Later(
        "retire",
        "retiring:retire",
        "Empty every event from before a day, six years ago or longer; what is proved of the"
        " others still holds.",
    ),
    Later(
        "witness",
        "witness:witness",
        "Follow the trail of the portal at URL, as https://portal.example; say so and end at any fault.",
    ),
)


@click.group(cls=Parts)
def audit() -> None:
    """The trail of everything that happened."""
    # What is printed is for a file or for other programs.
    set_up_logs(readable=True, level="WARNING")


for part in PARTS:
    audit.add_command(part)


@audit.command()
@click.option("--file", type=ANY_FILE, help="An exported trail.")
@click.option("--head", help="The head an earlier verification printed; the trail must still contain it.")
@click.option("--since", help="The head an earlier verification printed; read what came after it.")
@click.option("--key", help="The public key that signs the trail, as `portal audit key` prints it.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="How many processes read a long trail; as many as there are processors unless told.",
)
def verify(
    file: Path | None, head: str | None, since: str | None, key: str | None, processes: int | None
) -> None:
    """Walk the whole trail; name the first event that was changed and end with exit code 1 if there is one.

    What was signed last, as the data folder has it, is compared by itself. With --file an exported trail is
    verified, and no database is needed. With --since only what was written after that head is read.
    """
    if file and since:
        raise click.UsageError("--since goes with the database, not with --file")
    try:
        begin = Head.parse(since) if since else None
        given = Elsewhere(Verifiers.parse([key] if key else []), (Head.parse(head),) if head else ())
        verified = verify_file(file, given) if file else _stored(given, begin, processes)
    except FAULTS as problem:
        raise running.fail([str(problem)]) from problem
    click.echo(_found(verified, begin))
    if verified.retired:
        click.echo(f"{verified.retired} of them are retired")
    click.echo(f"{verified.checkpoints} signed checkpoints stand for them")
    click.echo(f"head {verified.head}")


def _found(verified: Verified, since: Head | None) -> str:
    if since is None or since.number == 0:
        return f"the trail is whole: {verified.number} events"
    until = verified.number
    return f"what came after event {since.number} is whole, up to event {until}; nothing older was read"


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

    async def work(settings: Settings) -> Head:
        known = verifiers(settings)
        await sign_checkpoint(settings)
        return await write_export(file, known, by=SYSTEM)

    try:
        head = running.with_database(work)
    except FAULTS as problem:
        raise running.fail([str(problem)]) from problem
    click.echo(f"{head.number} events written to {file}", err=True)
    click.echo(f"head {head}", err=True)
    return file


@audit.command()
@click.option("--new", is_flag=True, help="Make the key, if there is none.")
def key(new: bool) -> None:
    """Print the public key that the trail is signed with; witnesses and those who check proofs need it."""
    chosen = running.settings()
    try:
        found = new_trail_key(chosen) if new else trail_key(chosen)
    except NoTrailKey as problem:
        raise running.fail([str(problem)]) from problem
    click.echo(str(found.verifier))


def _stored(given: Elsewhere, since: Head | None, processes: int | None) -> Verified:
    async def work(settings: Settings) -> Verified:
        own = evidence(settings, *given.earlier, lived_in=await is_lived_in())
        if given.verifiers:
            own = replace(own, verifiers=given.verifiers)
        leaves = ManyProcesses(settings.database_url, processes or os.cpu_count() or 1)
        return await verify_stored(own, since=since, leaves=leaves)

    return running.with_database(work)

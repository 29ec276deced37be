"""`portal audit`: is the trail whole, who can say so from elsewhere, and the trail as a file."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory
from typing import Any

import rich_click as click

from core.actor import SYSTEM
from core.audit.checkpoints import Rewritten, evidence, sign_checkpoint
from core.audit.export import export as write_export
from core.audit.export import export_segment, verify_file
from core.audit.many_processes import ManyProcesses
from core.audit.segments import segment_of
from core.audit.signing import NoTrailKey, new_trail_key, trail_key, verifiers
from core.audit.verification import Broken, Elsewhere, Head, Verified
from core.audit.verification import verify as verify_stored
from core.errors import NotFound
from core.identity.queries import is_lived_in
from core.logs import set_up_logs
from core.settings import Settings
from core.tlog import Unsound, Verifiers
from web.command_parts import running
from web.command_parts.later import Later, Parts
from web.command_parts.segments import months_of, verified_month, verified_since

ANY_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FAULTS = (Broken, NoTrailKey, NotFound, Rewritten, Unsound, ValueError)


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
        "segments",
        "segments:segments",
        "List the segments of the trail: each month that is over, its events, and the head at their end.",
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
@click.option("--file", type=ANY_FILE, help="An exported trail, or an exported month of it.")
@click.option("--head", help="The head an earlier verification printed; the trail must still contain it.")
@click.option(
    "--since",
    help="The head an earlier verification printed, or `last` for the last segment; read what came after.",
)
@click.option("--month", help="A month that is over, as 2026-10; read its segment alone.")
@click.option("--key", help="The public key that signs the trail, as `portal audit key` prints it.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="How many processes read a long trail; as many as there are processors unless told.",
)
def verify(file: Path | None, head: str | None, key: str | None, **how: Any) -> None:
    """Walk the whole trail; name the first event that was changed and end with exit code 1 if there is one.

    What was signed last, as the data folder has it, is compared by itself. With --file an exported trail is
    verified, and no database is needed. With --since only what was written after that head is read.
    """
    if sum(map(bool, (file, how["since"], how["month"]))) > 1:
        raise click.UsageError("--file, --since and --month say each by itself what is read")
    try:
        given = Elsewhere(Verifiers.parse([key] if key else []), (Head.parse(head),) if head else ())
        verified, months = (verify_file(file, given), []) if file else _stored(given, **how)
    except FAULTS as problem:
        raise running.fail([str(problem)]) from problem
    click.echo(_found(verified))
    if verified.retired:
        click.echo(f"{verified.retired} of them are retired")
    click.echo(f"{verified.checkpoints} signed checkpoints stand for them")
    if months:
        click.echo(f"segments: {', '.join(months)}")
    click.echo(f"head {verified.head}")


def _found(verified: Verified) -> str:
    behind, until = verified.behind, verified.number
    if verified.segment:
        return f"events {behind + 1} to {until} are whole; nothing before them or after them was read"
    if behind == 0:
        return f"the trail is whole: {until} events"
    return f"what came after event {behind} is whole, up to event {until}; nothing older was read"


@audit.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--month", help="A month that is over, as 2026-10; write its segment alone.")
def export(file: Path, month: str | None) -> None:
    """Write the whole trail to FILE (- is standard output), a line an event, for `audit verify --file`."""
    if str(file) != "-":
        _exported(file, month)
        return
    with TemporaryDirectory() as folder:
        written = _exported(Path(folder) / "-", month)
        with written.open("rb") as lines:
            copyfileobj(lines, sys.stdout.buffer)


def _exported(file: Path, month: str | None) -> Path:
    """Write the trail; what is said of it goes to standard error, which a pipe leaves alone."""

    async def work(settings: Settings) -> Head:
        known = verifiers(settings)
        await sign_checkpoint(settings)
        if month:
            return await export_segment(file, await segment_of(month), known, by=SYSTEM)
        return await write_export(file, known, by=SYSTEM)

    try:
        head = running.with_database(work)
    except FAULTS as problem:
        raise running.fail([str(problem)]) from problem
    what = f"the segment of {month}" if month else f"{head.number} events"
    click.echo(f"{what} written to {file}", err=True)
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


def _stored(
    given: Elsewhere, *, since: str | None, month: str | None, processes: int | None
) -> tuple[Verified, list[str]]:
    """What is verified of the stored trail, and the months whose segments are in that."""

    async def work(settings: Settings) -> tuple[Verified, list[str]]:
        own = evidence(settings, *given.earlier, lived_in=await is_lived_in())
        if given.verifiers:
            own = replace(own, verifiers=given.verifiers)
        leaves = ManyProcesses(settings.database_url, processes or os.cpu_count() or 1)
        if month:
            verified = await verified_month(month, own, leaves)
        elif since:
            verified = await verified_since(since, own, leaves)
        else:
            verified = await verify_stored(own, leaves=leaves)
        return verified, await months_of(verified)

    return running.with_database(work)

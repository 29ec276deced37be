"""`portal audit witness`: watches the trail of a portal from another machine."""

from __future__ import annotations

import asyncio
from pathlib import Path

import rich_click as click
from click.exceptions import Exit

from core.tlog import Unsound, Verifier
from core.tlog.witness import Unreachable, Witness, over_http
from web.command_parts import running

MOST_MISSES = 10


@click.command()
@click.argument("url")
@click.option("--key", required=True, help="The public key, as `portal audit key` prints it.")
@click.option(
    "--file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("witnessed-checkpoint"),
    show_default=True,
    help="What was seen last; keep it where nobody of the portal can write.",
)
@click.option("--once", is_flag=True, help="Look once.")
@click.option("--every", type=click.IntRange(1), default=60, show_default=True, help="Seconds between looks.")
def witness(url: str, key: str, file: Path, once: bool, every: int) -> None:
    """Follow the trail of the portal at URL, as https://portal.example; say so and end at any fault.

    Exit code 1 when the trail was changed, shortened or is signed by somebody else, 2 when it cannot be seen
    ten times in a row. Neither settings nor a database are needed.
    """
    try:
        watching = Witness(Verifier.parse(key), file, over_http(f"{url.rstrip('/')}/trail"))
        asyncio.run(_follow(watching, 1 if once else MOST_MISSES, None if once else every))
    except Unsound as problem:
        raise running.fail([f"the trail of {url} is not to be trusted: {problem}"]) from problem


async def _follow(watching: Witness, patience: int, every: int | None) -> None:
    misses = 0
    while True:
        try:
            seen = await watching.look()
        except Unreachable as problem:
            misses += 1
            click.echo(f"not seen: {problem}", err=True)
            if misses >= patience:
                raise Exit(2) from problem
        else:
            misses = 0
            click.echo(f"{seen.size} events, root {seen.root.hex()}")
        if every is None:
            return
        await asyncio.sleep(every)

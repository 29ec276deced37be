"""`python -m benchmarks.running`: measures rows, prints a line for each, and keeps all figures in a file."""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Collection
from pathlib import Path

import rich_click as click

from benchmarks.bench import Bench
from benchmarks.data import SIZES
from benchmarks.machine import about_this_run
from benchmarks.results import NotMeasured, Row
from benchmarks.rows import ROWS, Measure
from core.files import FOR_ITS_OWNER
from core.logs import set_up_logs

HERE = Path(__file__).parent
BUILD = HERE.parent / "build"


@click.command()
@click.option("--rows", default="", help="Those rows alone, such as B1,B6.")
@click.option("--sizes", default="", help="Those sizes alone, such as S,M.")
@click.option("--results", type=click.Path(path_type=Path), default=HERE / "results.json")
def run(rows: str, sizes: str, results: Path) -> None:
    """Measure the product and its rivals on this machine."""
    ready()
    wanted, chosen = _named(rows, ROWS), _named(sizes, SIZES)
    bench, found = Bench(BUILD, chosen), list[Row]()
    for name in wanted:
        found.append(measured(name, ROWS[name], bench))
        for line in found[-1].words():
            click.echo(line)
    about = about_this_run(wanted, chosen)
    kept = {**about, "rows": [row.stored() for row in found]}
    results.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")


def ready() -> None:
    """Write files for their owner alone, and say no more than what is wrong."""
    os.umask(FOR_ITS_OWNER)
    set_up_logs(readable=True, level="WARNING")


def measured(name: str, how: Measure | str, bench: Bench) -> Row:
    """Measure one row, or say why it is not; one that fails keeps no other from being measured."""
    if isinstance(how, str):
        return Row(name, reason=how)
    try:
        return Row(name, tuple(how(bench)))
    except NotMeasured as problem:
        return Row(name, reason=_last_line(problem))
    # A server, a rival or a browser may fail in any way.
    except Exception as problem:
        traceback.print_exc()
        return Row(name, reason=f"{type(problem).__name__}: {_last_line(problem)}", failed=True)


def _last_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or ["nothing was said"])[-1]


def _named(given: str, known: Collection[str]) -> list[str]:
    names = [name.strip().upper() for name in given.split(",") if name.strip()] or list(known)
    if unknown := [name for name in names if name not in known]:
        raise click.BadParameter(f"there is no {', '.join(unknown)}")
    return names


if __name__ == "__main__":
    run()

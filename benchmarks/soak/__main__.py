"""`make soak MINUTES=60`: serves and asks for so long, and prints what grew."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import rich_click as click

from benchmarks.bench import Bench
from benchmarks.machine import about_this_run
from benchmarks.portal import OurPortal
from benchmarks.results import Line, Row
from benchmarks.running import BUILD, ready
from benchmarks.soak.load import Load
from benchmarks.soak.steadiness import Sample, lines, sample

NAME, EVERY_SECONDS = "soak", 10.0


@click.command()
@click.option("--minutes", type=click.FloatRange(min=1), default=60.0, show_default=True)
@click.option("--results", type=click.Path(path_type=Path), default=BUILD / "soak.json", show_default=True)
def run(minutes: float, results: Path) -> None:
    """Serve under half load and print whether memory, descriptors and connections stay as they are."""
    ready()
    load, samples = soaked(Bench(BUILD).portal(), minutes * 60)
    row = Row(NAME, tuple(_lines(load, samples)))
    cost = load.cpu_seconds * 1000 / max(load.asked, 1)
    click.echo(f"{NAME} minutes={minutes:g} requests={load.asked} wrong={len(load.wrong)} cpu={cost:.3g}ms")
    for line in (*row.words(), *load.wrong[:5]):
        click.echo(line)
    about = about_this_run([NAME], []) | {"command": f"make soak MINUTES={minutes:g}"}
    kept = {
        **about,
        **row.stored(),
        "requests": load.asked,
        "cpu_ms": cost,
        "samples": [asdict(each) for each in samples],
    }
    results.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")


def soaked(portal: OurPortal, seconds: float) -> tuple[Load, list[Sample]]:
    """Serve with the background work, ask, and look at the process beside that."""
    with portal.at_rest() as server:
        load, samples, over = Load(portal, server), list[Sample](), threading.Event()

        def look() -> None:
            began = time.monotonic()
            while not over.wait(EVERY_SECONDS):
                samples.append(sample(server, portal.database, time.monotonic() - began))

        looking = threading.Thread(target=look)
        looking.start()
        try:
            load.go_on(seconds)
        finally:
            over.set()
            looking.join()
    return load, samples


def _lines(load: Load, samples: Sequence[Sample]) -> list[Line]:
    return lines(samples, wrong=len(load.wrong))


if __name__ == "__main__":
    run()

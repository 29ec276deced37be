"""What a process held from moment to moment, and how fast that grows."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from pathlib import Path

from benchmarks.processes import Server
from benchmarks.results import Goal, Line

# Caches fill and pages are drawn for the first time: so much of a run says nothing about the rest.
WARMING = 0.25
HOUR = 3600
GOALS: Mapping[str, tuple[str, Goal]] = {
    "memory": ("memory that it gains in an hour", Goal("≤", 8, "ours", "MB")),
    "descriptors": ("open files and sockets that it gains in an hour", Goal("≤", 2, "ours", "")),
    "connections": ("connections to the database that it gains in an hour", Goal("≤", 1, "ours", "")),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """What was held `at` so many seconds after the beginning; memory in MB."""

    at: float
    memory: float
    descriptors: int
    connections: int


def sample(server: Server, database: Path, at: float) -> Sample:
    """Look at a process: a connection to a database that is a file is that file, opened."""
    opened = _opened(server.process.pid)
    connections = sum(each == str(database) for each in opened)
    return Sample(at, server.memory_mb(), len(opened), connections)


def lines(samples: Sequence[Sample], wrong: int = 0) -> list[Line]:
    """Compare how fast each thing grows with what is allowed."""
    settled = samples[int(len(samples) * WARMING) :]
    first, last = asdict(settled[0]), asdict(settled[-1])
    return [
        Line(
            what,
            slope(settled, _value(name)) * HOUR,
            goal.unit,
            goal,
            failures=wrong,
            details={"first": first[name], "last": last[name], "samples": len(settled)},
        )
        for name, (what, goal) in GOALS.items()
    ]


def slope(samples: Sequence[Sample], value: Callable[[Sample], float]) -> float:
    """How much a value grows in a second: the median of all pairs, which no single peak moves."""
    pairs = combinations(samples, 2)
    return statistics.median((value(b) - value(a)) / (b.at - a.at) for a, b in pairs)


def _value(name: str) -> Callable[[Sample], float]:
    return lambda each: float(getattr(each, name))


def _opened(pid: int) -> list[str]:
    """What the descriptors of a process lead to; one that is closed meanwhile is left out."""
    found = []
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(str(each.readlink()))
        except FileNotFoundError:
            continue
    return found

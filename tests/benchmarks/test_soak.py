"""A process that holds more and more is found, and one whose memory only swings is not."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from benchmarks.results import Line
from benchmarks.soak.steadiness import Sample, lines, sample


def an_hour(leak_mb: float = 0, files: float = 0, connections: float = 0) -> list[Sample]:
    """A look every ten seconds: fast growth at first, then swings, and peaks as when a file is drawn."""

    def at(second: int) -> Sample:
        hours, grown = second / 3600, min(second, 600) / 20
        memory = 150 + grown + leak_mb * hours + second % 70 / 30 + (90 if second % 600 == 0 else 0)
        return Sample(second, memory, 40 + second % 7 + int(files * hours), 4 + int(connections * hours))

    return [at(second) for second in range(10, 3601, 10)]


def verdicts(found: list[Line]) -> list[bool]:
    return [each.ok for each in found]


def test_what_swings_and_was_warming_up_is_steady() -> None:
    found = lines(an_hour())
    assert verdicts(found) == [True, True, True]
    assert abs(found[0].ours) < 1


def test_a_planted_leak_of_each_kind_is_found() -> None:
    leaking = lines(an_hour(leak_mb=12, files=30, connections=6))
    assert verdicts(leaking) == [False, False, False]
    assert 11 < leaking[0].ours < 13 and 27 < leaking[1].ours < 33 and 5 < leaking[2].ours < 7


def test_a_wrong_answer_makes_a_steady_process_short() -> None:
    assert verdicts(lines(an_hour(), wrong=1)) == [False, False, False]


def test_a_process_is_seen_as_it_is(tmp_path: Path) -> None:
    database = tmp_path / "portal.sqlite"
    server: Any = SimpleNamespace(process=SimpleNamespace(pid=os.getpid()), memory_mb=lambda: 5.0)
    before = sample(server, database, 0)
    with database.open("w"), database.open():
        opened = sample(server, database, 1)
    assert (before.connections, opened.connections) == (0, 2)
    assert opened.descriptors == before.descriptors + 2

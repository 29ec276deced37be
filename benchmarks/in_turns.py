"""Measures several servers at the same work in turns, so that a machine that slows down slows all of them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from benchmarks.asking import Answer

BLOCKS, SIZE, WARM = 8, 25, 10


class Worked(Protocol):
    """Whatever knows the processor time that it took."""

    def cpu_seconds(self) -> float:
        """The time since it began."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One server at its work: what is asked of it, and what the right answer holds."""

    server: Worked
    ask: Callable[[], Answer]
    holds: str
    status: int = 200

    def is_right(self, answer: Answer) -> bool:
        """Whether the work was done: a fast error is no result."""
        return answer.status == self.status and self.holds in answer.text


@dataclass(frozen=True, slots=True)
class Figures:
    """Milliseconds of the server's processor a request (median of blocks, with the least and the most), and
    of the clock; `failures` are answers that were not right."""

    cpu: float
    cpu_least: float
    cpu_most: float
    p50: float
    p95: float
    p99: float
    a_second: float
    asked: int
    failures: int
    bytes: int

    def stored(self) -> dict[str, Any]:
        """The figures for a file."""
        return {name: round(value, 3) for name, value in asdict(self).items()}


def in_turns(
    contenders: Mapping[str, Contender], blocks: int = BLOCKS, size: int = SIZE, warm: int = WARM
) -> dict[str, Figures]:
    """Ask each for a block of requests, again and again."""
    found: dict[str, list[_Block]] = {name: [] for name in contenders}
    for contender in contenders.values():
        _block(contender, warm)
    for _ in range(blocks):
        for name, contender in contenders.items():
            found[name].append(_block(contender, size))
    return {name: _figures(each) for name, each in found.items()}


@dataclass(frozen=True, slots=True)
class _Block:
    cpu: float
    times: Sequence[float]
    failures: int
    bytes: int


def _block(contender: Contender, size: int) -> _Block:
    before, times, failures, sent = contender.server.cpu_seconds(), [], 0, 0
    for _ in range(size):
        began = time.perf_counter()
        answer = contender.ask()
        times.append((time.perf_counter() - began) * 1000)
        failures += not contender.is_right(answer)
        sent = answer.wire
    used = contender.server.cpu_seconds() - before
    return _Block(used * 1000 / max(size, 1), times, failures, sent)


def _figures(blocks: Sequence[_Block]) -> Figures:
    cpu, times = [each.cpu for each in blocks], sorted(one for each in blocks for one in each.times)
    return Figures(
        cpu=statistics.median(cpu),
        cpu_least=min(cpu),
        cpu_most=max(cpu),
        p50=_of(times, 50),
        p95=_of(times, 95),
        p99=_of(times, 99),
        a_second=len(times) * 1000 / sum(times),
        asked=len(times),
        failures=sum(each.failures for each in blocks),
        bytes=blocks[-1].bytes,
    )


def _of(times: Sequence[float], percent: int) -> float:
    return times[min(len(times) - 1, len(times) * percent // 100)]

"""The event log of a certificate: what was refused again and again is one line, and lines have an end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.agreements.records import LoggedEvent

# Of these one line each is enough, whoever caused them.
REPEATED = frozenset({"agreement.opened", "agreement.link-sent", "mail.sent", "mail.refused", "mail.dead"})
# A few signers make some dozens; drawing so many takes a second.
MOST_LINES = 200


@dataclass(slots=True)
class LogLine:
    """One line: its first event, how many there were like it, and when the last of them was."""

    event: LoggedEvent
    times: int
    last_at: datetime
    counted: int

    def add(self, event: LoggedEvent) -> None:
        """Count one more event; an event may say how many times it stands for since its hour began."""
        times = _times(event)
        self.times += times - self.counted if times > self.counted else times
        self.counted, self.last_at = times, event.at


@dataclass(frozen=True, slots=True)
class Log:
    """The lines before and after those that were left out, and how many were."""

    first: Sequence[LogLine]
    left_out: int
    last: Sequence[LogLine]


def log_of(events: Sequence[LoggedEvent]) -> Log:
    """Fold what was refused into one line for each kind and person, and more where there is too much."""
    lines = _folded(events, frozenset())
    if len(lines) > MOST_LINES:
        lines = _folded(events, REPEATED)
    if len(lines) <= MOST_LINES:
        return Log(lines, 0, ())
    half = MOST_LINES // 2
    return Log(lines[:half], len(lines) - 2 * half, lines[-half:])


def _folded(events: Sequence[LoggedEvent], repeated: frozenset[str]) -> list[LogLine]:
    lines: list[LogLine] = []
    known: dict[tuple[str, str], LogLine] = {}
    for event in events:
        key = (event.action, event.actor_name)
        if key in known:
            known[key].add(event)
            continue
        lines.append(LogLine(event, _times(event), event.at, _times(event)))
        if event.action.endswith("-refused") or event.action in repeated:
            known[key] = lines[-1]
    return lines


def _times(event: LoggedEvent) -> int:
    return int(event.details.get("times", 1))

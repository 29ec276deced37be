"""Who holds a connection. When every place is taken, somebody who keeps us waiting gives way."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal, Protocol

from core.logs import CONNECTIONS

log = logging.getLogger(CONNECTIONS)

Phase = Literal["asking", "sending", "answering", "idle"]
UNFINISHED = frozenset({"asking", "sending"})
# Whoever is idle loses nothing; whoever sends a body has at least said what for.
GIVES_WAY: tuple[Phase, ...] = ("idle", "asking", "sending")


class Holder(Protocol):
    """A connection, with what it is at."""

    network: str
    phase: Phase

    def give_way(self) -> None:
        """End at once."""


Line = dict[Holder, None]


@dataclass(slots=True)
class Places:
    """The connections of one process, those that were heard of longest ago first.

    `most_of_one` bounds the unfinished requests of one network; behind a proxy, which is one network for
    all, there is no such bound.
    """

    most: int
    most_of_one: int | None
    _lines: dict[Phase, Line] = field(default_factory=lambda: defaultdict(dict))
    _networks: dict[str, Line] = field(default_factory=lambda: defaultdict(dict))

    def put(self, holder: Holder, phase: Phase) -> None:
        """Note what a connection is at from now on; somebody gives way if there are too many."""
        self.leave(holder)
        holder.phase = phase
        self._lines[phase][holder] = None
        if phase in UNFINISHED:
            self._networks[holder.network][holder] = None
        if phase == "asking":
            self._make_room(holder)

    def leave(self, holder: Holder) -> None:
        """Forget a connection that has ended."""
        self._lines[holder.phase].pop(holder, None)
        if holder in (line := self._networks.get(holder.network, {})):
            del line[holder]
            if not line:
                del self._networks[holder.network]

    def _make_room(self, newest: Holder) -> None:
        neighbors = self._networks[newest.network]
        if self.most_of_one is not None and len(neighbors) > self.most_of_one:
            log.warning("one network keeps too many requests unfinished: its oldest is closed")
            self._end(next(iter(neighbors)))
        if sum(map(len, self._lines.values())) > self.most:
            log.warning("too many connections: one that is idle or unfinished is closed")
            self._end(self._least_missed(newest))

    def _least_missed(self, newest: Holder) -> Holder:
        first = (next(iter(self._lines[phase]), newest) for phase in GIVES_WAY)
        return next((each for each in first if each is not newest), newest)

    def _end(self, holder: Holder) -> None:
        self.leave(holder)
        holder.give_way()

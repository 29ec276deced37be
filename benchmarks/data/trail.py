"""The events of all practices in the order of their moments, behind the trail as it is stored."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.data.casting import Casting
from benchmarks.data.moulds import EVENT, NUMBER
from benchmarks.data.storing import Store
from core.audit.canonical import PARTS, SALT_BYTES, hash_of_text, leaf_of_parts, salt_of
from core.audit.subtrees import stored_part
from core.audit.tables import AuditHead
from core.tlog.tree import Frontier

COLUMNS = ("number", *EVENT, "salt", "leaf")
SUBTREES = ("id", "digest")
STANDS_FOR = str(NUMBER)
Event = tuple[str, tuple[str, ...], str]


@dataclass(slots=True)
class Trail:
    """What is still to be written of it; `frontier` is its end."""

    random: Random
    frontier: Frontier
    _waiting: list[tuple[Event, int, Iterator[Event]]] = field(default_factory=list)
    _given: int = 0
    _events: list[str] = field(default_factory=list)
    _subtrees: list[str] = field(default_factory=list)

    def add(self, casting: Casting) -> None:
        """Have the events of a practice written when it is their turn."""
        self._push(casting.events())

    def write_until(self, moment: str) -> None:
        """Write everything that happened before a moment: nothing that is added later happened before it."""
        while self._waiting and self._waiting[0][0][0] < moment:
            event, _, rest = heapq.heappop(self._waiting)
            self._write(event)
            self._push(rest)

    async def put_into(self, store: Store) -> None:
        """Hand over what was written since the last time."""
        await store.put("audit_event", COLUMNS, "".join(self._events))
        await store.put("audit_subtree", SUBTREES, "".join(self._subtrees))
        self._events, self._subtrees = [], []

    async def end(self) -> None:
        """Record where the trail ends now."""
        head: dict[Any, Any] = {AuditHead.number: self.frontier.size, AuditHead.frontier: self.frontier.text}
        await AuditHead.update(head).where(AuditHead.id == 1)

    def _push(self, events: Iterator[Event]) -> None:
        if (event := next(events, None)) is not None:
            self._given += 1
            heapq.heappush(self._waiting, (event, self._given, events))

    def _write(self, event: Event) -> None:
        _, texts, line = event
        number, salt = self.frontier.size + 1, self.random.randbytes(SALT_BYTES).hex()
        hashes = {
            part: hash_of_text(text.replace(STANDS_FOR, str(number), 1), salt_of(part, salt))
            for part, text in zip(PARTS, texts, strict=True)
        }
        leaf = leaf_of_parts(hashes)
        for part in self.frontier.add(leaf):
            if (kept := stored_part(*part)) is not None:
                self._subtrees.append(f"{kept.id}\t{kept.digest}\n")
        self._events.append(f"{number}\t{line}\t{salt}\t{leaf.hex()}\n")

"""The events of all practices in the order of their moments, behind the trail as it is stored."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.data.casting import Casting
from benchmarks.data.moulds import EVENT, NONE, PARTED
from benchmarks.data.storing import NOTHING, Store, as_field
from core.audit.canonical import SALT_BYTES, leaf_of
from core.audit.subtrees import stored_part
from core.audit.tables import AuditHead
from core.tlog.tree import Frontier

COLUMNS = ("number", *EVENT, "salt", "leaf")
SUBTREES = ("id", "digest")
_AT, _DETAILS = EVENT.index("at") + 1, EVENT.index("details") + 1


@dataclass(slots=True)
class Trail:
    """What is still to be written of it; `frontier` is its end."""

    random: Random
    frontier: Frontier
    _waiting: list[tuple[str, int, Iterator[str]]] = field(default_factory=list)
    _given: int = 0
    _events: list[str] = field(default_factory=list)
    _subtrees: list[str] = field(default_factory=list)

    def add(self, casting: Casting) -> None:
        """Have the events of a practice written when it is their turn."""
        self._push(casting.events())

    def write_until(self, moment: str) -> None:
        """Write everything that happened before a moment: nothing that is added later happened before it."""
        while self._waiting and self._waiting[0][0] < moment:
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

    def _push(self, events: Iterator[str]) -> None:
        if (event := next(events, None)) is not None:
            self._given += 1
            heapq.heappush(self._waiting, (event, self._given, events))

    def _write(self, event: str) -> None:
        in_leaf, *parts = event.split(PARTED)
        number, salt = self.frontier.size + 1, self.random.randbytes(SALT_BYTES).hex()
        row = {name: None if part == NONE else part for name, part in zip(EVENT, parts, strict=True)}
        leaf = leaf_of({**row, "number": number, "at": in_leaf, "details": json.loads(parts[-1])}, salt)
        for part in self.frontier.add(leaf):
            if (kept := stored_part(*part)) is not None:
                self._subtrees.append(f"{kept.id}\t{kept.digest}\n")
        fields = "\t".join(NOTHING if part == NONE else as_field(part) for part in parts)
        self._events.append(f"{number}\t{fields}\t{salt}\t{leaf.hex()}\n")

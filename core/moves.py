"""States of one kind of thing and every legal move between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.errors import Stale


class IllegalMove(Exception):
    """A part of the product tried a move that its table does not hold."""


class NotNow(Stale):
    """This cannot be done with the access as things stand; the words say why."""


@dataclass(frozen=True, slots=True)
class Moves:
    """The states of one kind of thing: where each leads, and what people read for it."""

    kind: str
    first: str
    table: Mapping[str, frozenset[str]]
    words: Mapping[str, str]

    def move(self, state: str, to: str) -> str:
        """Return the new state; raise IllegalMove when `to` cannot follow `state`."""
        if to not in self.table.get(state, frozenset()):
            raise IllegalMove(f"{self.kind}: {state} does not lead to {to}")
        return to

    def require(self, state: str, to: str) -> None:
        """Go on only when `to` may follow `state`; NotNow tells people how it stands."""
        try:
            self.move(state, to)
        except IllegalMove as problem:
            raise NotNow(f"This isn’t possible now: {self.in_words(state).lower()}.") from problem

    def in_words(self, state: str) -> str:
        """Say what people read for a state."""
        return self.words[state]


def leads_to(*states: str) -> frozenset[str]:
    return frozenset(states)

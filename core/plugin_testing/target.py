"""A made-up system of a plugin: what stands in for the far application while the plugin is tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from core.plugin_api import Person
from core.plugin_testing.faults import Faults


class NotPlanted(Exception):
    """Nobody makes accounts at this system but those who are asked to."""


@dataclass(frozen=True, slots=True)
class MadeUpAccount:
    """One account as it really is. `key` is the system's own and stays; `marks` say what it is there for."""

    key: str
    name: str
    enabled: bool = True
    marks: frozenset[str] = frozenset()


class Target(Protocol):
    """A made-up system. `secret` is what nobody may read anywhere; `state` is everything that it keeps.

    The state is copied, and put back, between trials: so a system can be made to forget.
    """

    secret: str
    state: Any

    def serve(self, faults: Faults, /) -> AbstractAsyncContextManager[Mapping[str, Any]]:
        """Run until the block ends, and keep nothing of what came in it; gives what is laid over the plugin's
        section of the profile.
        """
        ...

    def accounts(self) -> Sequence[MadeUpAccount]:
        """All accounts as they really are, read past the plugin."""
        ...

    def plant(self, person: Person, /) -> None:
        """Make an account for this person past the plugin, as somebody there would.

        Raises NotPlanted where nobody can.
        """
        ...

    def use(self, person: Person, at: datetime, /) -> None:
        """Have this person use their account at a moment, past the plugin, as they would.

        Raises NotPlanted where nobody can, or where the system keeps no such moment.
        """
        ...

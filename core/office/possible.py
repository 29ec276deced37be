"""Which acts about somebody are possible as they stand: what is offered, and what is taken."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Protocol

# What a suspicion reaches.
REACHED = frozenset({"active", "suspended", "provisioning"})
# In their order on a page.
ACTS = ("end", "keep", "leave", "stay", "return", "back-on", "bring-back", "suspend", "resume")


# What can be asked of somebody where each member signs an agreement of their own.
TO_SIGN = "ask-to-sign"


class Suspendable(Protocol):
    """One access: its state, and the sides that suspended it alone."""

    @property
    def state(self) -> str: ...

    @property
    def suspended_by(self) -> Collection[str]: ...


def possible(
    side: str,
    state: str,
    until: date | None,
    access: Iterable[Suspendable],
    away_from: date | None = None,
    held_by: str = "",
) -> tuple[str, ...]:
    """List what `side` (practice or support) can do about a member in this state, with this last day.

    A leave begins on the day `away_from`, if one is planned. `held_by` names who
    suspended everything.
    """
    kept = [side in each.suspended_by for each in access if each.state in REACHED]
    allowed = {
        "end": state != "left",
        "keep": state != "left" and until is not None,
        "leave": state == "active" and away_from is None,
        "stay": state == "active" and away_from is not None,
        "return": state == "on-leave",
        "back-on": state == "on-leave",
        "bring-back": state == "dormant",
        "suspend": not all(kept),
        "resume": any(kept) or side in held_by.split(),
    }
    return tuple(name for name in ACTS if allowed[name])

"""One link of the chain that says why somebody may not use an application."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

StepName = Literal[
    "agreement",
    "group",
    "member",
    "authority",
    "own-agreement",
    "suffix",
    "place",
    "rule",
    "requests",
    "details",
    "license",
    "approval",
    "login",
    "set-up",
    "factor",
]
State = Literal["ok", "broken", "not-yet"]
Who = Literal["", "administrator", "member", "authorizer", "signers", "support", "nobody"]
Fix = Literal["", "person", "authority", "practice", "application", "support", "sign", "own-sign", "account"]


@dataclass(frozen=True, slots=True)
class Step:
    """How one link stands, in words, who must act and what kind of link leads to the fix.

    `decides` marks the links that must hold before access is offered or given; the others say how far it is.
    `unasked` says that the application could not be asked: what stands is then neither given nor taken.
    `closed` says that nobody new can request it for now: what was requested goes on.
    `expected` is the day by which a link that is still to come is likely to hold.
    """

    name: StepName
    state: State
    words: str
    who: Who = ""
    fix: Fix = ""
    decides: bool = False
    expected: date | None = None
    unasked: bool = False
    closed: bool = False

    @property
    def passes(self) -> bool:
        """Whether it says nothing against the person: what they chose in a draft stays, and waits."""
        return self.unasked or self.closed

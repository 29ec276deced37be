"""Every state of an enrolment, a group, a request and a grant, and every legal move between them."""

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
        """The new state; raises IllegalMove when `to` cannot follow `state`."""
        if to not in self.table.get(state, frozenset()):
            raise IllegalMove(f"{self.kind}: {state} does not lead to {to}")
        return to

    def require(self, state: str, to: str) -> None:
        """Go on only when `to` may follow `state`; NotNow tells people how it stands."""
        try:
            self.move(state, to)
        except IllegalMove as problem:
            raise NotNow(f"This is not possible now: {self.in_words(state).lower()}.") from problem

    def in_words(self, state: str) -> str:
        """What people read for a state."""
        return self.words[state]


def _to(*states: str) -> frozenset[str]:
    return frozenset(states)


ENROLMENT = Moves(
    "enrolment",
    "draft",
    {"draft": _to("submitted", "abandoned"), "submitted": _to(), "abandoned": _to()},
    {"draft": "Not sent yet", "submitted": "Sent", "abandoned": "Given up"},
)

GROUP = Moves(
    "group",
    "waiting",
    {
        "waiting": _to("active", "closed"),
        "active": _to("suspended", "closed"),
        "suspended": _to("active", "closed"),
        "closed": _to(),
    },
    {
        "waiting": "Not active yet",
        "active": "Active",
        "suspended": "Suspended",
        "closed": "Closed",
    },
)

MEMBER = Moves(
    "member",
    "active",
    {
        "active": _to("on-leave", "left"),
        "on-leave": _to("active", "left"),
        "left": _to("active"),
    },
    {"active": "Active", "on-leave": "On leave", "left": "Left"},
)

REQUEST_WORDS: Mapping[str, str] = {
    "waiting-for-signatures": "Waiting for signatures",
    "checking-credentials": "Credentials are being checked",
    "waiting-for-correction": "Waiting for corrections",
    "to-be-decided": "Waiting for a decision",
    "in-progress": "Being set up",
    "done": "Done",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
}


def _request(first: str, table: Mapping[str, frozenset[str]]) -> Moves:
    over = {"done": _to(), "declined": _to(), "withdrawn": _to()}
    return Moves(
        "request", first, {**table, **over}, {state: REQUEST_WORDS[state] for state in (*table, *over)}
    )


# A request that an agreement has to be signed for.
_SIGNED = _request(
    "waiting-for-signatures",
    {
        "waiting-for-signatures": _to("checking-credentials", "declined", "withdrawn"),
        "checking-credentials": _to("in-progress", "waiting-for-correction", "declined", "withdrawn"),
        "waiting-for-correction": _to("checking-credentials", "declined", "withdrawn"),
        "in-progress": _to("done"),
    },
)
# A request under an agreement that is in force already.
_DECIDED = _request(
    "to-be-decided",
    {
        "to-be-decided": _to("in-progress", "done", "declined", "withdrawn"),
        "in-progress": _to("done"),
    },
)
REQUESTS: Mapping[str, Moves] = {
    "enrollment": _SIGNED,
    "transfer": _SIGNED,
    "sponsor": _SIGNED,
    "applications": _DECIDED,
    "change": _DECIDED,
    "leaver": _DECIDED,
}

GRANT = Moves(
    "grant",
    "requested",
    {
        "requested": _to("approved", "denied", "revoked"),
        "approved": _to("provisioning", "revoked"),
        "provisioning": _to("active", "failed", "revoked"),
        "failed": _to("provisioning", "revoked"),
        "active": _to("suspended", "revoked", "expired"),
        # Suspending took the access away at the application, so that it has to be set up again.
        "suspended": _to("provisioning", "revoked", "expired"),
        "denied": _to("requested"),
        "revoked": _to("requested"),
        "expired": _to("requested"),
    },
    {
        "requested": "Asked for",
        "approved": "Approved",
        "provisioning": "Being set up",
        "failed": "Could not be set up yet",
        "active": "Working",
        "suspended": "Suspended",
        "denied": "Declined",
        "revoked": "Ended",
        "expired": "Run out",
    },
)

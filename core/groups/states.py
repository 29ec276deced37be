"""The states of a practice and every legal move between them."""

from __future__ import annotations

from core.moves import Moves, leads_to

GROUP = Moves(
    "group",
    "waiting",
    {
        "waiting": leads_to("active", "closed"),
        "active": leads_to("suspended", "closed"),
        "suspended": leads_to("active", "closed"),
        "closed": leads_to(),
    },
    {
        "waiting": "Not active yet",
        "active": "Active",
        "suspended": "Suspended",
        "closed": "Closed",
    },
)
# The states of a practice past its activation: whoever administers it sees to its people.
MANAGED = frozenset({"active", "suspended"})

MEMBER = Moves(
    "member",
    "active",
    {
        # Somebody new who is to sponsor the practice: in it only once they do.
        "proposed": leads_to("active", "left"),
        "active": leads_to("on-leave", "dormant", "left"),
        "on-leave": leads_to("active", "left"),
        "dormant": leads_to("active", "left"),
        "left": leads_to("active"),
    },
    {
        "proposed": "Not in it yet",
        "active": "Active",
        "on-leave": "On leave",
        "dormant": "Suspended, not used",
        "left": "Left",
    },
)

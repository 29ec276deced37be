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

# In these states a practice is looked after from day to day.
MANAGED = frozenset({"active", "suspended"})

MEMBER = Moves(
    "member",
    "active",
    {
        "active": leads_to("on-leave", "left"),
        "on-leave": leads_to("active", "left"),
        "left": leads_to("active"),
    },
    {"active": "Active", "on-leave": "On leave", "left": "Left"},
)

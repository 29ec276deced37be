"""The states of a case, and every legal move between them."""

from __future__ import annotations

from collections.abc import Mapping

from core.moves import Moves, leads_to

CASE = Moves(
    "case",
    "awaiting",
    {
        "awaiting": leads_to("open", "closed"),
        "open": leads_to("closed"),
        "closed": leads_to("open"),
    },
    {"awaiting": "Report not written yet", "open": "Open", "closed": "Closed"},
)
OUTCOMES: Mapping[str, str] = {
    "confirmed": "Misuse confirmed",
    "not-confirmed": "Misuse not confirmed",
    "unclear": "Unclear",
}
SEEN: Mapping[str, str] = {"yes": "Yes", "no": "No", "unknown": "Not known"}

"""The states of an enrollment and every legal move between them."""

from __future__ import annotations

from core.moves import Moves, leads_to

ENROLLMENT = Moves(
    "enrollment",
    "draft",
    {"draft": leads_to("submitted", "abandoned"), "submitted": leads_to(), "abandoned": leads_to()},
    {"draft": "Not sent yet", "submitted": "Sent", "abandoned": "Given up"},
)

"""Whose turn it is before one person can use one application."""

from __future__ import annotations

from typing import Literal

Turn = Literal["", "practice", "signers", "support"]
# Access in these states waits for nobody.
_SETTLED = frozenset({"active", "suspended", "denied", "revoked", "expired"})
_BEFORE_SET_UP = frozenset({"requested", "approved"})
_OF_REQUEST: dict[str, Turn] = {
    "waiting-for-signatures": "signers",
    "waiting-for-correction": "practice",
    "declined": "",
    "withdrawn": "",
}


def turn(request_state: str, grant_state: str, person_state: str) -> Turn:
    """Say who acts next: the practice, those who sign, or support; nobody once access is settled."""
    if grant_state in _SETTLED:
        return ""
    if person_state == "asked" and grant_state in _BEFORE_SET_UP:
        return "practice"
    return _OF_REQUEST.get(request_state, "support")

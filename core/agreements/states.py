"""The states of an agreement and of a signer, and every legal move between them, in two tables."""

from __future__ import annotations

from collections.abc import Mapping

from core.agreements.records import AgreementState, SignerState
from core.errors import Stale

MOVES: Mapping[AgreementState, frozenset[AgreementState]] = {
    "out": frozenset({"signed", "declined", "void", "expired"}),
    "signed": frozenset({"in-force", "void"}),
    "in-force": frozenset({"lapsed", "void"}),
    "declined": frozenset(),
    "void": frozenset(),
    "expired": frozenset(),
    "lapsed": frozenset(),
}
SIGNER_MOVES: Mapping[SignerState, frozenset[SignerState]] = {
    "asked": frozenset({"signed", "declined"}),
    "signed": frozenset(),
    "declined": frozenset(),
}
# In these an agreement is on its way, so that no other may be sent out for the same purpose.
OPEN: frozenset[AgreementState] = frozenset({"out", "signed"})
# In these nobody can sign it any more, and it binds nobody.
ENDED: frozenset[AgreementState] = frozenset({"declined", "void", "expired", "lapsed"})
# So ends one that never was in force; a void one may have been.
UNSIGNED: frozenset[AgreementState] = ENDED - {"lapsed"}


class NotPossible(Stale):
    """A move that the table does not hold; `state` is where the thing stands."""

    def __init__(self, words: str, state: AgreementState | SignerState) -> None:
        super().__init__(words)
        self.state = state


def require_move(state: AgreementState, to: AgreementState) -> None:
    """Raise NotPossible unless an agreement may go from `state` to `to`."""
    if to not in MOVES[state]:
        raise NotPossible(f"The {{agreement.short}} is {state}; it can’t become {to}.", state)


def require_signer_move(state: SignerState, to: SignerState) -> None:
    """Raise NotPossible unless a signer may go from `state` to `to`."""
    if to not in SIGNER_MOVES[state]:
        raise NotPossible(f"This signature is {state}; it can’t become {to}.", state)

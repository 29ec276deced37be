"""The states of an agreement and of a signer, and every legal move between them, in one table."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from piccolo.columns import Column

from core import clock
from core.agreements.tables import Agreement
from core.database import locked
from core.errors import NotFound, Stale

State = Literal["out", "signed", "declined", "void", "expired", "in-force", "lapsed"]
SignerState = Literal["asked", "signed", "declined"]

MOVES: dict[State, frozenset[State]] = {
    "out": frozenset({"signed", "declined", "void", "expired"}),
    "signed": frozenset({"in-force", "void"}),
    "in-force": frozenset({"lapsed", "void"}),
    "declined": frozenset(),
    "void": frozenset(),
    "expired": frozenset(),
    "lapsed": frozenset(),
}
# In these nobody has to do anything any more, so that another may be sent to the same group.
OPEN: frozenset[State] = frozenset({"out", "signed"})


async def locked_agreement(agreement: UUID) -> dict[str, Any]:
    """The agreement, held until the transaction ends: whoever acts on it waits for whoever was first."""
    rows = await locked(Agreement.select().where(Agreement.id == agreement)).output(load_json=True)
    if not rows:
        raise NotFound
    return dict(rows[0])


async def move(agreement: dict[str, Any], to: State, **values: Any) -> None:
    """Put a locked agreement into another state; Stale when there is no such move from where it is."""
    if to not in MOVES[agreement["state"]]:
        raise Stale(f"The agreement is {agreement['state']}; it cannot become {to}.")
    columns: dict[Column | str, Any] = {Agreement.state: to}
    if to not in OPEN:
        columns[Agreement.open_for] = None
    if to not in OPEN and to != "in-force":
        columns[Agreement.ended_at] = clock.now()
    columns |= {getattr(Agreement, name): value for name, value in values.items()}
    await Agreement.update(columns).where(Agreement.id == agreement["id"])

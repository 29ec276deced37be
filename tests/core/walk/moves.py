"""Everything goes where the table of its moves leads, each time with an event that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from core.access.states import REQUESTS
from core.enrollment.states import ENROLLMENT
from core.groups.states import GROUP, MEMBER
from core.moves import Moves
from tests.core.walk.picture import Picture, Row

Faults = Iterator[str]
# Somebody new who is to sponsor a practice begins there.
PROPOSED = replace(MEMBER, first="proposed")
# By table: what its events are called after, and the moves of one row.
TABLES: dict[str, tuple[str, Callable[[Row], Moves]]] = {
    "enrollment": ("enrollment", lambda _: ENROLLMENT),
    "practice_group": ("group", lambda _: GROUP),
    "access_request": ("request", lambda row: REQUESTS[row["kind"]]),
    "member": ("member", lambda row: PROPOSED if row["state"] == "proposed" else MEMBER),
}


def told(before: Picture, after: Picture, table: str, kind: str, moves: Callable[[Row], Moves]) -> Faults:
    """Every move has its event, which says from where and to where, and every such event is a move."""
    rows = after.tables[table]
    states = {
        key: before.tables[table].get(key, {"state": moves(row).first})["state"] for key, row in rows.items()
    }
    for event in after.events:
        if event["subject_kind"] == kind and {"was", "to"} <= event["details"].keys():
            key, was, to = event["subject"], event["details"]["was"], event["details"]["to"]
            if states[key] != was or to not in moves(rows[key]).table[was]:
                yield f"{kind} {key} went from {was} to {to}"
            states[key] = to
    for key, row in rows.items():
        if states[key] != row["state"]:
            yield f"{kind} {key} is {row['state']} without an event"


def reached(before: Picture, after: Picture, table: str, moves_of: Callable[[Row], Moves]) -> Faults:
    for key, row in after.tables[table].items():
        first, moves = moves_of(row).first, moves_of(row).table
        state = before.tables[table][key]["state"] if key in before.tables[table] else first
        reach, new = {state}, {state}
        while new:
            new = {to for each in new for to in moves[each]} - reach
            reach |= new
        if row["state"] not in reach:
            yield f"{table} {key} went from {state} to {row['state']}"

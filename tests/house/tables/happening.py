"""What happens: states and their moves, kinds of events of the trail, names of log lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from core.access.grant_moves import PAST
from core.access.request_moves import EVENTS
from core.access.states import GRANT, REQUESTS
from core.agreements.states import MOVES, SIGNER_MOVES
from core.console.history_words import OURS
from core.enrollment.states import ENROLLMENT
from core.groups import group_moves, membership
from core.groups.appointments import APPOINTMENT
from core.groups.authorizations import AUTHORIZATION
from core.groups.states import GROUP, MEMBER
from core.joining.joins import JOIN
from core.misuse.states import CASE
from core.moves import Moves
from core.office.log_words import SENTENCES
from core.requests.words import STAFF_HAPPENINGS
from tests.house.source import python_files
from tests.house.tables.drawn import table
from tests.house.tables.named_elsewhere import NAMED
from tests.house.tables.of_rows import rows_with_states

_ACTION = re.compile(
    r"(?:(?:change|note|refused?|Event)\(\s*|(?:editing|open_account)\([^\"()]*)\"([a-z-]+\.[a-z-]+)\""
)
_NO_SENTENCE = "*Stands in the trail alone.*"
THINGS: Mapping[str, Moves] = {
    "Enrollment": ENROLLMENT,
    "Request for a new practice, a transfer or another sponsor": REQUESTS["enrollment"],
    "Request for applications, of a change or of a leaver": REQUESTS["applications"],
    "Grant": GRANT,
    "Practice": GROUP,
    "Member": MEMBER,
    "Appointment": APPOINTMENT,
    "Authorization": AUTHORIZATION,
    "Join": JOIN,
    "Case of misuse": CASE,
}


def states() -> str:
    """Every thing that has states: where each of them leads, and what people read for it."""
    parts = [
        f"## {name}\n\n{table(('State', 'Leads to', 'What people read'), _states(moves))}"
        for name, moves in THINGS.items()
    ]
    for name, moves in (("Agreement", MOVES), ("Signer", SIGNER_MOVES)):
        rows = [(f"`{state}`", _listed(to)) for state, to in moves.items()]
        parts.append(f"## {name}\n\n{table(('State', 'Leads to'), rows)}")
    return "\n\n".join([*parts, *rows_with_states()])


def events() -> str:
    """Every kind of event of the trail, and its sentence where people read one."""
    words = {**SENTENCES, **OURS, **STAFF_HAPPENINGS}
    rows = ((f"`{kind}`", words.get(kind, _NO_SENTENCE)) for kind in sorted(every_kind()))
    return table(("Kind", "In words"), rows)


def every_kind() -> set[str]:
    """Every kind of event that the code writes."""
    sources = [file.read_text("utf-8") for file in python_files("core", "web")]
    elsewhere = {each for several in NAMED.values() for each in several}
    return {each for source in sources for each in kinds(source)} | set(_moved()) | elsewhere


def kinds(source: str) -> Iterator[str]:
    """The kinds of events that a file names where it writes them."""
    yield from _ACTION.findall(source)


def _moved() -> Iterator[str]:
    """The kinds of events that are named after the state that something came to."""
    yield from (f"grant.{PAST.get(state, state)}" for state in GRANT.table)
    yield from (f"request.{state}" for each in REQUESTS.values() for state in each.table)
    yield from (f"request.{each}" for each in EVENTS.values())
    yield from (f"group.{each}" for each in (*group_moves.EVENTS.values(), "closed"))
    yield from (f"member.{each}" for each in membership.PAST.values())
    yield from ("office.change-approved", "office.change-declined")
    yield from (f"agreement.{each}" for each in {*MOVES, *SIGNER_MOVES} - {"out", "asked"})
    for name, moves in (("appointment", APPOINTMENT), ("authorization", AUTHORIZATION), ("joining", JOIN)):
        yield from (f"{name}.{each}" for each in moves.table)


def _states(moves: Moves) -> Iterator[tuple[str, str, str]]:
    for state, to in moves.table.items():
        yield f"`{state}`" + (" (first)" if state == moves.first else ""), _listed(to), moves.words[state]


def _listed(states: frozenset[str]) -> str:
    return ", ".join(f"`{each}`" for each in sorted(states)) or "nothing"

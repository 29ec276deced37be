"""Every kind of event has a sentence in the log of a practice, or is left out on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.access.grant_moves import PAST
from core.access.request_moves import EVENTS
from core.access.states import GRANT, REQUESTS
from core.agreements.states import MOVES, SIGNER_MOVES
from core.groups import group_moves, membership
from core.groups.appointments import APPOINTMENT
from core.groups.authorizations import AUTHORIZATION
from core.joining.joins import JOIN
from core.office.log_words import has_words
from tests.house.source import python_files

ACTION = re.compile(r"(?:change|note|refused?|Event)\(\s*\"([a-z-]+\.[a-z-]+)\"")


def kinds(source: str) -> Iterator[str]:
    yield from ACTION.findall(source)


def moved() -> Iterator[str]:
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


def test_every_kind_of_event_has_a_sentence_or_is_left_out_on_purpose() -> None:
    written = {each for file in python_files("core", "web") for each in kinds(file.read_text("utf-8"))}
    assert len(written) > 100
    assert sorted(each for each in written | set(moved()) if not has_words(each)) == []


def test_the_walk_finds_a_kind_without_a_sentence() -> None:
    (planted,) = kinds('async with change("member.planted", by=by, subject=("member", member)):')
    assert not has_words(planted)

"""One mover each: it writes state and event together, and nothing for a move that is none."""

from uuid import uuid4

import pytest

from core.access import grant_moves, request_moves
from core.access.conditions import NotNow
from core.access.lines import load, load_request
from core.access.states import REQUESTS
from core.access.tables import Grant, Request
from core.audit import changes
from core.audit.tables import AuditEvent
from core.database import Database
from core.enrollment.moves import moving_draft
from core.enrollment.tables import Enrollment
from core.groups import group_moves
from core.groups.people import load_group
from core.groups.states import GROUP
from core.groups.tables import Group
from core.portal import Portal
from core.requests import words
from tests.practices import ANALYST, BEN, practice


async def _states(database: Database) -> list[object]:
    tables = (Request, Grant, Group, Enrollment)
    return [await AuditEvent.count(), *[await table.select(table.id, table.state) for table in tables]]


async def test_an_illegal_move_raises_and_writes_nothing(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN)
    request, group = await load_request(made.request), await load_group(made.group)
    line = await load(made.grants["Ben", "cerner"])
    before = await _states(database)
    with pytest.raises(NotNow):
        await request_moves.moving(request, "done", by=ANALYST)
    with pytest.raises(NotNow):
        await group_moves.moving(group, "suspended", by=ANALYST)
    with pytest.raises(NotNow):
        await moving_draft(uuid4(), "submitted", "abandoned", by=ANALYST)
    with pytest.raises(NotNow):
        async with changes():
            await grant_moves.moving([line], "active", by=ANALYST)
    assert await _states(database) == before


async def test_what_moved_since_it_was_read_does_not_move_again(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN)
    request, group = await load_request(made.request), await load_group(made.group)
    await request_moves.moving(request, "in-progress", by=ANALYST)
    await group_moves.moving(group, "active", by=ANALYST)
    before = await _states(database)
    with pytest.raises(NotNow, match="faster"):
        await request_moves.moving(request, "declined", by=ANALYST)
    with pytest.raises(NotNow, match="faster"):
        await group_moves.moving(group, "closed", by=ANALYST)
    assert await _states(database) == before


async def test_a_move_says_from_where_and_to_where(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN)
    request, before = await load_request(made.request), await AuditEvent.count()
    await request_moves.moving(request, "waiting-for-correction", by=ANALYST, fields=["practice.phone"])
    (event,) = await AuditEvent.select().where(AuditEvent.number > before).output(load_json=True)
    assert (event["action"], event["subject"]) == ("request.given-back", str(made.request))
    assert event["details"] == {
        "was": "checking-credentials", "to": "waiting-for-correction", "fields": ["practice.phone"],
    }  # fmt: skip


def test_every_move_of_a_request_has_words_in_its_time_line() -> None:
    for moves in REQUESTS.values():
        for state, leads_to in moves.table.items():
            for to in leads_to:
                assert f"request.{request_moves.EVENTS.get((state, to), to)}" in words.HAPPENINGS
    assert all(to in GROUP.table[state] for state, to in group_moves.EVENTS)

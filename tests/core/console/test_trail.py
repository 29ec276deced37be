"""The privacy officer reads the whole trail by person, practice, time and kind, through indexes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core import clock as time_source
from core.audit.following import newest_number
from core.audit.tables import AuditEvent
from core.console.queries.trail import TrailFilter, account_meant, group_meant, statement_of, trail
from core.database import Database, count_statements, transaction
from core.office import acts
from core.portal import Portal
from tests.core.office.test_log import VALLEY
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, portal_for


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    made = await active(portal, BEN, ROSA, AMARA)
    await acts.suspend_all(portal, made.members["Amara"], "Lost badge", by=ANALYST)
    return made


async def numbers(looked: TrailFilter, before: int | None = None, limit: int = 500) -> list[int]:
    return [line.number for line in (await trail(looked, before, limit))[0]]


@pytest.mark.both_databases
async def test_the_trail_is_read_by_person_practice_time_and_kind(portal: Portal, made: Practice) -> None:
    other = await active(portal, *VALLEY, name="Valley")
    whole = await numbers(TrailFilter())
    assert whole == list(range(await newest_number(), 0, -1))
    amara, ben = await account_meant(AMARA.email), await account_meant(BEN.email)
    assert amara and ben == made.by.account
    of_amara = (await trail(TrailFilter(account=amara), None, 500))[0]
    assert any("Lost badge" in line.short for line in of_amara)
    assert not any(str(other.group) in f"{line.key} {line.details}" for line in of_amara)
    assert {line.by for line in (await trail(TrailFilter(account=ben, kind="request")))[0]} >= {made.by.name}

    here, there = [await numbers(TrailFilter(group=each.group)) for each in (made, other)]
    assert here and there and not set(here) & set(there) and set(here) | set(there) < set(whole)
    kinds = {line.action for line in (await trail(TrailFilter(group=made.group, kind="office")))[0]}
    assert kinds == {"office.suspended"}
    exact = await numbers(TrailFilter(kind="office.suspended"))
    assert exact == await numbers(TrailFilter(kind="office")) and len(exact) == 1
    soon = time_source.now() + timedelta(hours=1)
    assert await numbers(TrailFilter(since=soon)) == [] and await numbers(TrailFilter(until=soon)) == whole
    assert await numbers(TrailFilter(kind="off%")) == []


@pytest.mark.both_databases
async def test_who_and_what_is_meant_is_found_by_what_people_know(portal: Portal, made: Practice) -> None:
    assert await group_meant(made.number.lower()) == made.group == await group_meant(str(made.group))
    assert await account_meant("aokafor") == await account_meant(AMARA.email)
    assert await account_meant(str(made.by.account)) == made.by.account
    for nothing in ("nobody@peaks.example", str(made.request), "x"):
        assert await account_meant(nothing) is None
    assert await group_meant("CS0099999") is None is await group_meant(str(made.request))


async def test_pages_follow_one_another_each_by_one_statement(portal: Portal, made: Practice) -> None:
    whole, paged, before = await numbers(TrailFilter(group=made.group)), [], None
    while True:
        with count_statements() as statements:
            lines, before = await trail(TrailFilter(group=made.group), before, 7)
        assert len(statements) == 1
        paged += [line.number for line in lines]
        if before is None:
            break
    assert paged == whole


@pytest.mark.both_databases
async def test_each_question_has_its_index(portal: Portal, made: Practice) -> None:
    postgres = AuditEvent._meta.db.engine_type == "postgres"
    for looked, indexes in (
        (TrailFilter(account=made.by.account), ("event_by_actor", "audit_event_subject")),
        (TrailFilter(group=made.group), ("audit_event_subject",)),
        (TrailFilter(), ("audit_event_pkey",) if postgres else ("PRIMARY KEY",)),
    ):
        text, values = statement_of(looked, 10**6)
        async with transaction():
            if postgres:  # which reads few rows one after the other
                await AuditEvent.raw("SET LOCAL enable_seqscan = off")
            explain = "EXPLAIN" if postgres else "EXPLAIN QUERY PLAN"
            plan = str(await AuditEvent.raw(f"{explain} {text} ORDER BY e.number DESC LIMIT 51", *values))
        assert all(index in plan for index in indexes), plan

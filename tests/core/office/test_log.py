"""The log of a practice says who did what to its people, and nothing of others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core import clock as time_source
from core.access import leaving
from core.audit import note
from core.audit.tables import AuditEvent
from core.database import Database, count_statements, transaction
from core.office import acts
from core.office.queries.log import _NEWEST_FIRST, Wanted, _statement, practice_log, whole_log
from core.portal import Portal
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, portal_for

ZOE = replace(AMARA, first="Zoe", email="zoe@valley.example", npi="")
VALLEY = replace(BEN, email="olga@valley.example"), ZOE


@pytest.fixture
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def made(database: Database, portal: Portal) -> Practice:
    return await active(portal, BEN, ROSA, AMARA)


async def said(portal: Portal, made: Practice, **wanted: object) -> list[tuple[str, str]]:
    entries, _ = await practice_log(portal, made.group, Wanted(**wanted))
    return [(entry.words, entry.by) for entry in entries]


@pytest.mark.both_databases
async def test_it_says_what_practice_and_support_did_and_why(portal: Portal, made: Practice) -> None:
    amara = made.members["Amara"]
    await acts.suspend_all(portal, amara, "Lost badge", by=ANALYST)
    await leaving.leave(portal, amara, "New position", by=made.by)
    found = await said(portal, made)
    assert ("Amara Okafor was suspended: Lost badge", "Support") in found
    assert ("Everything Amara Okafor had was ended: New position", made.by.name) in found
    assert ("Cerner Millennium of Amara Okafor was ended: New position", made.by.name) in found
    assert any(words.startswith("Request CS") and words.endswith(" was sent") for words, _ in found)
    assert ANALYST.name not in str(found)

    for wanted, words in (
        ({"words": "okafor suspended"}, "was suspended"),
        ({"words": "PACS"}, "PACS"),
        ({"kind": "requests"}, "Request"),
        ({"member": amara}, "Amara"),
        ({"words": made.by.name.split()[0]}, ""),
    ):
        some = await said(portal, made, **wanted)
        assert some and (wanted.get("kind") == "requests" or all(words in each for each, _ in some)), wanted
    later = time_source.now() + timedelta(hours=1)
    assert await said(portal, made, since=later) == [] == await said(portal, made, words=ANALYST.name)
    assert await said(portal, made, until=later) == found and await said(portal, made, words="%_!") == []


@pytest.mark.both_databases
async def test_it_says_nothing_of_another_practice_nor_what_is_no_practices_matter(
    portal: Portal, made: Practice
) -> None:
    other = await active(portal, *VALLEY, name="Valley")
    await acts.suspend_all(portal, other.members["Zoe"], "Secret of Valley", by=ANALYST)
    await note("member.viewed", by=ANALYST, subject=("member", made.members["Amara"]), secret="internal")
    await note("request.noted", by=ANALYST, subject=("request", made.request), secret="internal")
    of_made, of_other = str(await said(portal, made)), str(await said(portal, other))
    assert "Zoe" not in of_made and "Valley" not in of_made and "internal" not in of_made
    assert "Secret of Valley" in of_other and "Amara" not in of_other


@pytest.mark.both_databases
async def test_pages_follow_one_another_without_a_gap_each_by_one_statement(
    portal: Portal, made: Practice
) -> None:
    whole = [entry.number async for entry in whole_log(portal, made.group, Wanted())]
    paged, before = [], None
    while True:
        with count_statements() as statements:
            entries, before = await practice_log(portal, made.group, Wanted(), before, 3)
        assert len(statements) == 1
        paged += [entry.number for entry in entries]
        if before is None:
            break
    assert paged == whole == sorted(whole, reverse=True) and len(whole) > 6


@pytest.mark.both_databases
async def test_events_are_found_by_the_index_of_what_they_are_about(portal: Portal, made: Practice) -> None:
    text, values = _statement(portal, made.group, Wanted(), None)
    postgres = AuditEvent._meta.db.engine_type == "postgres"
    explain = "EXPLAIN " if postgres else "EXPLAIN QUERY PLAN "
    async with transaction():
        if postgres:  # which reads few rows one after the other
            await AuditEvent.raw("SET LOCAL enable_seqscan = off")
        plan = str(await AuditEvent.raw(f"{explain}{text} {_NEWEST_FIRST} 51", *values))
    assert "audit_event_subject" in plan, plan

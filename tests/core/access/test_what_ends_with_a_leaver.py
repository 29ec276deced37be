"""What ends with somebody who leaves: sign-ins, requests to join, and their name in others’ answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from core.access import actions, leaving
from core.access.departing import RECEIPT
from core.access.lines import load
from core.access.tables import Grant, Leaving, WorkItem
from core.actor import Actor
from core.database import Database
from core.due.queries import scheduled
from core.groups.tables import Member
from core.identity.sessions import live, start
from core.identity.tables import Person
from core.joining import joins
from core.joining.tables import Join
from core.portal import Portal
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, Someone, active, themselves
from tests.practices.people import sponsor_of
from tests.practices.work import hand_to_people

IDLE = timedelta(minutes=15)
ALERTS = {
    "report2web.own-answers": "yes",
    "report2web.fax": "602 555 0100",
    "report2web.lab_facilities": ["BUMCP"],
    "report2web.alerts": ["labs"],
    "report2web.labs_by": "fax",
}
WEI = Someone("Wei", "Chen", "wei@peaks.example", suffix="Coder")


async def sessions_of(actor: Actor) -> int:
    assert actor.account
    return len(await live(actor.account, IDLE))


async def signed_in(made: Practice, first: str) -> Actor:
    them = await themselves(made, first)
    assert them.account
    await start(them.account, "full", by=them)
    return them


@pytest.mark.both_databases
async def test_whoever_leaves_is_signed_in_nowhere_any_more(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    amara, ben = await signed_in(made, "Amara"), await signed_in(made, "Ben")
    await leaving.leave(portal, made.members["Amara"], "New position", by=made.by)
    assert (await sessions_of(amara), await sessions_of(ben)) == (0, 1)


@pytest.mark.both_databases
async def test_whoever_belongs_to_another_practice_stays_signed_in_and_keeps_what_they_have_there(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    olga = Someone("Olga", "Ivers", "olga@other.example", suffix="Coder", administrator=True)
    other = await active(portal, olga, sponsor_of("Other"), AMARA, name="Other")
    await same_human(made.members["Amara"], other.members["Amara"])
    amara = await signed_in(made, "Amara")
    await leaving.leave(portal, made.members["Amara"], "New position", by=made.by)
    assert await sessions_of(amara) == 1
    assert (await load(other.grants["Amara", "cerner"])).grant.state != "revoked"
    row = await Leaving.select().first()
    assert row and row["elsewhere"]
    await leaving.leave(portal, other.members["Amara"], "Gone", by=other.by)
    assert await sessions_of(amara) == 0


async def same_human(one: UUID, other: UUID) -> None:
    """As support does when it is certain that both are one person."""
    known = await Member.select(Member.person).where(Member.id == one).first()
    assert known and await Person.exists().where(Person.id == known["person"])
    await Member.update({Member.person: known["person"], Member.person_state: "known"}).where(
        Member.id == other
    )


@pytest.mark.both_databases
async def test_what_a_leaver_requested_to_join_is_withdrawn(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    amara = await themselves(made, "Amara")
    await Member.update({Member.person_state: "unclear"}).where(Member.id == made.members["Amara"])
    await joins.ask(made.group, by=amara)
    await Member.update({Member.person_state: "known"}).where(Member.id == made.members["Amara"])
    await leaving.leave(portal, made.members["Amara"], "New position", by=made.by)
    rows = await Join.select(Join.state)
    assert [row["state"] for row in rows] == ["withdrawn"]


@pytest.mark.both_databases
async def test_who_leaves_gets_no_alerts_any_more_and_people_take_them_out_where_they_were_set_up(
    database: Database, portal: Portal
) -> None:
    made = await _alerting(portal, ("Amara", "Wei"))
    await leaving.leave(portal, made.members["Wei"], "New position", by=made.by)
    grant = (await load(made.grants["Rosa", "report2web"])).grant
    assert grant.answers["recipients"] == [str(made.members["Amara"])]
    assert dict(grant.shown)["People who get the emails"] == AMARA.name
    await hand_to_people(portal)
    item = await WorkItem.select().where(WorkItem.grant == grant.id, WorkItem.kind == "update").first()
    assert item and item["state"] == "people" and f"Take off Wei Chen <{WEI.email}>" in str(item["steps"])


async def test_the_administrator_gets_the_alerts_when_nobody_else_is_named(
    database: Database, portal: Portal
) -> None:
    made = await _alerting(portal, ("Wei",))
    await leaving.leave(portal, made.members["Wei"], "New position", by=made.by)
    grant = (await load(made.grants["Rosa", "report2web"])).grant
    assert grant.answers["recipients"] == [str(made.members["Ben"])]


async def _alerting(portal: Portal, named: tuple[str, ...]) -> Practice:
    rosa = replace(ROSA, wants=("cerner", "report2web"), answers=ALERTS)
    made = await active(portal, BEN, rosa, AMARA, WEI)
    answers = (await load(made.grants["Rosa", "report2web"])).grant.answers
    recipients = [str(made.members[first]) for first in named]
    shown = [["People who get the emails", ", ".join(named)]]
    values = {Grant.answers: {**answers, "recipients": recipients}, Grant.shown: shown}
    await Grant.update(values).where(Grant.id == made.grants["Rosa", "report2web"])
    await actions.activate(portal, made.grants["Rosa", "report2web"], "R2W-1", by=ANALYST)
    return made


async def test_a_leaving_is_written_down_with_the_moment_the_last_day_was_over(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    clock.set(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    made = await active(portal, BEN, ROSA, AMARA)
    await leaving.set_last_day(portal, made.members["Amara"], date(2026, 11, 27), by=made.by)
    clock.set(datetime(2026, 11, 28, 9, 0, tzinfo=UTC))
    await leaving.leave_when_due(portal, made.members["Amara"])
    row = await Leaving.select().first()
    assert row and row["over_at"] == datetime(2026, 11, 28, 7, 0, tzinfo=UTC)
    assert row["at"] >= datetime(2026, 11, 28, 9, 0, tzinfo=UTC) and row["by_name"] == ""
    assert await scheduled(RECEIPT, row["id"]) is not None

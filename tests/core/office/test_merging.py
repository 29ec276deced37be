"""A practice becomes part of another one: seen before, approved by a second, and ended when all is there."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from core.access import leaving
from core.access.leaving import ACCESS_ENDS
from core.access.queries import grants_asked
from core.access.tables import Grant, Leaving, Request
from core.actor import Actor
from core.clock import now
from core.database import Database
from core.due.queries import scheduled
from core.errors import NotFound, Stale
from core.groups.people import load_group, members_of
from core.groups.rights import administrator_of
from core.groups.tables import Member
from core.mail.tables import OutboxMail
from core.moves import NotNow
from core.office.carrying_over import begin_merge, end_merged, may_end, merge_waits_for
from core.office.change_requests import DAY, decide_change, making_changes, withdraw_change
from core.office.merging import ALREADY, Merge, merge_practice
from core.office.queries.changes import change_asked
from core.portal import Portal
from tests.conftest import MovableClock
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, Someone, active, state_of
from tests.practices.asking_more import agreed_to

SECOND = replace(ANALYST, account=uuid4(), name="Noor Analyst")
DANA = replace(BEN, first="Dana", last="Reyes", email="dana@summit.example", wants=())
WEI = Someone("Wei", "Chen", "wei@summit.example", ("cerner",))
DAYS = 30
Both = tuple[Practice, Practice]


@pytest.fixture
async def both(database: Database, portal: Portal) -> Both:
    """Peaks, which is to end, and Summit, which stays."""
    ends = await active(portal, BEN, ROSA, replace(AMARA, wants=("cerner", "pacs")))
    return ends, await active(portal, DANA, WEI, name="Summit")


async def merge(portal: Portal, ends: UUID, stays: UUID, *, ask: bool = True, by: Actor = ANALYST) -> Merge:
    day = now().astimezone(portal.site.zone).date() + timedelta(days=DAYS)
    typed: dict[str, list[Any]] = {
        "into": [f"https://portal.example/support/practices/{stays}"],
        "day": [day.isoformat()],
        "reason": ["Both asked for it by phone"],
    }
    return await merge_practice(portal, ends, typed, ask=ask, by=by)


async def approved(portal: Portal, both: Both) -> UUID:
    asked = await merge(portal, both[0].group, both[1].group)
    assert asked.key, asked.form.errors
    await decide_change(portal, asked.key, True, "", by=SECOND, apply={"merge": begin_merge})
    return asked.key


async def come_due(portal: Portal, key: UUID) -> Any:
    return await making_changes(portal, {"merge": end_merged}, {"merge": may_end})[DAY](key)


async def work(*grants: UUID) -> None:
    """The applications have set these up."""
    if grants:
        await Grant.update({Grant.state: "active"}).where(Grant.id.is_in([*grants]))


async def there(stays: Practice) -> dict[str, UUID]:
    return {each.first_name: each.id for each in await members_of(stays.group)}


async def everything_works(practice: Practice) -> None:
    for member in (await there(practice)).values():
        await work(*(await grants_of(member)).values())


async def grants_of(member: UUID) -> dict[str, UUID]:
    rows = await Grant.select(Grant.id, Grant.application).where(Grant.member == member)
    return {row["application"]: row["id"] for row in rows}


@pytest.mark.both_databases
async def test_everybody_comes_along_and_the_other_ends_once_everything_is_there(
    portal: Portal, both: Both, clock: MovableClock
) -> None:
    ends, stays = both
    await work(*ends.grants.values())
    seen = await merge(portal, ends.group, stays.group, ask=False)
    told = {each.label: (each.was, each.now) for each in seen.shown}
    assert seen.key is None and len(await members_of(stays.group)) == 2
    assert told["Rosa Alvarez"] == ("No application", "Joins Summit")
    assert told["Amara Okafor"][1].startswith("Joins Summit. Requested there: ")

    key = await approved(portal, both)
    assert (await change_asked(key)).state == "planned"
    came = await there(stays)
    assert set(came) == {"Dana", "Wei", "Ben", "Rosa", "Amara"}
    was = {row["id"]: row["person"] for row in await Member.select(Member.id, Member.person)}
    assert was[came["Amara"]] == was[ends.members["Amara"]] is not None
    new = await grants_of(came["Amara"])
    assert set(new) == {"cerner", "pacs"} and await state_of(new["pacs"]) == "requested"
    assert await state_of(ends.grants["Amara", "pacs"]) == "active"

    clock.set(now() + timedelta(days=DAYS + 1))
    again = await come_due(portal, key)
    assert again and again > now() and (await load_group(ends.group)).state == "active"
    waits = {what for what, _ in await merge_waits_for(portal, await change_asked(key))}
    assert len(waits) == len(ends.grants) and any(each.startswith("Amara Okafor: ") for each in waits)
    filed = (Request.group == stays.group) & (Request.kind == "applications")
    request = await Request.select(Request.id, Request.number).where(filed).first()
    assert request and len(await grants_asked(request["id"])) == len(ends.grants)
    await agreed_to(portal, request["number"])
    assert await state_of(new["pacs"]) == "provisioning"
    await everything_works(stays)

    assert await come_due(portal, key) is None and await come_due(portal, key) is None
    assert (await load_group(ends.group)).state == "closed" and await administrator_of(ends.group) is None
    assert {each.state for each in await members_of(ends.group)} == {"left"}
    assert {await state_of(grant) for grant in ends.grants.values()} == {"revoked"}
    assert await state_of(new["pacs"]) == "active" and set(await there(stays)) == set(came)
    assert await Leaving.count() == len(ends.members)
    assert (await change_asked(key)).state == "approved"


async def test_only_staff_who_have_to_do_with_neither_prepare_it_and_a_second_one_approves(
    portal: Portal, both: Both
) -> None:
    ends, stays = both
    for someone in (ends.by, stays.by):
        with pytest.raises(NotFound):
            await merge(portal, ends.group, stays.group, by=someone)
    for own in both:
        with pytest.raises(NotNow):
            await merge(portal, ends.group, stays.group, by=replace(ANALYST, account=own.by.account))
    asked = await merge(portal, ends.group, stays.group)
    assert asked.key
    for one in (ANALYST, replace(SECOND, account=stays.by.account)):
        with pytest.raises(NotNow):
            await decide_change(portal, asked.key, True, "", by=one, apply={"merge": begin_merge})
    assert len(await members_of(stays.group)) == 2 and (await change_asked(asked.key)).state == "open"


async def test_what_does_not_come_along_is_said_and_what_is_there_is_not_asked_twice(
    portal: Portal, both: Both
) -> None:
    ends, stays = both
    await work(*ends.grants.values())
    await Member.update({Member.email: WEI.email}).where(Member.id == ends.members["Amara"])
    await Member.update({Member.person: None, Member.person_state: ""}).where(
        Member.id == ends.members["Amara"]
    )
    await Member.update({Member.held_by: "support"}).where(Member.id == ends.members["Ben"])
    await Member.update({Member.state: "on-leave"}).where(Member.id == ends.members["Rosa"])
    told = {each.label: each.now for each in (await merge(portal, ends.group, stays.group, ask=False)).shown}
    assert told["Ben Ruiz"].startswith("Doesn’t come along") and told["Ben Ruiz"].endswith("Everything ends")
    assert "Is in Summit already" in told["Amara Okafor"] and "Has it there: " in told["Amara Okafor"]
    await approved(portal, both)
    came = await there(stays)
    assert set(came) == {"Dana", "Wei", "Rosa"} and set(await grants_of(came["Wei"])) == {"cerner", "pacs"}
    told_mails = OutboxMail.template == "group-changes"
    sent = await OutboxMail.select(OutboxMail.recipient, OutboxMail.text).where(told_mails)
    other = [row["text"] for row in sent if row["recipient"] in {DANA.email, WEI.email}]
    assert len(other) == 2 and all("Rosa Alvarez: Joins Summit" in each for each in other)
    assert not any("suspended" in each for each in other)


async def test_access_that_ends_on_a_day_ends_on_it_there_too(
    portal: Portal, both: Both, clock: MovableClock
) -> None:
    ends, stays = both
    day = now().date() + timedelta(days=90)
    await work(*ends.grants.values())
    await leaving.set_end(portal, ends.grants["Amara", "pacs"], day, by=ends.by)
    await approved(portal, both)
    new = await grants_of((await there(stays))["Amara"])
    days = await Grant.select(Grant.id, Grant.ends_on).where(Grant.id.is_in([*new.values()]))
    assert {row["id"]: row["ends_on"] for row in days} == {new["pacs"]: day, new["cerner"]: None}
    assert await scheduled(ACCESS_ENDS, new["pacs"]) is not None


@pytest.mark.both_databases
async def test_of_two_that_are_each_to_take_in_the_other_one_is_prepared(portal: Portal, both: Both) -> None:
    ends, stays = (each.group for each in both)
    done = await asyncio.gather(merge(portal, ends, stays), merge(portal, stays, ends))
    assert [bool(each.key) for each in done].count(True) == 1
    (refused,) = [each for each in done if each.key is None]
    assert refused.form["into"].error == ALREADY


@pytest.mark.both_databases
async def test_whoever_administers_the_one_that_ends_withdraws_it_until_its_day(
    portal: Portal, both: Both, clock: MovableClock
) -> None:
    key = await approved(portal, both)
    ends = both[0]
    clock.set(now() + timedelta(days=DAYS + 1))
    await everything_works(both[1])
    with pytest.raises(NotFound):
        await withdraw_change(key, by=both[1].by)
    withdrawn, _ = await asyncio.gather(
        withdraw_change(key, by=ends.by), come_due(portal, key), return_exceptions=True
    )
    late = isinstance(withdrawn, (Stale, NotFound))
    assert (await change_asked(key)).state == ("approved" if late else "withdrawn")
    assert (await load_group(ends.group)).state == ("closed" if late else "active")
    assert late or await scheduled(DAY, key) is None

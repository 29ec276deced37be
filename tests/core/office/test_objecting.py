"""The sponsor objects to a person, or a person says that they do not work there: suspended at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from core.access import actions, suspending
from core.access.conditions import NotNow
from core.errors import Invalid, NotFound, Stale
from core.groups.people import load_member
from core.office import acts, objecting
from core.office.queries.objections import ObjectionFacts, objections_to, open_objections
from core.portal import Portal
from tests.audit_diff import nothing_changes
from tests.core.office.following import mails
from tests.core.office.working import carry_out
from tests.practices import ANALYST, BEN, ROSA, Practice, state_of, themselves


@pytest.fixture
async def working(made: Practice, portal: Portal) -> Practice:
    await carry_out(portal, "grant")
    return made


async def about(made: Practice, first: str = "Amara") -> ObjectionFacts:
    return (await objections_to([made.members[first]]))[made.members[first]]


async def states(made: Practice) -> set[str]:
    return {await state_of(made.grants["Amara", each]) for each in ("cerner", "pacs")}


@pytest.mark.both_databases
async def test_what_works_is_suspended_at_once_and_support_has_the_work(
    working: Practice, portal: Portal
) -> None:
    rosa = await themselves(working, "Rosa")
    await objecting.object_to(portal, working.members["Amara"], "I don’t know her.", by=rosa)
    assert await states(working) == {"suspended"}
    assert await mails("objection") == sorted([BEN.email, portal.site.support_address])
    (row,) = await open_objections()
    assert (row.person, row.kind, row.reason) == ("Amara Okafor", "sponsor", "I don’t know her.")
    # Neither the practice nor support gives it back beside the objection.
    for by in (working.by, ANALYST):
        with pytest.raises(NotNow):
            await acts.resume_all(portal, working.members["Amara"], by=by)
        with pytest.raises(NotNow):
            await suspending.resume(portal, working.grants["Amara", "cerner"], by=by)


async def test_who_objected_takes_it_back_and_nobody_else(working: Practice, portal: Portal) -> None:
    rosa = await themselves(working, "Rosa")
    await objecting.object_to(portal, working.members["Amara"], "Unknown", by=rosa)
    found = await about(working)
    for by in (working.by, await themselves(working, "Amara"), replace(rosa, account=None)):
        with pytest.raises(NotFound):
            await objecting.take_objection_back(portal, found.id, by=by)
    await objecting.take_objection_back(portal, found.id, by=rosa)
    assert await states(working) == {"provisioning"}
    assert not await open_objections()
    with pytest.raises(NotNow):
        await objecting.take_objection_back(portal, found.id, by=rosa)


@pytest.mark.both_databases
async def test_support_decides_whether_the_person_stays(working: Practice, portal: Portal) -> None:
    rosa = await themselves(working, "Rosa")
    await objecting.object_to(portal, working.members["Amara"], "Unknown", by=rosa)
    await objecting.keep_person(portal, (await about(working)).id, "She began on Monday.", by=ANALYST)
    assert await states(working) == {"provisioning"}
    assert await mails("objection-decided") == sorted([BEN.email, ROSA.email])

    await objecting.object_to(portal, working.members["Amara"], "Still unknown", by=rosa)
    await objecting.end_access(portal, (await about(working)).id, "Nobody knows her.", by=ANALYST)
    assert await states(working) == {"revoked"}
    assert (await load_member(working.members["Amara"])).state == "left"


async def test_support_decides_with_a_reason_and_never_about_its_own(
    working: Practice, portal: Portal
) -> None:
    rosa, amara = await themselves(working, "Rosa"), await themselves(working, "Amara")
    await objecting.object_to(portal, working.members["Amara"], "Unknown", by=rosa)
    found = await about(working)
    async with nothing_changes():
        with pytest.raises(Invalid, match="Say why"):
            await objecting.keep_person(portal, found.id, " ", by=ANALYST)
        with pytest.raises(NotNow):
            await objecting.keep_person(portal, found.id, "Mine", by=replace(ANALYST, account=amara.account))
        with pytest.raises(NotFound):
            await objecting.end_access(portal, found.id, "Mine", by=working.by)


@pytest.mark.both_databases
async def test_of_two_decisions_at_once_one_counts(working: Practice, portal: Portal) -> None:
    rosa = await themselves(working, "Rosa")
    given = await asyncio.gather(
        *(objecting.object_to(portal, working.members["Amara"], "Unknown", by=rosa) for _ in range(3)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in given) == ["NoneType", "NotNow", "NotNow"]
    found = await about(working)
    given = await asyncio.gather(
        objecting.keep_person(portal, found.id, "Known", by=ANALYST),
        objecting.end_access(portal, found.id, "Unknown", by=ANALYST),
        objecting.take_objection_back(portal, found.id, by=rosa),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in given) == ["NoneType", "NotNow", "NotNow"]


async def test_somebody_says_that_they_do_not_work_there(working: Practice, portal: Portal) -> None:
    amara = await themselves(working, "Amara")
    await objecting.object_to(portal, working.members["Amara"], "Never heard of it", by=amara)
    assert (await about(working)).kind == "self"
    assert await states(working) == {"suspended"}


async def test_nobody_else_objects(working: Practice, portal: Portal) -> None:
    amara, rosa = await themselves(working, "Amara"), await themselves(working, "Rosa")
    async with nothing_changes():
        for by, first in ((amara, "Cara"), (working.by, "Amara"), (ANALYST, "Amara")):
            with pytest.raises(NotFound):
                await objecting.object_to(portal, working.members[first], "Spite", by=by)
        with pytest.raises(Invalid, match="Say why"):
            await objecting.object_to(portal, working.members["Amara"], "", by=rosa)


async def test_the_administrator_ends_only_after_somebody_follows(working: Practice, portal: Portal) -> None:
    rosa = await themselves(working, "Rosa")
    await objecting.object_to(portal, working.members["Ben"], "Unknown", by=rosa)
    with pytest.raises(Stale, match="Name who follows first"):
        await objecting.end_access(portal, (await about(working, "Ben")).id, "Unknown", by=ANALYST)
    assert await open_objections()


@pytest.mark.both_databases
async def test_nothing_is_set_up_while_an_objection_waits_and_what_was_agreed_to_is_afterwards(
    made: Practice, portal: Portal
) -> None:
    member, grant = made.members["Amara"], made.grants["Amara", "cerner"]
    await objecting.object_to(portal, member, "Unknown", by=await themselves(made, "Rosa"))
    assert await states(made) == {"failed"}
    with pytest.raises(NotNow, match="suspended"):
        await actions.begin(portal, grant, by=ANALYST)
    await objecting.keep_person(portal, (await about(made)).id, "She works there", by=ANALYST)
    await actions.begin(portal, grant, by=ANALYST)
    assert await state_of(grant) == "provisioning"


async def test_nothing_is_set_up_while_a_suspicion_lasts_and_whoever_suspended_ends_it(
    made: Practice, portal: Portal
) -> None:
    member, grant = made.members["Amara"], made.grants["Amara", "cerner"]
    await acts.suspend_all(portal, member, "Looked at a neighbor", by=made.by)
    with pytest.raises(NotNow, match="suspended"):
        await actions.begin(portal, grant, by=ANALYST)
    with pytest.raises(NotNow):
        await acts.resume_all(portal, member, by=ANALYST)
    await acts.resume_all(portal, member, by=made.by)
    await actions.begin(portal, grant, by=ANALYST)
    assert await state_of(grant) == "provisioning"

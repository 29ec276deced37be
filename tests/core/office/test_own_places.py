"""Everybody a sponsor answers for, and where somebody is named: leaving one practice touches only that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.access.tables import Grant
from core.errors import Invalid, NotFound, Stale
from core.groups.membership import link_each
from core.groups.people import load_member
from core.office import acts
from core.office.queries.people import own_places, sponsored_offices
from core.portal import Portal
from tests.audit_diff import nothing_changes
from tests.practices import AMARA, BEN, ROSA, Practice, active, themselves


async def mesa(portal: Portal, made: Practice) -> Practice:
    """Another practice, which names the same Amara."""
    people = (BEN, ROSA, replace(AMARA, npi=""))
    other = await active(
        portal, *(replace(each, email=f"mesa.{each.email}") for each in people), name="Mesa Clinic"
    )
    same = await load_member(made.members["Amara"])
    there = await load_member(other.members["Amara"])
    await link_each([replace(there, person=same.person, person_state="known")])
    return other


@pytest.mark.both_databases
async def test_leaving_one_practice_touches_only_that_one(made: Practice, portal: Portal) -> None:
    other, amara = await mesa(portal, made), await themselves(made, "Amara")
    assert amara.account
    places = await own_places(portal, amara.account)
    assert [(group.name, person.member.group) for group, person in places] == [
        ("Mesa Clinic", other.group),
        ("Peaks", made.group),
    ]
    before = await Grant.select(Grant.state).where(Grant.member == other.members["Amara"])
    await acts.leave_practice(portal, made.members["Amara"], "I moved.", by=amara)
    assert (await load_member(made.members["Amara"])).state == "left"
    assert (await load_member(other.members["Amara"])).state == "active"
    assert before == await Grant.select(Grant.state).where(Grant.member == other.members["Amara"])
    assert [group.id for group, _ in await own_places(portal, amara.account)] == [other.group]


async def test_nobody_lets_somebody_else_leave(made: Practice, portal: Portal) -> None:
    member = made.members["Amara"]
    for by in (made.by, await themselves(made, "Rosa"), await themselves(made, "Cara")):
        async with nothing_changes():
            with pytest.raises(NotFound):
                await acts.leave_practice(portal, member, "Spite", by=by)
    rosa = await themselves(made, "Rosa")
    with pytest.raises(Invalid, match="Say why"):
        await acts.leave_practice(portal, made.members["Rosa"], " ", by=rosa)
    with pytest.raises(Stale, match="Name who follows first"):
        await acts.leave_practice(portal, made.members["Rosa"], "I retire.", by=rosa)


@pytest.mark.both_databases
async def test_a_sponsor_sees_everybody_of_every_practice_they_answer_for(
    made: Practice, portal: Portal
) -> None:
    await mesa(portal, made)
    rosa, amara = await themselves(made, "Rosa"), await themselves(made, "Amara")
    assert rosa.account and amara.account
    (office,) = await sponsored_offices(portal, rosa.account)
    assert office.group.id == made.group
    assert {each.member.id for each in office.people} == {*made.members.values()}
    assert {part for each in office.people for part in each.parts} == {"administrator", "sponsor"}
    await acts.leave_practice(portal, made.members["Amara"], "I moved.", by=amara)
    (office,) = await sponsored_offices(portal, rosa.account)
    assert made.members["Amara"] not in {each.member.id for each in office.people}
    assert await sponsored_offices(portal, amara.account) == ()

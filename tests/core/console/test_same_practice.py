"""The same practice registered again is noticed, and support decides before it is active."""

import pytest

from core.activation.actions import activate_group
from core.actor import Actor
from core.audit.tables import AuditEvent
from core.console.activating import decline, previews
from core.database import Database
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.groups.practice_names import folded_practice
from core.groups.tables import Group, Member
from core.portal import Portal
from core.requests.same_practice import against_alike, alike, compare
from tests.core.console.conftest import hired
from tests.practices import (
    AMARA,
    BEN,
    KEYS,
    Someone,
    active,
    check_credentials,
    portal_for,
    practice,
    signing_for,
)

SAME = [
    ("Dr. Müller & Söhne “Desert” Clinic", 'DR MULLER & SOHNE "DESERT" CLINIC'),
    ("Desert Peaks, P.C.", "desert peaks"),
    ("Desert Peaks LLC", "The Desert-Peaks, PLLC"),
    ("Saint Mary's Heart Center", "St. Marys Heart Ctr"),
    ("Smith and Jones", "Smith & Jones, Inc."),
    ("O’Brien Family Medicine P. A.", "OBrien Family Medicine"),
    ("Mary\u02bcs Heart Center", "Mary´s Heart Ctr"),
    ("Desert Peaks, a Professional Corporation", "Desert Peaks A, P.C."),
]
OTHER = [("Desert Peaks", "Desert Peak"), ("Mesa Heart", "Mesa Eye"), ("P.C.", "LLC"), ("山田", "山本")]
DEE = Someone("Dee", "Fox", "dee@elsewhere.example", suffix="Office Manager", administrator=True)
OMAR = Someone("Omar", "Reyes", "omar@elsewhere.example")


@pytest.fixture(scope="session")
def portal() -> Portal:
    return portal_for()


@pytest.fixture
async def kim(database: Database) -> Actor:
    return await hired()


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_name_in_two_spellings_is_one_practice(one: str, other: str):
    assert folded_practice(one) == folded_practice(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_names_are_two_practices(one: str, other: str):
    assert folded_practice(one) != folded_practice(other)


@pytest.mark.both_databases
async def test_a_practice_registered_again_is_shown_and_not_activated_before_a_decision(
    portal: Portal, kim: Actor
):
    first = await active(portal, BEN, AMARA, name="Dr. Müller & Söhne “Desert” Clinic")
    second = await practice(portal, DEE, OMAR, name="DR MULLER & SOHNE DESERT CLINIC")
    assert [each.number for each in await alike(second.group)] == [first.number]
    (preview,) = await previews(portal, [second.number], by=kim)
    assert preview.against == "Still to be checked: Omar Reyes."
    await check_credentials(portal, second, tell=False)
    (preview,) = await previews(portal, [second.number], by=kim)
    assert preview.against == f"May be the same as {first.number}: decide about that first."
    with pytest.raises(Stale, match="May be the same"):
        await activate_group(portal, KEYS, second.group, by=kim)

    await compare(second.number, first.number, "same", "Same phone and doctor.", by=kim)
    with pytest.raises(Stale, match="decline this request"):
        await activate_group(portal, KEYS, second.group, by=kim)
    await compare(second.number, first.number, "different", "Two suites, I called both.", by=kim)
    await activate_group(portal, KEYS, second.group, by=kim)

    events = await AuditEvent.select().where(AuditEvent.action == "practice.compared")
    assert [each["actor_name"] for each in events] == [kim.name] * 2


async def test_a_decision_counts_from_both_sides_and_needs_a_reason(portal: Portal, kim: Actor):
    one = await practice(portal, BEN, AMARA, name="Gila Heart")
    two = await practice(portal, DEE, OMAR, name="Gila Heart, Inc.")
    with pytest.raises(Invalid) as told:
        await compare(one.number, two.number, "different", " ", by=kim)
    assert told.value.errors == {"reason": "Say how you know"}
    await compare(one.number, two.number, "different", "Two towns.", by=kim)
    assert against_alike(await alike(one.group)) == against_alike(await alike(two.group)) == ""


@pytest.mark.parametrize("mark", ["postcode", "phone", "npi", "nothing"])
async def test_a_name_alone_is_not_enough(portal: Portal, kim: Actor, mark: str):
    one = await practice(portal, BEN, AMARA, name="Mesa Care")
    two = await practice(portal, DEE, OMAR, name="Mesa Care LLC")
    group = await Group.select().where(Group.id == two.group).first().output(load_json=True)
    assert group
    values = {"postcode": group["postcode"], "phone": group["details"]["phone"]}
    others = {"postcode": "85201", "phone": "+16025550999"}
    values |= {name: value for name, value in others.items() if name != mark}
    details = group["details"] | {"phone": values["phone"]}
    await Group.update({Group.postcode: values["postcode"], Group.details: details}).where(
        Group.id == two.group
    )
    if mark == "npi":
        sponsor = (
            await Member.select().where(Member.id == one.members["Amara"]).first().output(load_json=True)
        )
        await Member.update({Member.details: sponsor["details"]}).where(Member.id == two.members["Omar"])
    assert bool(await alike(two.group)) is (mark != "nothing")


@pytest.mark.both_databases
async def test_a_declined_registration_stands_in_nobodys_way(portal: Portal, kim: Actor):
    one = await practice(portal, BEN, AMARA, name="Yuma Care", in_force=False)
    two = await practice(portal, DEE, OMAR, name="Yuma Care", in_force=False)
    await decline(signing_for(portal), one.number, "Sent twice", by=kim)
    assert await alike(two.group) == ()


async def test_only_staff_that_is_not_concerned_compares_what_looks_alike(portal: Portal, kim: Actor):
    one = await practice(portal, BEN, AMARA, name="Ajo Care", in_force=False)
    two = await practice(portal, DEE, OMAR, name="Ajo Care", in_force=False)
    other = await practice(portal, BEN, AMARA, name="Elsewhere", in_force=False)
    for actor in (two.by, await hired("omar@elsewhere.example", "Omar Reyes")):
        with pytest.raises(Forbidden):
            await compare(two.number, one.number, "different", "Mine.", by=actor)
    for number in (other.number, "CS9999999", two.number):
        with pytest.raises(NotFound):
            await compare(two.number, number, "different", "No.", by=kim)

"""The same practice registered again is noticed, and support decides before it is active."""

from collections.abc import Collection, Sequence
from uuid import UUID, uuid4

import pytest

from core import clock
from core.activation.actions import activate_group
from core.actor import Actor
from core.audit.tables import AuditEvent
from core.console.activating import decline, previews
from core.database import Database, count_statements
from core.database.rows import insert_all
from core.database.statements import Statements
from core.errors import Forbidden, Invalid, NotFound, Stale
from core.groups.correcting import correct_group, correct_member
from core.groups.marks import folded_address
from core.groups.people import load_group, load_member
from core.groups.practice_names import folded_practice, practice_spellings
from core.groups.queries import look_alikes
from core.groups.tables import Group, PracticeMark
from core.portal import Portal
from core.requests.same_practice import against_alike, alike, compare
from core.site import SiteProfile
from tests.core.console.conftest import hired
from tests.cost import read
from tests.practices import (
    AMARA,
    BEN,
    KEYS,
    Practice,
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
OTHER_ORDER = [
    ("Desert Bloom Family Medicine", "Family Medicine, Desert Bloom"),
    ("Desert Bloom Family Medicine, P.L.L.C.", "Family Medicine Desert Bloom, a Professional Corporation"),
    ("Sunlake Clinic", "Sun Lake Clinic"),
    ("The Smith & Jones Group, Inc.", "JONES AND SMITH GRP LLC"),
]
SAME_ADDRESS = [
    (("100 North Main Street, Ste. 4-A", ""), ("100 N. Main St", "#4a")),
    (("100 N Main St #4", ""), ("100 N Main St.", "Suite 4")),
    (("9 East Camelback Road", "Unit 7"), ("9 E Camelback Rd, Unit 7", "")),
    (("P.O. Box 12", ""), ("PO Box 12", "")),
]
OTHER_ADDRESSES = [
    ("100 N Main St", ""), ("100 S Main St", ""), ("100 N Main St", "4"), ("100 N Main St", "5"),
    ("1004 N Main St", ""), ("100 N Main Ave", ""),
]  # fmt: skip
REORDERED = "Family Medicine, Desert Bloom PLLC"
TWINS = [
    (REORDERED, ["postcode"], {"name-postcode"}, True),
    (REORDERED, ["phone"], {"name-phone"}, True),
    (REORDERED, ["npi"], {"identifier"}, True),
    (REORDERED, [], set(), False),
    ("Gila Eye", ["phone", "postcode"], {"phone"}, True),
    ("Gila Eye", ["npi"], {"identifier"}, True),
    ("Gila Eye", ["address", "suite"], {"suite"}, True),
    # Two tenants of one building, one call center for a group of hospitals, one town: never the same by that.
    ("Gila Eye", ["address"], {"street"}, False),
    ("Gila Eye", ["phone"], set(), False),
    ("Gila Eye", ["postcode"], set(), False),
]
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


@pytest.mark.parametrize(("one", "other"), OTHER_ORDER)
def test_the_words_of_a_name_in_another_order_are_one_spelling(one: str, other: str):
    assert practice_spellings(one) & practice_spellings(other)


@pytest.mark.parametrize(("one", "other"), [*OTHER, ("Mesa Care", "Same Care"), ("P.C.", "")])
def test_two_names_share_no_spelling(one: str, other: str):
    assert not practice_spellings(one) & practice_spellings(other)


@pytest.mark.parametrize(("one", "other"), SAME_ADDRESS)
def test_one_address_in_two_spellings_is_one_address(one: tuple[str, str], other: tuple[str, str]):
    assert folded_address(*one) == folded_address(*other)


def test_two_suites_and_two_streets_are_two_addresses():
    found = {folded_address(*each) for each in OTHER_ADDRESSES}
    assert len(found) == len(OTHER_ADDRESSES)


@pytest.mark.parametrize(("name", "shared", "common", "against"), TWINS)
async def test_what_two_practices_share_says_whether_they_may_be_one(
    portal: Portal, kim: Actor, name: str, shared: Sequence[str], common: set[str], against: bool
):
    first = await practice(portal, BEN, AMARA, name="Desert Bloom Family Medicine")
    second = await practice(portal, DEE, OMAR, name=name)
    await give(portal.site, first, second, shared)

    for own, other in ((first, second), (second, first)):
        found = await alike(own.group)
        assert [each.number for each in found] == ([other.number] if common else [])
        assert {kind for each in found for kind in each.common} == common
        said = f"May be the same as {other.number}: decide about that first." if against else ""
        assert against_alike(found) == said


async def test_a_hint_asks_for_no_decision_and_one_that_is_given_counts(portal: Portal, kim: Actor):
    first = await active(portal, BEN, AMARA, name="Desert Bloom Family Medicine")
    second = await practice(portal, DEE, OMAR, name="Gila Eye")
    await give(portal.site, first, second, ["address"])
    await check_credentials(portal, second, tell=False)
    await compare(second.number, first.number, "same", "Dee says so.", by=kim)
    with pytest.raises(Stale, match="decline this request"):
        await activate_group(portal, KEYS, second.group, by=kim)
    await compare(second.number, first.number, "different", "Two doors, I was there.", by=kim)
    await activate_group(portal, KEYS, second.group, by=kim)


async def test_a_tenant_of_the_same_building_becomes_active_without_a_word(portal: Portal, kim: Actor):
    first = await active(portal, BEN, AMARA, name="Desert Bloom Family Medicine")
    second = await practice(portal, DEE, OMAR, name="Gila Eye")
    await give(portal.site, first, second, ["address"])
    await check_credentials(portal, second, tell=False)
    await activate_group(portal, KEYS, second.group, by=kim)


async def test_what_was_corrected_is_compared_as_it_is_now(portal: Portal, kim: Actor):
    one = await practice(portal, BEN, AMARA, name="Mesa Care")
    two = await practice(portal, DEE, OMAR, name="Gila Eye")
    await give(portal.site, one, two, ["postcode"])
    assert await alike(two.group) == ()
    group, sponsor = await load_group(one.group), await load_member(one.members["Amara"])
    await correct_group(two.group, group.details.stored() | {"facility": group.facility})
    await correct_member(portal.site, two.members["Omar"], {"npi": sponsor.details.identifiers["npi"]}, [])
    assert {kind for each in await alike(two.group) for kind in each.common} == {
        "identifier",
        "street",
        "phone",
    }


@pytest.mark.both_databases
async def test_practices_are_found_by_index_however_many_there_are(
    portal: Portal, database: Database, database_url: str
):
    one = await practice(portal, BEN, AMARA, name="Mesa Care", in_force=False)
    two = await practice(portal, DEE, OMAR, name="Mesa Care", in_force=False)
    await strangers(0, 300)
    few = await cost(database, database_url, one.group)
    await strangers(300, 6000)
    many = await cost(database, database_url, one.group)
    assert [each.number for each in await alike(one.group)] == [two.number]
    assert many <= few * 1.3 + 20, (few, many)


@pytest.mark.both_databases
async def test_the_measure_notices_a_look_at_every_practice(database: Database, database_url: str):
    whole = Statements(["SELECT count(*) FROM practice_mark WHERE mark LIKE '%nothing%'"], [()])
    await strangers(0, 300)
    few = await read(database_url, whole)
    await strangers(300, 6000)
    assert await read(database_url, whole) > 5 * few


async def give(site: SiteProfile, one: Practice, two: Practice, shared: Collection[str]) -> None:
    """Let the second have what is named of the first, and something of its own for the rest."""
    group = await load_group(one.group)
    own = {"postcode": "85201", "phone": "+16025550999", "address": "77 W Grant Rd", "suite": ""}
    theirs = {"postcode": group.postcode, "phone": group.details.phone, "address": group.details.address}
    if "suite" in shared:
        theirs |= {"suite": "210"}
        await correct_group(one.group, group.details.stored() | {"suite": "Ste 210"})
    if "address" in shared:
        shared = {*shared, "postcode"}
    values = own | {name: theirs[name] for name in shared if name in theirs}
    details = group.details.stored() | {name: text for name, text in values.items() if name != "postcode"}
    await Group.update({Group.postcode: values["postcode"]}).where(Group.id == two.group)
    await correct_group(two.group, details | {"facility": group.facility})
    if "npi" in shared:
        sponsor = await load_member(one.members["Amara"])
        await correct_member(site, two.members["Omar"], {"npi": sponsor.details.identifiers["npi"]}, [])


async def strangers(start: int, end: int) -> None:
    """Store the marks of so many other practices; the database knows how many there are."""
    group = uuid4()
    await Group.insert(Group(id=group, enrollment=uuid4(), name="Elsewhere", created_at=clock.now()))
    made = [
        PracticeMark(group=group, kind="identifier", mark=f"identifier:npi:{number}")
        for number in range(start, end)
    ]
    await insert_all(PracticeMark, made)


async def cost(database: Database, url: str, group: UUID) -> int:
    if database.kind == "postgres":
        await PracticeMark.raw("ANALYZE practice_mark, practice_group")
    with count_statements() as seen:
        await look_alikes(group)
    assert len(seen) == 2
    return await read(url, seen)


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
    await give(portal.site, one, other, [])
    await correct_member(portal.site, other.members["Amara"], {"npi": ""}, [])
    for actor in (two.by, await hired("omar@elsewhere.example", "Omar Reyes")):
        with pytest.raises(Forbidden):
            await compare(two.number, one.number, "different", "Mine.", by=actor)
    for number in (other.number, "CS9999999", two.number):
        with pytest.raises(NotFound):
            await compare(two.number, number, "different", "No.", by=kim)

"""Whoever is looked for is found by each key that people know them by, with how their applications stand."""

from dataclasses import replace

import pytest

from core.actor import Actor
from core.console import search_index
from core.console.queries.found import Results, results
from core.database import Database, count_statements
from core.enrollment import starting
from core.groups.tables import Group, Member
from core.identity.tables import Person
from core.portal import Portal
from tests.core.enrollment.conftest import by, enrollment, portal, saved
from tests.practices import AMARA, BEN, Practice, active, practice
from tests.practices.people import Someone
from tests.practices.typed import PRACTICE

pytestmark = pytest.mark.both_databases

__all__ = ["by", "enrollment", "portal"]
NAMES = ("Ando", "Bell", "Cruz", "Diaz", "Egan", "Fox", "Gill", "Hall")
JOSE = Someone("José", "García-Nuñez", "jose.garcia@peaks.example", wants=("pacs",), npi="1679000020")


@pytest.fixture
async def peaks(database: Database, portal: Portal) -> Practice:
    return await active(portal, BEN, AMARA, JOSE)


async def keys_of(made: Practice, first: str) -> dict[str, str]:
    """Ten kinds of key that lead to one person, as they are stored."""
    member = await Member.select().where(Member.id == made.members[first]).output(load_json=True).first()
    assert member
    person = await Person.select().where(Person.id == member["person"]).first()
    assert person
    return {
        "name": "garcia jose",
        "part of a name": "nune",
        "NPI": member["details"]["identifiers"]["npi"],
        "portal ID": person["portal_id"],
        "UPN": person["upn"],
        "email": member["email"],
        "half of an email": "jose.garcia@",
        "phone": member["phone"],
        "last seven digits": f"{member['phone'][-7:-4]}-{member['phone'][-4:]}",
        "license": member["details"]["license_number"],
        "practice and name": "jose peaks",
    }


async def test_a_person_is_found_by_each_of_ten_kinds_of_key(portal: Portal, peaks: Practice) -> None:
    keys = await keys_of(peaks, "José")
    assert len(keys) >= 10
    for kind, typed in keys.items():
        found = await results(portal, typed)
        jose = [each for each in found.people if each.name.startswith("José")]
        assert len(jose) == 1, (kind, typed)
        assert [each.name for each in jose[0].access] == ["PACS Synapse"], kind


@pytest.mark.parametrize("typed", ["GARCIA", "garcía", "nuñez", "Nunez, José", "garcianunez", "Dr. García"])
async def test_a_name_is_found_in_any_spelling_and_order(portal: Portal, peaks: Practice, typed: str) -> None:
    assert [each.name for each in (await results(portal, typed)).people] == ["José García-Nuñez"]


async def test_a_request_is_found_by_its_number_or_a_part_of_it(portal: Portal, peaks: Practice) -> None:
    for typed in (peaks.number, peaks.number.lower(), peaks.number.lstrip("CS0"), peaks.number[2:]):
        found = await results(portal, typed)
        assert [each.number for each in found.requests] == [peaks.number]
    assert (await results(portal, peaks.number)).only == f"/support/requests/{peaks.number}"


async def test_a_practice_is_found_with_its_requests_by_name_city_and_postcode(
    portal: Portal, peaks: Practice
) -> None:
    row = await Group.select().where(Group.id == peaks.group).output(load_json=True).first()
    assert row
    for typed in ("peaks", row["details"]["city"], row["postcode"]):
        found = await results(portal, typed)
        assert [each.id for each in found.practices] == [peaks.group], typed
        assert [each.number for each in found.requests] == [peaks.number]


async def test_a_whole_npi_or_portal_id_leads_straight_to_the_person(portal: Portal, peaks: Practice) -> None:
    keys = await keys_of(peaks, "José")
    member = await Member.select(Member.person).where(Member.id == peaks.members["José"]).first()
    assert member
    for kind in ("NPI", "portal ID"):
        assert (await results(portal, keys[kind])).only == f"/support/people/{member['person']}"
    assert (await results(portal, "jose")).only == ""


async def test_work_that_is_open_is_shown_with_whom_it_is_for(portal: Portal, peaks: Practice) -> None:
    found = await results(portal, "garcia")
    assert [(person.name, work.application) for person, work in found.work] == [
        ("José García-Nuñez", "PACS Synapse")
    ]


async def test_before_activation_people_are_found_as_members(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN, AMARA)
    (amara,) = (await results(portal, "amara")).people
    assert (amara.id, amara.login) == (made.members["Amara"], "")


async def test_of_a_registration_that_is_not_sent_only_its_existence_is_found(
    portal: Portal, enrollment: object, by: Actor
) -> None:
    await saved(portal, enrollment, "practice", PRACTICE, by)  # type: ignore[arg-type] # the fixture is its key
    assert (await results(portal, PRACTICE["name"])).practices == ()
    assert await search_index.check_index() == []
    await starting.abandon(enrollment, by=by)  # type: ignore[arg-type] # the fixture is its key
    assert (await results(portal, PRACTICE["name"])).count == 0
    assert await search_index.check_index() == []


async def test_what_is_found_takes_as_many_statements_for_many_as_for_one(
    database: Database, portal: Portal
) -> None:
    await active(portal, BEN, AMARA)
    few = await _statements(portal, "peaks")
    crowd = [
        replace(JOSE, last=f"{JOSE.last} {each}", email=f"{each}@peaks.example", npi="") for each in NAMES
    ]
    await active(portal, BEN, AMARA, *crowd, name="Peaks Two")
    many = await _statements(portal, "peaks")
    assert few == many <= 9


async def _statements(portal: Portal, text: str) -> int:
    with count_statements() as seen:
        assert (await results(portal, text)).count
    return len(seen)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "%",
        "_",
        "\x00",
        "<script>",
        "' OR 1=1 --",
        "x" * 10_000,
        "zz " * 1000,
        "﷽",
        "NaN",
    ],
)
async def test_whatever_is_typed_nothing_is_found_that_does_not_have_it(
    portal: Portal, peaks: Practice, typed: str
) -> None:
    assert await results(portal, typed) == Results((await results(portal, typed)).words)

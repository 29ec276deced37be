from typing import Any

from core.database import Database
from core.groups.for_rules import as_group, as_person
from core.groups.people import load_group, load_member, members_of
from core.groups.records import GroupDetails, MemberDetails
from core.portal import Portal
from tests.practices import AMARA, BEN, practice
from tests.practices.typed import PRACTICE

ANSWERED: dict[str, Any] = {"npi": "1234567893", "extension": "", "no_middle_initial": True}


def test_details_are_stored_as_they_were_read(portal: Portal) -> None:
    details = MemberDetails.answered(portal.site, ANSWERED, [["NPI", "1234567893"]])
    assert MemberDetails.model_validate(details.stored()) == details
    assert details.answers == ANSWERED
    assert (details.known_by, details.specialty) == ("npi:1234567893", "")
    assert (details.identifiers, details.shown) == ({"npi": "1234567893"}, (("NPI", "1234567893"),))
    practice_ = {"address": "1 Main St", "suite": "", "has_ehr": "yes"}
    assert GroupDetails.model_validate(practice_).stored() == practice_


def test_nothing_answered_is_stored_as_nothing() -> None:
    assert MemberDetails.model_validate({}).stored() == {}
    assert GroupDetails.model_validate({}).stored() == {}


async def test_members_are_read_in_the_order_of_their_list(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN, AMARA)
    amara, ben = await members_of(made.group)
    assert (amara.name, ben.name) == ("Amara Okafor", "Ben Ruiz")
    assert await load_member(made.members["Amara"]) == amara


async def test_rules_see_what_was_answered(database: Database, portal: Portal) -> None:
    made = await practice(portal, BEN, AMARA, name=str(PRACTICE["name"]))
    person = as_person(portal.site, await load_member(made.members["Amara"]), "aokafor", "key")
    assert (person.specialty, person.portal_id) == ("Family medicine", "aokafor")
    assert person.identifiers == {"npi": "1234567893"}
    group = as_group(portal.site, await load_group(made.group), (person,))
    assert (group.state, group.address, group.fax, group.facility) == ("AZ", "1 Main St", "", "BUMCP")
    assert group.people == (person,)

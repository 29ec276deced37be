"""Practices whose sponsor changes, in tests."""

from __future__ import annotations

from core.console import proposed_sponsor
from core.office import new_sponsor
from core.office.new_sponsor import NewPerson
from core.office.queries.sponsors import ChangeOfSponsor, change_of_sponsor
from core.portal import Portal
from tests.practices import ANALYST, Practice

REASON = "She retires in spring."


def somebody_new(portal: Portal, email: str = "mina@peaks.example") -> NewPerson:
    """A physician who is not in the practice."""
    answers = {
        "suffix": "MD", "first_name": "Mina", "middle_initial": "", "last_name": "Sato", "email": email,
        "phone": "+16025550177", "license_state": "AZ", "license_number": "R12345", "npi": "1679576722",
        "specialty": "Cardiology",
    }  # fmt: skip
    (kind,) = portal.site.staff_types_in_role("sponsor")
    return NewPerson(answers, [["First name", "Mina"]], kind.slug)


async def named(portal: Portal, made: Practice, first: str = "Amara") -> ChangeOfSponsor:
    """The administrator asks for somebody of the practice."""
    await new_sponsor.ask(portal, made.group, made.members[first], REASON, by=made.by)
    return await open_one(portal, made)


async def open_one(portal: Portal, made: Practice) -> ChangeOfSponsor:
    """The change that is open."""
    found = await change_of_sponsor(portal.site, made.group)
    assert found
    return found


async def checked(portal: Portal, made: Practice) -> None:
    """Support finds everything in order."""
    await proposed_sponsor.prove_address(portal, made.group, "staff-file", "Seen.", by=ANALYST)
    await proposed_sponsor.decide(portal, made.group, "valid", "", by=ANALYST)


async def asked_to_sign(portal: Portal, made: Practice, first: str = "Amara") -> ChangeOfSponsor:
    """Everything is in order, and everybody was asked to sign."""
    await named(portal, made, first)
    await checked(portal, made)
    await new_sponsor.send_to_sign(portal, made.group, by=ANALYST)
    return await open_one(portal, made)

"""Another email address of somebody, as the practice and support ask for it, each on pages of its own."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from core.forms import field
from core.groups.records import MemberFacts
from core.office import new_address
from core.office.queries.addresses import AddressPlace, about_address
from core.office.queries.people import OfficePerson
from web.asking import OtherAddress
from web.ending_questions import Asked
from web.visit import Visit

ACTS = ("again", "take-back")


class OtherAddressWhy(OtherAddress):
    """Another address of somebody, and why support enters it."""

    reason: str = field(
        "Reason",
        max_length=500,
        missing="Say who asked for it and how you knew them",
        hint="The {administrator} reads it.",
    )


async def address_question(visit: Visit, person: OfficePerson) -> Asked:
    """Ask for another address of somebody, and say what goes with it."""
    member, staff = person.member, bool(visit.who.roles)

    async def act(given: OtherAddress) -> None:
        reason = given.reason if isinstance(given, OtherAddressWhy) else ""
        await new_address.ask_address(visit.portal, member.id, given.email, by=visit.actor, reason=reason)

    model: type[BaseModel] = OtherAddressWhy if staff else OtherAddress
    lines = _lines(visit, person, await about_address(member))
    heading = f"Change the email address of {member.name}"
    return Asked(heading, lines, "Send the link", model, act)


async def act_on_address(visit: Visit, member: MemberFacts, act: str) -> None:
    """Send the link once more, or have the address stay as it is."""
    if act == "again":
        await new_address.ask_again(visit.portal, member.id, by=visit.actor)
    else:
        await new_address.keep_address(member.id, by=visit.actor)


def _lines(visit: Visit, person: OfficePerson, place: AddressPlace) -> Sequence[str]:
    terms, name, was = visit.portal.site.terms, person.member.name, person.member.email
    lines = [
        f"We send a link to the new address. Until {name} confirms it, {was} stays in use.",
        f"We tell {was} at once, and whoever reads it can stop the change.",
        "Emails and alerts then go to the new address.",
    ]
    if place.login:
        lines.append(
            f"{name} signs in with {was} or with their {terms.login}. They sign in to confirm the new one, "
            f"and then use the new one or their {terms.login}."
        )
    if place.signs:
        lines.append(
            f"{name} is asked to sign the {terms.agreement.short} at {was}. That link stays as it is: "
            "support corrects the address of a signer."
        )
    if "sponsor" in person.parts:
        lines.append(f"Support proves the address of the {terms.sponsor.short} again before the next check.")
    return lines

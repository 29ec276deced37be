"""What a site administrator is asked about the people who work for the site."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel

from core.errors import Invalid
from core.forms import Choice, Email, PersonName, field
from core.identity.roles import DUTIES, EVERY, NAMES, ROLES, Role, StaffRoles
from core.identity.staffing import LONGEST_REASON
from core.portal import Portal

_WHICH = field(
    "Roles",
    kind="checkboxes",
    choices="roles",
    hint="They have exactly the roles that you choose here.",
    missing="Choose at least one role",
)
_WHY = field(
    "Reason",
    kind="textarea",
    max_length=LONGEST_REASON,
    hint="It stands in the trail.",
    missing="Say why",
)


class Invite(BaseModel):
    """Whom to invite, and as what."""

    first_name: PersonName = field("First name", max_length=60)
    last_name: PersonName = field("Last name", max_length=60)
    email: Email = field(
        "Work email address",
        kind="email",
        autocomplete="off",
        hint="Their own, and not one with which they signed up here before.",
    )
    roles: tuple[str, ...] = _WHICH
    reason: str = _WHY


class Roles(BaseModel):
    """The roles somebody has from now on."""

    roles: tuple[str, ...] = _WHICH
    reason: str = _WHY


class Why(BaseModel):
    """Why somebody leaves the staff."""

    reason: str = _WHY


class HelpColleague(BaseModel):
    """What keeps a colleague from signing in."""

    what: Literal["password", "factor"] = field(
        "What do they need?",
        kind="radios",
        choices=(
            Choice("password", "A new password, or to get in again after wrong passwords"),
            Choice("factor", "A new second factor, because theirs is lost"),
        ),
        missing="Choose what they need",
    )
    reason: str = field(
        "How do you know that it is them?",
        kind="textarea",
        max_length=LONGEST_REASON,
        hint="For example: seen in person, or called at the number in the staff directory.",
        missing="Say how you know that it is them",
    )


def role_choices(portal: Portal) -> dict[str, Sequence[Choice]]:
    """List every role with what it may do; provisioning for every application, and for each alone."""
    found: list[Choice] = []
    for role in ROLES:
        duty = portal.site.terms.said(DUTIES[role])
        if role == "provisioning":
            found += _of_applications(portal, role, duty)
        else:
            found.append(Choice(role, NAMES[role], duty))
    return {"roles": found}


def typed_roles(roles: StaffRoles) -> list[str]:
    """Say roles as the boxes of the form have them."""
    return str(roles).split()


def read_roles(words: Sequence[str]) -> StaffRoles:
    """Read the boxes; Invalid for provisioning of every application and of single ones at once."""
    roles = StaffRoles.of(words)
    if EVERY in roles.applications and len(roles.applications) > 1:
        raise Invalid({"roles": "Choose provisioning for every application or for single ones, not both"})
    return roles


def _of_applications(portal: Portal, role: Role, duty: str) -> list[Choice]:
    single = [
        Choice(f"{role}:{slug}", f"{NAMES[role]}: {application.name} only")
        for slug, application in portal.applications.items()
    ]
    return [Choice(role, f"{NAMES[role]}: every application", duty), *single]

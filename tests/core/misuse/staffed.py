"""Staff who look into misuse, in tests, and what is reported."""

from __future__ import annotations

from typing import Any

from core import clock
from core.actor import SYSTEM, Actor
from core.identity.roles import StaffRoles
from core.identity.staff import Newcomer, create_ready
from core.misuse.reporting import Report
from core.portal import Portal
from tests.practices import Practice
from tests.practices.portals import identity_at

PASSWORD = "apricot lantern on the north pier"


async def hired(portal: Portal, first: str, role: str = "privacy-officer") -> Actor:
    """Somebody of the staff with a role."""
    whom = Newcomer(f"{first.lower()}@health.example", first, "Staff")
    key = await create_ready(identity_at(portal), whom, PASSWORD, StaffRoles.parse(role), by=SYSTEM)
    return Actor("staff", key, first, "203.0.113.9", "Firefox")


def reported(made: Practice, first: str = "Amara", **given: Any) -> Report:
    """What somebody reports about a member."""
    return Report(
        **{
            "group": made.group,
            "member": made.members[first],
            "name": "",
            "what": "Opened the record of a neighbor",
            "seen": "yes",
            "noticed_at": clock.now(),
            **given,
        }
    )

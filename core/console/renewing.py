"""Support sends agreements that follow a term, one or several at once; each is sent or not for itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.access.parties import all_parties
from core.actor import Actor
from core.agreements.signers import Party
from core.agreements.terms import begins_anew, last_term, open_renewal
from core.errors import Invalid, NotFound, Stale
from core.groups.people import load_group
from core.groups.states import MANAGED
from core.office.renewing import send_next_for_support
from core.portal import Portal

# As many as somebody reads before they send.
MOST = 20
UNDER_WAY = "Another one is under way."
NO_TERM = "This {practice} has no {agreement.short} that could be renewed."


@dataclass(frozen=True, slots=True)
class RenewalLook:
    """A practice whose next agreement is to be sent: who will sign, or why it cannot be sent."""

    group: UUID
    name: str
    signers: tuple[Party, ...]
    against: str = ""


async def looks(portal: Portal, groups: Sequence[UUID]) -> tuple[RenewalLook, ...]:
    """Tell for each of these what sending would do; NotFound for one that is none."""
    return tuple([await _look(portal, group) for group in dict.fromkeys(groups[:MOST])])


async def send_each(portal: Portal, groups: Sequence[UUID], reason: str, *, by: Actor) -> dict[UUID, str]:
    """Send what follows to each; return why not, and nothing for those that were sent.

    Invalid without a reason, before any is sent.
    """
    if not reason.strip():
        raise Invalid({"reason": "Say why"})
    came: dict[UUID, str] = {}
    for group in dict.fromkeys(groups[:MOST]):
        try:
            await send_next_for_support(portal, group, reason, by=by)
            came[group] = ""
        except Invalid as wrong:
            came[group] = " ".join(wrong.errors.values())
        except (Stale, NotFound) as problem:
            came[group] = str(problem) or portal.site.terms.said(NO_TERM)
    return came


async def _look(portal: Portal, group: UUID) -> RenewalLook:
    found = await load_group(group)
    if found.state not in MANAGED or await last_term(group) is None:
        return RenewalLook(group, found.name, (), portal.site.terms.said(NO_TERM))
    if await open_renewal(group) or await begins_anew(group):
        return RenewalLook(group, found.name, (), UNDER_WAY)
    return RenewalLook(group, found.name, await all_parties(portal.site, group))

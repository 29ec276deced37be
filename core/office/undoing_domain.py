"""A change of every email address is stopped for all who did not confirm theirs yet; the others keep it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from core.access.actions import given_reason
from core.actor import Actor
from core.audit import change
from core.errors import NotFound, Stale
from core.identity import proofs
from core.office.by_support import tell_of_support
from core.office.practice_data import held_practice
from core.office.queries.addresses import PURPOSE
from core.office.queries.changes import change_asked
from core.office.queries.domains import DomainStanding, NewAddress, addresses_standing
from core.portal import Portal

NOTHING = "Nobody is asked to confirm a new email address any more."


async def undo_domain(portal: Portal, key: UUID, *, by: Actor, reason: str = "") -> DomainStanding:
    """Have everybody keep the address they have whose new one is not confirmed, and tell whose was.

    Support gives a reason, which administrator and sponsor read. NotFound for whoever does not act for the
    practice, Stale where nobody is asked any more.
    """
    why, asked = given_reason(reason) if by.kind == "staff" else "", await change_asked(key)
    if asked.kind != "addresses":
        raise NotFound
    async with change("office.domain-undone", by=by, subject=("group", asked.group)) as event:
        group = await held_practice(asked.group, by, lock=True)
        standing = await addresses_standing(asked)
        if not standing.waiting:
            raise Stale(NOTHING)
        for each in standing.waiting:
            async with change("office.address-taken-back", by=by, subject=("member", each.member)):
                await proofs.void_about(each.member, PURPOSE)
        event.details |= {"people": len(standing.waiting), "kept": len(standing.proved)}
        if why:
            event.details["reason"] = why
            await tell_of_support(portal, group, stopped_in_words(standing), why, sponsor_too=True)
    return standing


def stopped_in_words(standing: DomainStanding) -> str:
    """Say who keeps the address they had, and who confirmed the new one before."""
    stopped = f"Support stopped the new email addresses of {_names(standing.waiting)}"
    proved = f". Confirmed before, and kept: {_names(standing.proved)}"
    return stopped + (proved if standing.proved else "")


def _names(people: Sequence[NewAddress]) -> str:
    return ", ".join(each.name for each in people)

"""A sponsor who leaves, or whose license lapsed, is replaced within the days of the site: never in silence.

Until somebody else answers for the practice, everything stays as it is. Practice and support are told at
once, and again when the time is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from core import clock
from core.access.actions import given_reason
from core.access.telling_who_follows import word_of_part
from core.actor import SYSTEM, Actor
from core.audit import change
from core.due.actions import schedule
from core.due.worker import Handler
from core.errors import NotFound, Stale
from core.groups.following import member_playing, plays
from core.groups.people import load_group, load_member, locked_group
from core.groups.rights import administrator_of
from core.office.handing_over import require_active, side_in
from core.office.queries.sponsors import Sought, WhySought, group_sought_for, sought
from core.office.tables import SponsorSought
from core.portal import Portal

OVER = "sponsor.not-found"
ALREADY = "A new {sponsor} is sought already."


async def seek(portal: Portal, group: UUID, why: WhySought, reason: str, *, by: Actor) -> None:
    """Say that a practice needs another sponsor: the sponsor says it, whoever administers it, or support.

    Invalid without a reason, Stale when it was said already.
    """
    reason = given_reason(reason)
    async with change("office.sponsor-sought", by=by, subject=("group", group), why=why, reason=reason):
        require_active(await locked_group(group))
        await side_in(group, by)
        holder = await plays(group, "sponsor")
        if holder is None:
            raise NotFound
        row = SponsorSought(id=uuid4(), appointment=holder.id, why=why, reason=reason)
        row.by_name, row.at = by.name[:200], clock.now()
        row.due_at = row.at + timedelta(days=portal.site.new_sponsor_days)
        await SponsorSought.insert(row).on_conflict(target=SponsorSought.appointment, action="DO NOTHING")
        found = await sought(group)
        if found is None or found.id != row.id:
            raise Stale(ALREADY)
        await schedule(OVER, row.id, row.due_at)
        await _tell(portal, group, found, over=False)


def reminding_of_sponsors(portal: Portal) -> Mapping[str, Handler]:
    """Return the handler of practices whose time to name a sponsor is over."""
    return {OVER: partial(_say_that_it_is_over, portal)}


async def _say_that_it_is_over(portal: Portal, key: UUID) -> None:
    """Tell practice and support, where nobody else answers for the practice yet."""
    group = await group_sought_for(key)
    found = await sought(group) if group else None
    if group is None or found is None:
        return
    async with change("office.sponsor-not-found", by=SYSTEM, subject=("group", group)):
        await _tell(portal, group, found, over=True)


async def _tell(portal: Portal, group: UUID, found: Sought, *, over: bool) -> None:
    holder, contact = await member_playing(group, "sponsor"), await administrator_of(group)
    name = (await load_member(holder)).name if holder else ""
    places = {portal.site.support_address: f"/support/practices/{group}/sponsor"}
    if contact is not None:
        places[contact.email] = f"/office/{group}/sponsor"
    for address, path in places.items():
        await portal.mail.send(
            to=address,
            template="sponsor-sought",
            about=("group", group),
            first_name=contact.first_name if contact and address == contact.email else "",
            person=name,
            group_name=(await load_group(group)).name,
            called=word_of_part(portal.site, "sponsor"),
            leaves=found.why == "leaves",
            who=found.by_name,
            reason=found.reason,
            until=portal.site.dates.day(found.due_at),
            over=over,
            path=path,
        )

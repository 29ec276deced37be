"""From signed and checked to active, and what happens to a whole group afterwards."""

from __future__ import annotations

from uuid import UUID

from core import clock
from core.access import request_moves
from core.access.conditions import NotNow
from core.access.ending import take_all_away
from core.access.own_agreements import ask_each_to_sign
from core.access.setting_up import give_back
from core.activation import people
from core.actor import Actor
from core.agreements.queries import agreement_in_force
from core.audit import changes
from core.credentials.queries import checks, still_open
from core.groups.activation_work import note_activation
from core.groups.group_moves import moving
from core.groups.people import locked_group, members_of
from core.keys import Keys
from core.portal import Portal
from core.requests.same_practice import against_alike, alike


async def activate_group(portal: Portal, keys: Keys, group: UUID, *, by: Actor) -> None:
    """Make the group active, its people known, and set up what was asked for and may be given.

    NotNow unless the agreement is in force, the credentials are in order, nothing is being corrected and no
    practice that looks the same waits for a decision.
    Whose own credentials are not valid gets nothing. The group is active at once; its people follow some at a
    time, so that nobody waits long for what is locked meanwhile. What a crash leaves undone, a worker does.
    """
    async with changes():
        row = await locked_group(group)
        if words := still_open(portal.site, await checks(portal, group)):
            raise NotNow(words)
        if words := against_alike(await alike(group)):
            raise NotNow(words)
        requests = await request_moves.before_work(group)
        if any(each.state == request_moves.CORRECTING for each in requests):
            raise NotNow(f"The {portal.site.terms.practice} is still correcting something.")
        if await agreement_in_force(group) is None:
            raise NotNow(f"The {portal.site.terms.agreement} isn’t in force.")
        await moving(row, "active", by=by, values={"activated_at": clock.now()})
        await request_moves.begun(requests, by=by)
        lease = await note_activation(group, by=by)
    await people.finish(portal, keys, lease)


async def suspend_group(portal: Portal, group: UUID, reason: str, *, by: Actor) -> None:
    """Suspend a group: nobody in it has access until it is resumed."""
    async with changes():
        row = await moving(await locked_group(group), "suspended", by=by, reason=reason)
        await take_all_away(portal, row, await members_of(group), reason, by=by)


async def resume_group(portal: Portal, group: UUID, *, by: Actor) -> None:
    """Make the group active again; what was suspended or stopped is set up again where it may be."""
    async with changes():
        row = await moving(await locked_group(group), "active", by=by)
        await give_back(portal, row, by=by)
        await ask_each_to_sign(portal, row, await members_of(group), by=by)

"""Support approves or declines a change of a member; never one that they asked for."""

from __future__ import annotations

from core.access.actions import given_reason
from core.access.conditions import NotNow
from core.access.records import RequestFacts
from core.access.request_moves import DECIDING, moving, remember_end
from core.actor import Actor
from core.audit import changes
from core.credentials.actions import keep_decision
from core.credentials.queries import about, needed
from core.groups.people import load_group, load_member
from core.portal import Portal
from core.requests.cases import case, not_ones_own
from core.requests.member_changes import Changing, apply_change, as_it_would_be, change_asked
from core.requests.open_parts import open_person

DECIDED = "Someone decided this already."


async def change_to_decide(number: str) -> Changing | None:
    """Find the change of a member that a request waits with; None when there is nothing to decide."""
    request = await case(number)
    if request.kind != "change" or request.state != DECIDING:
        return None
    return await change_asked(request.id)


async def approve_change(portal: Portal, number: str, *, by: Actor) -> None:
    """Change the member as asked; their credentials count as valid then. NotNow for what fits no longer."""
    async with changes():
        request = await _undecided(number, by)
        asked = await change_asked(request.id)
        member, group = await load_member(asked.member), await load_group(request.group)
        page = await open_person(portal, member, asked.typed)
        if page.answers is None:
            raise NotNow(f"This doesn’t fit any more: {' '.join(words for _, words in page.form.errors)}")
        after = as_it_would_be(member, page)
        await apply_change(portal, group, page, after)
        if needed(portal.site, after):
            await keep_decision(after.id, "valid", f"Approved with {number}.", about(after), by=by)
        await moving(request, "done", by=by, what="change-approved", member=str(after.id))


async def decline_change(number: str, reason: str, *, by: Actor) -> None:
    """Leave the member as they are, for a reason that the practice may read; Invalid at `reason`."""
    reason = given_reason(reason)
    async with changes():
        request = await _undecided(number, by)
        await moving(request, "declined", by=by, reason=reason)
        await remember_end(request, reason)


async def _undecided(number: str, by: Actor) -> RequestFacts:
    request = await case(number, lock=True)
    await not_ones_own(request, by)
    if request.kind != "change" or request.state != DECIDING:
        raise NotNow(DECIDED)
    return request

"""What was agreed to is set up as soon as it may be, and given back when it was taken away meanwhile."""

from __future__ import annotations

from core.access import actions, standing
from core.access.desk import Desk
from core.access.ending import grants_in
from core.access.lines import Row, members_of
from core.actor import Actor


async def begin_for(desk: Desk, group: Row, member: Row, *states: str, by: Actor) -> None:
    """Set up what was agreed to for a person whose login name is settled; else what is in these states."""
    if member["person_state"] not in actions.LINKED or await standing.against_group(desk, group):
        return
    for state in states or ("approved",):
        for grant in await grants_in(member, state):
            if standing.against_line(desk, group, member, grant["application"]) is None:
                await actions.begin(desk, grant["id"], by=by)


async def give_back(desk: Desk, group: Row, *, by: Actor) -> None:
    """Set up what was suspended, stopped or agreed to meanwhile, where nothing is against it.

    With the group locked.
    """
    if await standing.against_group(desk, group):
        return
    for member in await members_of(group["id"]):
        await begin_for(desk, group, member, "suspended", "failed", "approved", by=by)

"""When a group may have nothing any more: everything it has, or is about to get, is taken away."""

from __future__ import annotations

from collections.abc import Sequence

from core.access import actions
from core.access.desk import Desk
from core.access.lines import Row
from core.access.tables import Grant
from core.actor import Actor


async def take_all_away(desk: Desk, members: Sequence[Row], reason: str, *, by: Actor) -> None:
    """Suspend what works, and stop what is being set up; part of a change, with the group locked."""
    for member in members:
        for grant in await grants_in(member, "active"):
            await actions.suspend(grant["id"], reason, by=by)
        for grant in await grants_in(member, "provisioning"):
            await actions.fail(desk, grant["id"], reason, by=by, take_away=True)


async def grants_in(member: Row, state: str) -> list[Row]:
    """A person's grants in one state: key and application, always in the same order."""
    query = Grant.select(Grant.id, Grant.application).where(
        Grant.member == member["id"], Grant.state == state
    )
    return list(await query.order_by(Grant.key))

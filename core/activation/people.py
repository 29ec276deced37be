"""The people of a group that became active: some at a time, each time in a transaction of its own."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field, replace

from core.access import conditions, request_moves
from core.access.actions import begin_each
from core.access.deciding import decide, ready
from core.access.lines import lines_of
from core.access.own_agreements import ask_each_to_sign
from core.activation.copies import copy_to_administrator
from core.activation.identifying import identify_members
from core.actor import Actor
from core.audit import change
from core.credentials.queries import NOT_VALID, checks
from core.database import transaction
from core.database.leases import Lease
from core.database.worker import LeaseWorker
from core.groups.activation_work import SECONDS, begun_by, going_on, over
from core.groups.people import locked_group, members_of
from core.groups.records import GroupFacts, MemberFacts
from core.identity.portal_ids import lock_names
from core.keys import Keys
from core.portal import Portal

AT_ONCE = 20
FIRST = "enrollment"


class NotOurs(Exception):
    """The lease ran out: somebody else goes on with this activation."""


async def finish(portal: Portal, keys: Keys, lease: Lease) -> None:
    """See to everybody who is left, some at a time."""
    more = True
    with suppress(NotOurs):
        while more:
            async with transaction():
                more = await _some(portal, keys, lease)


@dataclass(slots=True)
class ActivationWorker:
    """Goes on with activations that a crash or a suspension left undone."""

    portal: Portal
    keys: Keys
    leases: LeaseWorker = field(init=False)

    def __post_init__(self) -> None:
        """Claim one at a time: each takes the lock on login names."""
        self.leases = going_on(self._go_on)

    async def attend_due(self) -> int:
        """Go on with one activation; return how many there were."""
        return await self.leases.attend_due()

    def running(self) -> AbstractAsyncContextManager[None]:
        """Work while the block runs."""
        return self.leases.running()

    async def _go_on(self, lease: Lease) -> None:
        await finish(self.portal, self.keys, lease)


async def _some(portal: Portal, keys: Keys, lease: Lease) -> bool:
    """See to the next few people; tell whether there may be more."""
    group, by = await locked_group(lease.row["group"]), begun_by(lease)
    if await conditions.against_group(portal, group):
        await lease.settle({})
        return False
    async with change("group.people-activated", by=by, subject=("group", group.id)) as event:
        if not await lease.renew(SECONDS):
            raise NotOurs
        members = await members_of(group.id)
        if waiting := [each for each in members if _waits(each)]:
            await _see_to(portal, keys, group, waiting[:AT_ONCE], by)
            event.details["people"] = len(waiting[:AT_ONCE])
            return True
        # One mail for all of them, once everybody was seen to.
        await copy_to_administrator(portal, group, members)
        await request_moves.follow_in_progress(group.id, by=by)
        await over(lease)
    return False


def _waits(member: MemberFacts) -> bool:
    """Tell whether it is still to be found out who somebody is; who does not belong there gets no login name.

    Who was added later has to wait until support agreed to something for them.
    """
    return not member.person_state and member.state not in {"proposed", "left"}


async def _see_to(
    portal: Portal, keys: Keys, group: GroupFacts, members: Sequence[MemberFacts], by: Actor
) -> None:
    """Decide their lines, find out who they are, and set up what was agreed to.

    What was requested for somebody who is on leave waits.
    """
    found = await checks(portal, group.id, addresses=False)
    not_valid = {each.member: NOT_VALID for each in found if each.state == "not-valid"}
    here = [each for each in members if each.state == "active"]
    lines = await lines_of(group, here, "requested", "approved")
    # What was asked for afterwards is for support alone.
    asked = [line for line in lines if line.grant.state == "requested" and line.request.kind == FIRST]
    # What was decided stands in the guide that goes with the first mail.
    agreed = await decide(portal, group, asked, against=not_valid, by=by)
    agreed += [line for line in lines if line.grant.state == "approved"]
    await lock_names()
    known = await identify_members(portal, keys, group, members)
    now = [replace(line, member=known[line.grant.member]) for line in agreed]
    await begin_each(await ready(portal, now), by=by)
    await ask_each_to_sign(
        portal, group, [known[each.id] for each in members if each.state == "active"], by=by
    )

"""What staff do about work at the applications: each with the role for it, and never for oneself."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from core.actor import Actor
from core.audit import changes
from core.console.away import hand_item_on
from core.console.notes import colleagues
from core.console.queries.work import WorkView, may_look, may_work, work_item
from core.errors import Forbidden, NotFound
from core.identity.roles import StaffRoles
from core.portal import Portal
from core.provisioning import people
from core.requests.cases import case, not_ones_own


@dataclass(frozen=True, slots=True)
class StaffActor:
    """Somebody of the staff with their roles."""

    by: Actor
    roles: StaffRoles


async def look(item: UUID, hand: StaffActor) -> WorkView:
    """Open one thing to do; Forbidden for who provisions other applications only."""
    view = await work_item(item)
    if not may_look(hand.roles, view.line.slug):
        raise _another_role(view)
    return view


async def take(item: UUID, hand: StaffActor) -> None:
    """Take work that nobody has; whoever has it already keeps it."""
    await allowed(item, hand)
    with suppress(people.AlreadySo):
        await people.take(item, by=hand.by)


async def give(item: UUID, account: UUID | None, hand: StaffActor) -> None:
    """Give work to somebody who may do it, or with None back to the queue; NotFound for anybody else."""
    view = await allowed(item, hand)
    found = next((each for each in await colleagues() if each.account == account), None)
    if account is not None and (found is None or not may_work(found.roles, view.line.slug)):
        raise NotFound("Nobody with the role for this has such an account.")
    with suppress(people.AlreadySo):
        async with changes():
            await people.assign(item, account, found.name if found else "", by=hand.by)
            await hand_item_on(item, account)


async def tick(item: UUID, done: Sequence[int], hand: StaffActor) -> None:
    """Store which steps are done: these, and no others."""
    view = await allowed(item, hand)
    for number, step in enumerate(view.steps):
        if (step.at is not None) != (number in done):
            await people.tick(item, number, done=number in done, by=hand.by)


async def complete(portal: Portal, item: UUID, evidence: str, account: str, hand: StaffActor) -> None:
    """Note that everything is done; Invalid at `steps` and `evidence`."""
    await allowed(item, hand)
    await people.complete(portal, item, evidence, account=account, by=hand.by)


async def refuse(portal: Portal, item: UUID, reason: str, hand: StaffActor) -> None:
    """Note that it cannot be done; Invalid at `reason`."""
    await allowed(item, hand)
    await people.refuse(portal, item, reason, by=hand.by)


async def retry(portal: Portal, item: UUID, hand: StaffActor) -> None:
    """Have what was given up or refused tried again."""
    await allowed(item, hand)
    await people.retry(portal, item, by=hand.by)


async def allowed(item: UUID, hand: StaffActor) -> WorkView:
    """Find work for who may do it; Forbidden for another role, and for one's own practice."""
    view = await work_item(item)
    if not may_work(hand.roles, view.line.slug):
        raise _another_role(view)
    await not_ones_own(await case(view.line.request), hand.by)
    return view


def _another_role(view: WorkView) -> Forbidden:
    return Forbidden(f"This takes another role: Provisioning ({view.line.application}).")

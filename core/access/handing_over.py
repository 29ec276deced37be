"""The administration of a practice passes on with the agreement that was sent for it.

Until that is in force nothing changes. Then whoever was chosen follows in the same transaction, and whoever
did it before has no right any more that came from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from uuid import UUID

from core import clock
from core.access.telling_who_follows import passing, tell_of_end, tell_of_passing
from core.actor import SYSTEM
from core.agreements.actions import void
from core.agreements.context import Signing
from core.agreements.queries import sent_agreement
from core.agreements.records import AgreementRecord, Purpose
from core.agreements.states import OPEN, NotPossible
from core.due.actions import schedule
from core.due.worker import Handler
from core.groups import appointments
from core.groups.following import cannot_follow, chosen_with, own_accounts, plays
from core.groups.people import load_member, locked_group
from core.groups.records import AppointmentFacts
from core.mail import Mail

TRANSFER: Purpose = "transfer"
CALL_OFF = "agreement.nobody-follows"
LEFT = "Whoever was to follow can’t do so any more."


async def hand_over(mail: Mail, agreement: AgreementRecord) -> None:
    """Have whoever was chosen with an agreement follow now; part of the change that puts it in force.

    Who cannot follow any more does not: the change ends, and whoever administers the group is told why.
    """
    if agreement.purpose != TRANSFER or (change := await chosen_with(agreement.id)) is None:
        return
    await locked_group(agreement.group)
    change = await chosen_with(agreement.id) or change
    if change.state != "proposed" or change.member is None:
        return
    member = await load_member(change.member)
    account = (await own_accounts([member])).get(member.id)
    if why := cannot_follow(member, account):
        await appointments.withdraw(change.id, by=SYSTEM)
        await tell_of_end(mail, change, member, why)
        return
    passed = await passing(change, member, account)
    await appointments.take_up(change.id, by=SYSTEM)
    await _be_no_backup_of_oneself(change)
    await tell_of_passing(mail, passed)


async def end_change(mail: Mail, agreement: AgreementRecord, why: str) -> None:
    """End the change that an agreement was sent for, which nobody can sign any more; part of that change.

    Who declined, and that time ran out, is told with the agreement itself; a void one is told here.
    """
    if agreement.purpose != TRANSFER or (change := await chosen_with(agreement.id)) is None:
        return
    if change.state == "proposed":
        await appointments.withdraw(change.id, by=SYSTEM)
    if agreement.state == "void" and change.member is not None:
        await tell_of_end(mail, change, await load_member(change.member), why)


async def call_off_soon(agreements: list[UUID]) -> None:
    """Have agreements called off whose change ended before: a moment later, when their turn comes."""
    for agreement in agreements:
        await schedule(CALL_OFF, agreement, clock.now())


def calling_off(signing: Signing) -> Mapping[str, Handler]:
    """Return the handler that calls agreements off which nothing comes of any more."""
    return {CALL_OFF: partial(_call_off, signing)}


async def _call_off(signing: Signing, agreement: UUID) -> None:
    found = (await sent_agreement(agreement)).agreement
    # Whoever was faster signed last, or called it off.
    with suppress(NotPossible):
        if found.state in OPEN:
            await void(signing, agreement, LEFT, by=SYSTEM)


async def _be_no_backup_of_oneself(change: AppointmentFacts) -> None:
    backup = await plays(change.group, "backup")
    if backup and backup.member == change.member:
        await appointments.end(backup.id, by=SYSTEM)

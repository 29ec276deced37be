"""Administration and sponsorship of a practice pass on with the agreement that was sent for it.

Until that is in force nothing changes. Then whoever was chosen follows in the same transaction, and whoever
did it before has no right any more that came from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from uuid import UUID

from core import clock
from core.access.telling_who_follows import passing, tell_of_end, tell_of_passing, tell_support_of_end
from core.actor import SYSTEM, Actor
from core.agreements.actions import void
from core.agreements.context import Signing
from core.agreements.open_ones import to_be_signed_at
from core.agreements.queries import sent_agreement
from core.agreements.records import AgreementRecord, Purpose
from core.agreements.states import OPEN, NotPossible
from core.due.actions import schedule
from core.due.worker import Handler
from core.groups import appointments, membership
from core.groups.activation_work import go_on_with
from core.groups.following import cannot_follow, cannot_stay, chosen_with, own_accounts, plays
from core.groups.people import load_member, locked_group, members_of
from core.groups.records import AppointmentFacts, MemberFacts
from core.mail import Mail

TRANSFER: Purpose = "transfer"
SPONSOR: Purpose = "sponsor"
CHANGES = frozenset({TRANSFER, SPONSOR})
CALL_OFF = "agreement.nobody-follows"
LEFT = "Whoever was to follow can’t do so any more."
HAS_LEFT, NEEDLESS = "{name} has left.", "It isn’t needed any more."
GONE = "{name} was asked to sign it and has left."


async def hand_over(mail: Mail, agreement: AgreementRecord) -> None:
    """Have whoever was chosen with an agreement follow now; part of the change that puts it in force.

    Who cannot follow any more does not: the change ends, and whoever administers the group is told why.
    """
    if agreement.purpose not in CHANGES or (change := await chosen_with(agreement.id)) is None:
        return
    await locked_group(agreement.group)
    change = await chosen_with(agreement.id) or change
    if change.state != "proposed" or change.member is None:
        return
    member = await load_member(change.member)
    account = (await own_accounts([member])).get(member.id)
    if why := cannot_stay(member) if change.part == SPONSOR else cannot_follow(member, account):
        await call_back(change, by=SYSTEM)
        await tell_of_end(mail, change, member, why)
        return
    passed = await passing(change, member, account)
    await appointments.take_up(change.id, by=SYSTEM)
    if member.state == "proposed":
        await _join(member)
    await membership.see_to([member], by=SYSTEM)
    await _be_no_backup_of_oneself(change)
    await tell_of_passing(mail, passed)


async def call_back(change: AppointmentFacts, *, by: Actor) -> None:
    """Withdraw a change; somebody new who was named for it never belonged to the group. Part of a change."""
    await appointments.withdraw(change.id, by=by)
    if change.member and (member := await load_member(change.member)).state == "proposed":
        await membership.moving(member, "left", by=by)


async def rest_on_the_next(agreement: AgreementRecord) -> None:
    """Have a change rest on the agreement that was sent in the place of its own; part of that change."""
    if agreement.purpose not in CHANGES or agreement.follows is None:
        return
    change = await chosen_with(agreement.follows)
    if change is not None and change.state == "proposed":
        await appointments.rest_on(change.id, agreement.id, by=SYSTEM)


async def end_change(mail: Mail, agreement: AgreementRecord, why: str) -> frozenset[str]:
    """End the change that an agreement was sent for, which nobody can sign any more; part of that change.

    Who declined, and that time ran out, is told with the agreement itself; of a void one, and to support of
    a sponsor whom it looked for, it is told here. Return at which addresses.
    """
    if agreement.purpose not in CHANGES or (change := await chosen_with(agreement.id)) is None:
        return frozenset()
    if change.member is None:
        return frozenset()
    member = await load_member(change.member)
    if change.state == "proposed":
        await call_back(change, by=SYSTEM)
    if agreement.state == "void":
        return await tell_of_end(mail, change, member, why)
    return await tell_support_of_end(mail, change, member, why) if change.part == SPONSOR else frozenset()


async def call_off_soon(agreements: list[UUID], leaver: MemberFacts) -> None:
    """Have agreements called off whose change ended, and those that a leaver was to sign: a moment later.

    Whoever signs holds the agreement before the group, which is held here.
    """
    account = (await own_accounts([leaver])).get(leaver.id)
    addresses = {leaver.email, *([account.email] if account else [])}
    for agreement in {*agreements, *await to_be_signed_at(leaver.group, addresses)}:
        await schedule(CALL_OFF, agreement, clock.now())


def calling_off(signing: Signing) -> Mapping[str, Handler]:
    """Return the handler that calls agreements off which nothing comes of any more."""
    return {CALL_OFF: partial(_call_off, signing)}


async def _call_off(signing: Signing, agreement: UUID) -> None:
    found = (await sent_agreement(agreement)).agreement
    # Whoever was faster signed last, or called it off.
    with suppress(NotPossible):
        if found.state in OPEN or (found.member is not None and found.state == "in-force"):
            await void(signing, agreement, await _why(found), by=SYSTEM)


async def _why(agreement: AgreementRecord) -> str:
    """Name the leaver who was to sign it, as far as it is one."""
    if agreement.member is not None:
        member = await load_member(agreement.member)
        return HAS_LEFT.format(name=member.name) if member.state == "left" else NEEDLESS
    gone = [each for each in await members_of(agreement.group) if each.state == "left"]
    for signer in (await sent_agreement(agreement.id)).waiting_for:
        if any(signer.name == each.name for each in gone):
            return GONE.format(name=signer.name)
    return LEFT


async def _join(member: MemberFacts) -> None:
    await membership.moving(member, "active", by=SYSTEM)
    await go_on_with(member.group, by=SYSTEM)


async def _be_no_backup_of_oneself(change: AppointmentFacts) -> None:
    backup = await plays(change.group, "backup")
    if backup and backup.member == change.member:
        await appointments.end(backup.id, by=SYSTEM)

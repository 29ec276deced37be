"""Access of one person follows what becomes of the agreement that they sign for themselves."""

from __future__ import annotations

from uuid import UUID

from core.access.ending import taken_away
from core.access.notices import address_of, tell_of_suspension
from core.access.own_agreements import ask_each_to_sign
from core.access.renewing import watch_term
from core.access.setting_up import begin_for
from core.actor import SYSTEM, Actor
from core.agreements.of_members import binds_until
from core.agreements.queries import bound_no_more_since, sent_agreement
from core.agreements.records import AgreementRecord
from core.groups import membership
from core.groups.correcting import correct_address
from core.groups.people import load_member, locked_group
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administrator_of
from core.mail import NewMail
from core.portal import Portal

_AGAIN = ("suspended", "failed", "approved")


async def signed_by_member(portal: Portal, agreement: AgreementRecord, member: UUID) -> None:
    """Set up what waited for the signature, or was taken away without one; part of the change in force.

    What somebody who left had signed binds nobody, and is called off a moment later.
    """
    group, row = await _held(agreement, member)
    if row.state == "left":
        return
    bound = row.has_signed
    row = await membership.note_signed_until(row, await binds_until(member))
    await watch_term(portal.site, agreement)
    if not bound and group.state == "active":
        since = await bound_no_more_since(group.id, member)
        await begin_for(portal, group, [row], *(_AGAIN if since else ("approved",)), by=SYSTEM, since=since)


async def ended_for_member(
    portal: Portal, agreement: AgreementRecord, member: UUID, why: str, *, by: Actor
) -> None:
    """Suspend what a person has whom nothing that they signed binds any more; tell them; part of that change.

    Who has left had lost everything before, and who is back since then is asked anew.
    """
    group, row = await _held(agreement, member)
    if row.state == "left":
        return
    told = False
    if agreement.in_force_at is not None:
        row = await membership.note_signed_until(row, await binds_until(member))
        told = not row.has_signed and await _taken(portal, group, row, why, by)
    if row.since is not None and row.since > agreement.sent_at and row.state == "active":
        await ask_each_to_sign(portal, group, [row], by=by)
    elif not told and agreement.state != "lapsed":
        await _tell(portal, agreement, group, row, why)


async def _taken(portal: Portal, group: GroupFacts, row: MemberFacts, why: str, by: Actor) -> bool:
    taken = await taken_away(group, [row], why, by=by)
    await tell_of_suspension(portal, taken.working, taken.begun, why)
    return bool(taken.working)


async def reached_where_member_signs(agreement: AgreementRecord, member: UUID) -> None:
    """Keep a corrected address of a member as theirs, until their login is looked for."""
    row = await load_member(member)
    for signer in (await sent_agreement(agreement.id)).signers:
        if signer.corrected and not row.person_state and row.email != signer.email:
            await correct_address(row, signer.email)


async def _tell(
    portal: Portal, agreement: AgreementRecord, group: GroupFacts, row: MemberFacts, why: str
) -> None:
    """Tell the person, unless they declined themselves, and whoever administers the group."""
    said = {
        "document": agreement.content.title,
        "group_name": group.name,
        "person": row.name,
        "how": agreement.state,
        "reason": (why or agreement.reason).strip(),
    }
    administrator, theirs = await administrator_of(group.id), await address_of(row)
    about = ("agreement", agreement.id)
    mails = []
    if administrator is not None and administrator.email != theirs:
        path = f"/office/people/{row.id}"
        mails.append(
            NewMail(administrator.email, "own-agreement-ended-of-practice", about, said | {"path": path})
        )
    if agreement.state != "declined":
        mails.append(NewMail(theirs, "own-agreement-ended", about, said | {"first_name": row.first_name}))
    await portal.mail.send_each(mails)


async def _held(agreement: AgreementRecord, member: UUID) -> tuple[GroupFacts, MemberFacts]:
    """The group, held until the change ends, and the member as they are then."""
    group = await locked_group(agreement.group)
    return group, await load_member(member)

"""What people are told of the end of a term, before it and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core import clock
from core.access.notices import over_practices
from core.actor import SYSTEM
from core.agreements.actions import ask
from core.agreements.queries import sent_agreement
from core.agreements.records import AgreementRecord, SentAgreement
from core.agreements.terms import open_renewal
from core.groups.records import GroupFacts
from core.groups.rights import administrator_of
from core.mail import NewMail
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class Attempt:
    """What follows a term: the agreement, if it was sent, whether that was just now, and why it was not."""

    renewal: SentAgreement | None = None
    just_now: bool = False
    why_not: str = ""


async def tell_of_end_of_term(
    portal: Portal, term: AgreementRecord, group: GroupFacts, attempt: Attempt
) -> None:
    """Tell whoever speaks for a group, and support, when its term ends and whose signature is missing.

    Who still has to sign gets the link to do so instead; those who were asked just now have it.
    """
    renewal = attempt.renewal
    missing = renewal.waiting_for if renewal else ()
    if renewal and not attempt.just_now:
        for signer in missing:
            await ask(portal.mail, renewal.agreement, signer, "sign-agreement-reminder", by=SYSTEM)
    asked = {each.email for each in missing}
    told = {to: name for to, name in (await over_practices(group.id)).items() if to not in asked}
    said = said_of_term(portal, term, group) | {
        "missing": ", ".join(each.name for each in missing),
        "reason": attempt.why_not,
        "path": f"/office/{group.id}/agreement",
    }
    about = ("agreement", term.id)
    mails = [NewMail(to, "agreement-ends", about, {**said, "first_name": name}) for to, name in told.items()]
    if not attempt.just_now:
        staff = said | {"path": f"/support/practices/{group.id}"}
        mails.append(NewMail(portal.site.support_address, "agreement-ends-of-practice", about, staff))
    await portal.mail.send_each(mails)


async def tell_member_of_end_of_term(
    portal: Portal, term: AgreementRecord, group: GroupFacts, attempt: Attempt
) -> None:
    """Ask who signs for themselves once more when their term ends; where nothing follows, tell them why.

    Whoever administers the group is told that too, who can send it.
    """
    if attempt.renewal is not None:
        for signer in attempt.renewal.waiting_for if not attempt.just_now else ():
            await ask(portal.mail, attempt.renewal.agreement, signer, "sign-agreement-reminder", by=SYSTEM)
        return
    administrator = await administrator_of(group.id)
    (signer,) = (await sent_agreement(term.id)).signers
    said = said_of_term(portal, term, group) | {"person": signer.name}
    path = f"/office/people/{term.member}"
    reached = {signer.email: "", **({administrator.email: path} if administrator else {})}
    await portal.mail.send_each(
        [
            NewMail(to, "own-agreement-ends", ("agreement", term.id), said | {"path": where})
            for to, where in reached.items()
        ]
    )


async def still_to_sign(portal: Portal, group: UUID) -> dict[str, Any]:
    """Say whose signature is missing under what follows, until when, and whether it waits for its seal."""
    renewal = await open_renewal(group)
    if renewal is None or renewal.agreement.expires_at <= clock.now():
        return {"missing": "", "sign_until": "", "sealing": False}
    return {
        "missing": ", ".join(each.name for each in renewal.waiting_for),
        "sign_until": portal.site.dates.day(renewal.agreement.expires_at),
        "sealing": renewal.agreement.state == "signed",
    }


def said_of_term(portal: Portal, term: AgreementRecord, group: GroupFacts) -> dict[str, Any]:
    """Say which term it is, and when it ends."""
    dates, (ends_at, binds_until) = portal.site.dates, term.term
    return {
        "document": term.content.title,
        "group_name": group.name,
        "ends": dates.day(ends_at),
        "until": dates.day(binds_until),
        "over": ends_at <= clock.now(),
    }

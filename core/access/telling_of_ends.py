"""What people are told when an agreement ends: one mail to each, with everything that it means for them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from core.access.agreement_readers import ReadersOfEnd, what_binds, what_they_lose, who_reads_of
from core.access.ending import TakenAway
from core.access.notices import over_practices, tell_of_suspension
from core.access.records import RequestFacts
from core.access.states import REFUSED
from core.access.telling_of_terms import said_of_term, still_to_sign
from core.agreements.queries import another_binds, sent_agreement
from core.agreements.records import AgreementRecord, SentAgreement
from core.groups.records import GroupFacts
from core.groups.rights import administrator_of
from core.mail import NewMail
from core.portal import Portal


async def tell_of_unsigned_end(
    portal: Portal, ended: AgreementRecord, why: str, request: RequestFacts | None, apart: Collection[str]
) -> None:
    """Tell its signers, whoever administers the group, and support; part of that change.

    Those at `apart` are told of it in another mail of the same change, and so is whoever administers a group
    whose request ends with it.
    """
    sent = await sent_agreement(ended.id)
    readers = await who_reads_of(sent, sponsors_too=not ended.is_first)
    said = _said(sent, why) | {
        "stands": await what_binds(portal, ended.group),
        "path": f"/requests/{request.number}" if request is not None else ended.practice_path,
    }
    mails = [
        NewMail(to, f"agreement-{ended.state}", ("agreement", ended.id), said | readers.about(to))
        for to in readers.names
        if to not in _told_already(readers, request, apart)
    ]
    if ended.state != "void" and portal.site.support_address not in apart:
        mails.append(_to_support(portal, ended, said, request))
    await portal.mail.send_each(mails)


async def tell_of_void(
    portal: Portal, ended: AgreementRecord, why: str, group: GroupFacts | None, taken: TakenAway
) -> None:
    """Tell its signers and whoever administers the group that what was in force is void; part of it.

    Everybody else whose access is suspended with it is told of that. `group` is the practice once it is one.
    """
    readers = await who_reads_of(await sent_agreement(ended.id), sponsors_too=group is not None)
    said = _said(readers.sent, why) | {
        "was_in_force": True,
        "stands": await what_binds(portal, ended.group) if await another_binds(ended.group, ended.id) else "",
        "path": f"/office/{ended.group}/agreement" if group is not None else ended.practice_path,
    }
    mails = [
        NewMail(
            to,
            "agreement-void",
            ("agreement", ended.id),
            said | readers.about(to) | await what_they_lose(taken, to, everybody=to == readers.administrator),
        )
        for to in readers.names
    ]
    await portal.mail.send_each(mails)
    await tell_of_suspension(portal, taken.working, taken.begun, why, apart=readers.names)


async def tell_of_lapse(
    portal: Portal, term: AgreementRecord, why: str, group: GroupFacts, taken: TakenAway
) -> None:
    """Tell whoever speaks for a group, and support, that its term is over; part of that change.

    Everybody else whose access is suspended with it is told of that.
    """
    about, administrator = ("agreement", term.id), await administrator_of(group.id)
    said = said_of_term(portal, term, group) | await still_to_sign(portal, group.id)
    own = said | {"path": f"/office/{group.id}/agreement"}
    told = await over_practices(group.id)
    mails = []
    for to, name in told.items():
        theirs = await what_they_lose(
            taken, to, everybody=administrator is not None and to == administrator.email
        )
        mails.append(NewMail(to, "agreement-lapsed", about, own | theirs | {"first_name": name}))
    staff = said | {"path": f"/support/practices/{group.id}"}
    mails.append(NewMail(portal.site.support_address, "agreement-lapsed-of-practice", about, staff))
    await portal.mail.send_each(mails)
    await tell_of_suspension(portal, taken.working, taken.begun, why, apart=told)


def _told_already(readers: ReadersOfEnd, request: RequestFacts | None, apart: Collection[str]) -> set[str]:
    """Who is told in another mail, and whoever declined, unless what comes next is up to them."""
    told = {each.email for each in readers.sent.signers if each.state == "declined"}
    told.discard(readers.administrator)
    ends_too = request is not None and request.state in REFUSED
    if ends_too or (apart and readers.sent.agreement.state == "void"):
        told.add(readers.administrator)
    return told | {*apart}


def _to_support(
    portal: Portal, ended: AgreementRecord, said: dict[str, Any], request: RequestFacts | None
) -> NewMail:
    """Ask support to settle what the signers did not."""
    number = request.number if request is not None else ""
    about = ("request", request.id) if request is not None else ("agreement", ended.id)
    own = f"/support/requests/{number}" if number else f"/support/practices/{ended.group}"
    return NewMail(
        portal.site.support_address, "agreement-ended", about, said | {"number": number, "path": own}
    )


def _said(sent: SentAgreement, why: str) -> dict[str, Any]:
    """Say which agreement ended, how and why."""
    return {
        "document": sent.agreement.content.title,
        "group_name": sent.agreement.content.group,
        "signer": sent.declined_by.name if sent.declined_by else "",
        "missing": ", ".join(each.name for each in sent.waiting_for),
        "reason": (why or sent.agreement.reason).strip(),
        "first": sent.agreement.is_first,
        "renews": sent.agreement.purpose == "renewal",
        "was_in_force": False,
        "applications": [],
        "ended": [],
        "stopped": [],
    }

"""Who is told that somebody does not use what they have: themselves, and whoever answers for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from core.access.lines import Line
from core.access.notices import address_of
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administrator_of, plays_now, sponsors_of
from core.mail import NewMail
from core.portal import Portal

Step = Literal["first", "last", "suspended"]


@dataclass(frozen=True, slots=True)
class Unused:
    """Somebody of a practice who used nothing since a moment."""

    group: GroupFacts
    member: MemberFacts
    since: datetime


async def tell_of_disuse(
    portal: Portal, unused: Unused, step: Step, *, until: datetime | None = None, lines: Sequence[Line] = ()
) -> None:
    """Warn somebody and their administrator, or tell them what was suspended; part of a change.

    Before whoever administers a practice is suspended, its sponsor and support are told too.
    """
    dates, member = portal.site.dates, unused.member
    said: dict[str, Any] = {
        "person": member.name,
        "group_name": unused.group.name,
        "since": dates.day(unused.since),
        "until": dates.day(until) if until else "",
        "last": step == "last",
        "applications": [line.grant.application_name for line in lines],
    }
    acts = await plays_now(member.id, "administrator")
    theirs, about = await address_of(member), ("member", member.id)
    own = said | {"first_name": member.first_name, "path": "/my-applications", "yours": acts}
    mails = [NewMail(theirs, _OWN[step], about, own)]
    administrator = await administrator_of(unused.group.id)
    if administrator and administrator.email != theirs:
        copy = said | {"first_name": administrator.first_name, "path": f"/office/people/{member.id}"}
        mails.append(NewMail(administrator.email, _OTHERS[step], about, copy, group=unused.group.id))
    if acts and step != "first":
        mails += await _over_the_administrator(portal, unused, said, but=theirs)
    await portal.mail.send_each(mails)


async def _over_the_administrator(
    portal: Portal, unused: Unused, said: dict[str, Any], *, but: str
) -> list[NewMail]:
    """Tell the sponsor and support, who can have somebody else follow."""
    group, about = unused.group.id, ("member", unused.member.id)
    staff = said | {"first_name": "", "path": f"/support/practices/{group}/administrator"}
    mails = [NewMail(portal.site.support_address, "unused-administrator", about, staff)]
    for each in await sponsors_of([group]):
        if each.email != but:
            told = said | {"first_name": each.first_name, "path": f"/office/{group}/administrator"}
            mails.append(NewMail(each.email, "unused-administrator", about, told))
    return mails


_OWN = {"first": "unused", "last": "unused", "suspended": "unused-suspended"}
_OTHERS = {
    "first": "unused-of-practice",
    "last": "unused-of-practice",
    "suspended": "unused-suspended-of-practice",
}

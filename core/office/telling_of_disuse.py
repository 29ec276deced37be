"""Who is told that somebody does not use what they have: themselves, and whoever answers for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from core.access.lines import Line
from core.access.notices import address_of, over_practices
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administrator_of, plays_now
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
    theirs, path = await address_of(member), f"/office/people/{member.id}"
    about = ("member", member.id)
    own = said | {"first_name": member.first_name, "path": "/my-applications"}
    mails = [NewMail(theirs, _OWN[step], about, own)]
    for to, called in (await _over(unused, step)).items():
        if to != theirs:
            copy = said | {"first_name": called, "path": path}
            mails.append(NewMail(to, _OTHERS[step], about, copy, group=unused.group.id))
    if step != "first" and await plays_now(member.id, "administrator"):
        staff = said | {"path": f"/support/people/{member.id}"}
        mails.append(NewMail(portal.site.support_address, "unused-administrator", about, staff))
    await portal.mail.send_each(mails)


async def _over(unused: Unused, step: Step) -> dict[str, str]:
    """Whoever administers the practice, and for themselves also its sponsor."""
    if step != "first" and await plays_now(unused.member.id, "administrator"):
        return await over_practices(unused.group.id)
    administrator = await administrator_of(unused.group.id)
    return {administrator.email: administrator.first_name} if administrator else {}


_OWN = {"first": "unused", "last": "unused", "suspended": "unused-suspended"}
_OTHERS = {
    "first": "unused-of-practice",
    "last": "unused-of-practice",
    "suspended": "unused-suspended-of-practice",
}

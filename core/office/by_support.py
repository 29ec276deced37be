"""Whoever administers a practice is told what support did there in their place, and why."""

from __future__ import annotations

from uuid import UUID

from core.groups.records import GroupFacts
from core.groups.rights import administrator_of, sponsors_of
from core.portal import Portal


async def tell_of_support(
    portal: Portal,
    group: GroupFacts,
    what: str,
    reason: str,
    *,
    member: UUID | None = None,
    sponsor_too: bool = False,
) -> None:
    """Tell the administrator, and with `sponsor_too` the sponsor, in one mail each; part of the change.

    `what` is a sentence about what support did.
    """
    administrator = await administrator_of(group.id)
    path = f"/office/people/{member}" if member else f"/office/{group.id}"
    reached = {administrator.email: (administrator.first_name, path)} if administrator else {}
    if sponsor_too:
        for each in await sponsors_of([group.id]):
            reached.setdefault(each.email, (each.first_name, "/sponsor"))
    for email, (first_name, opens) in reached.items():
        await portal.mail.send(
            to=email,
            template="support-acted",
            about=("member", member) if member else ("group", group.id),
            first_name=first_name,
            group_name=group.name,
            what=what,
            reason=reason,
            path=opens,
        )

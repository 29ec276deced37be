"""The administrator's copy of what new people are told: their login names, never how to get in."""

from __future__ import annotations

from collections.abc import Sequence

from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import administrator_of
from core.identity.queries import portal_ids
from core.mail import NewMail
from core.portal import Portal


async def copy_to_administrator(portal: Portal, group: GroupFacts, members: Sequence[MemberFacts]) -> None:
    """Tell the administrator the new login names of these members in one mail; part of a change."""
    new = [each for each in members if each.person and each.person_state == "new"]
    administrator = await administrator_of(group.id) if new else None
    others = [each for each in new if administrator and each.email != administrator.email]
    if administrator is None or not others:
        return
    names = await portal_ids([each.person for each in others if each.person])
    said = {
        "first_name": administrator.first_name,
        "group_name": group.name,
        "people": [f"{each.name}: {names[each.person]}" for each in others if each.person],
        "path": "/requests",
    }
    about = ("group", group.id)
    copy = NewMail(administrator.email, "portal-ids-of-practice", about, said, group=group.id)
    await portal.mail.send_each([copy])

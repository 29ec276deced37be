"""On whose authority somebody has access, as the plugin of its application gets it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from core.access.authority import authorities
from core.access.tables import Grant
from core.groups.for_rules import as_person
from core.groups.records import MemberFacts
from core.identity.queries import portal_ids
from core.plugin_api import Authorizer
from core.portal import Portal

_NOBODY = UUID(int=0)


async def authorizers_of(
    portal: Portal, application: str, members: Collection[MemberFacts]
) -> Mapping[UUID, tuple[Authorizer, ...]]:
    """Find whose authority counts for each of these; five statements, none where nobody needs one."""
    found = await authorities(portal, members)
    people = {each.id: each for authority in found.values() for each in authority.counts}
    if not people:
        return {}
    logins = await portal_ids([each.person for each in people.values() if each.person])
    theirs = Grant.member.is_in([*people]) & (Grant.application == application) & (Grant.state == "active")
    rows = await Grant.select(Grant.member, Grant.account).where(theirs)
    accounts = {row["member"]: row["account"] for row in rows}
    made = {
        key: Authorizer(
            as_person(portal.site, each, logins.get(each.person or _NOBODY, ""), str(each.person or "")),
            accounts.get(key, ""),
        )
        for key, each in people.items()
    }
    return {key: tuple(made[each.id] for each in authority.counts) for key, authority in found.items()}

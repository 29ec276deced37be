"""What people are told about their access."""

from __future__ import annotations

from core.access.lines import Line
from core.groups.records import MemberFacts
from core.groups.rights import administrator_of
from core.identity.queries import address_of_person
from core.portal import Portal


async def tell_of_access(portal: Portal, line: Line, account: str) -> None:
    """Tell its person and the group's administrator, each once, that the access works."""
    application = portal.applications.get(line.grant.application)
    theirs, administrator = await address_of(line.member), await administrator_of(line.group.id)
    for address in dict.fromkeys((theirs, administrator.email if administrator else theirs)):
        await portal.mail.send(
            to=address,
            template="access-active",
            about=("grant", line.id),
            application=line.grant.application_name,
            person=line.member.name,
            group_name=line.group.name,
            account=account,
            own=address == theirs,
            guide=bool(application and application.guide),
            path="/my-applications" if address == theirs else "/requests",
        )


async def tell_of_failure(portal: Portal, line: Line, reason: str) -> None:
    """Tell the administrator why the access cannot be set up."""
    if administrator := await administrator_of(line.group.id):
        await portal.mail.send(
            to=administrator.email,
            template="access-failed",
            about=("grant", line.id),
            application=line.grant.application_name,
            person=line.member.name,
            group_name=line.group.name,
            reason=reason,
            path=f"/requests/{line.request.number}",
        )


async def address_of(member: MemberFacts) -> str:
    """Find where a person is reached: the address they proved, which another group may not know."""
    return await address_of_person(member.person) or member.email

"""What people are told about their access."""

from __future__ import annotations

from core.access.lines import Line
from core.groups.records import MemberFacts
from core.groups.rights import administrator_of
from core.identity.tables import Account, Person
from core.portal import Portal


async def tell_of_access(desk: Portal, line: Line, account: str) -> None:
    """The access works: its person and the group's administrator hear of it, each once."""
    application = desk.applications.get(line.grant.application)
    theirs, administrator = await address_of(line.member), await administrator_of(line.group.id)
    for address in dict.fromkeys((theirs, administrator.email if administrator else theirs)):
        await desk.mail.send(
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


async def tell_of_failure(desk: Portal, line: Line, reason: str) -> None:
    """The access cannot be set up: the administrator hears why."""
    if administrator := await administrator_of(line.group.id):
        await desk.mail.send(
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
    """Where a person is reached: the address they proved themselves, which another group may not know."""
    query = Person.select(Person.account).where(Person.id == member.person)
    row = await query.first() if member.person else None
    account = await Account.select(Account.email).where(Account.id == row["account"]).first() if row else None
    return str(account["email"] if account else member.email)

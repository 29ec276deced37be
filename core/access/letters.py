"""What people are told about their access (V6)."""

from __future__ import annotations

from core.access.desk import Desk
from core.access.lines import Line, Row
from core.agreements.desk import Office
from core.groups.tables import Member
from core.identity.tables import Account, Person


async def tell_of_access(desk: Desk, line: Line, account: str) -> None:
    """The access works: its person and the group's administrator hear of it, each once."""
    application = desk.applications.get(line.grant.application)
    theirs = await address_of(line.member)
    for address in dict.fromkeys((theirs, await administrator_of(line.group["id"]))):
        if not address:
            continue
        await desk.mail.send(
            to=address,
            template="access-active",
            about=("grant", line.id),
            application=line.grant.application_name,
            person=name_of(line.member),
            group_name=line.group["name"],
            account=account,
            own=address == theirs,
            guide=bool(application and application.guide),
            path="/my-applications" if address == theirs else "/requests",
        )


async def tell_of_failure(office: Office, line: Line, reason: str) -> None:
    """The access cannot be set up: the administrator hears why."""
    if address := await administrator_of(line.group["id"]):
        await office.mail.send(
            to=address,
            template="access-failed",
            about=("grant", line.id),
            application=line.grant.application_name,
            person=name_of(line.member),
            group_name=line.group["name"],
            reason=reason,
            path=f"/requests/{line.request.number}",
        )


def name_of(member: Row) -> str:
    """A member's name as people write it."""
    return " ".join(filter(None, (member["first_name"], member["middle_initial"], member["last_name"])))


async def administrator_of(group: object) -> str:
    """Where mail about a group goes; empty when it has no administrator."""
    found = Member.select(Member.email).where(Member.group == group, Member.is_administrator.eq(True))
    row = await found.first()
    return str(row["email"]) if row else ""


async def address_of(member: Row) -> str:
    """Where a person is reached: the address they proved themselves, which another group may not know."""
    query = Person.select(Person.account).where(Person.id == member["person"])
    row = await query.first() if member["person"] else None
    account = await Account.select(Account.email).where(Account.id == row["account"]).first() if row else None
    return str(account["email"] if account else member["email"])

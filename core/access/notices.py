"""What people are told about their access."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from core.access.lines import Line
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import KNOWN, Administrator, administrator_of, sponsors_of
from core.identity.queries import address_of_person, addresses_of_people
from core.mail import NewMail
from core.plugin_api import ClinicalApplication
from core.portal import Portal


async def tell_of_access(portal: Portal, line: Line, account: str) -> None:
    """Tell its person that the access works, and the group's administrator, if that is somebody else."""
    theirs, administrator = await address_of(line.member), await administrator_of(line.group.id)
    application = portal.applications.get(line.grant.application)
    said = {
        "application": line.grant.application_name,
        "group_name": line.group.name,
        "account": account,
    }
    about, own = ("grant", line.id), {**said, **_how_to_open(application), "path": "/my-applications"}
    mails = [NewMail(theirs, "access-active", about, own)]
    if administrator and administrator.email != theirs:
        copy = {**said, "person": line.member.name, "path": f"/requests/{line.request.number}"}
        mails.append(
            NewMail(administrator.email, "access-active-of-practice", about, copy, group=line.group.id)
        )
    await portal.mail.send_each(mails)


def _how_to_open(application: ClinicalApplication[Any] | None) -> dict[str, Any]:
    """What a person has to know to begin with an application."""
    if application is None:
        return {"opens": False, "browser": "", "guide": False, "when_ready": ""}
    opens, guide = bool(application.launch_url), bool(application.guide)
    more = {"browser": application.browser, "when_ready": application.when_ready}
    return {"opens": opens, "guide": guide, **more}


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


async def tell_of_end(portal: Portal, ended: Sequence[Line], stopped: Sequence[Line], reason: str) -> None:
    """Tell everybody once what ended for good: each person their own, the administrator all of it.

    `ended` worked before; `stopped` was being set up, of which only the administrator knew.
    """
    await _tell_everybody(portal, ended, stopped, reason, suspended=False)


async def tell_of_suspension(
    portal: Portal,
    suspended: Sequence[Line],
    stopped: Sequence[Line],
    reason: str,
    *,
    apart: Collection[str] = (),
) -> None:
    """Tell everybody once what is suspended, and may come back, as `tell_of_end` tells what ended.

    Who is reached at an address of `apart` is told of it in another mail about the same thing.
    """
    await _tell_everybody(portal, suspended, stopped, reason, suspended=True, apart=apart)


async def _tell_everybody(
    portal: Portal,
    taken: Sequence[Line],
    stopped: Sequence[Line],
    reason: str,
    *,
    suspended: bool,
    apart: Collection[str] = (),
) -> None:
    if not (first := next(iter([*taken, *stopped]), None)):
        return
    said = {"group_name": first.group.name, "reason": reason, "suspended": suspended}
    administrator = await administrator_of(first.group.id)
    told = {*apart, *([administrator.email] if administrator else [])}
    for theirs, addresses in await each_with_addresses(taken):
        if addresses[0] not in told and not {*addresses} & {*apart}:
            await _tell_person(portal, addresses[0], theirs, said)
    if administrator and administrator.email not in apart:
        all_of_it = {**said, "ended": by_person(taken), "stopped": by_person(stopped)}
        await _tell_administrator(portal, administrator, first, all_of_it)


async def tell_of_leaving(
    portal: Portal, group: GroupFacts, member: MemberFacts, lines: Sequence[Line], reason: str, leaving: UUID
) -> None:
    """Tell everybody once that somebody left: themselves, whoever administers the group, and its sponsor.

    Who never had a login knows of nothing that could have ended.
    """
    had = [line.grant.application_name for line in lines]
    said = {"group_name": group.name, "person": member.name, "reason": reason, "applications": had}
    told, path = await over_practices(group.id), f"/office/leavers/{leaving}"
    mails = [
        NewMail(to, "left-of-practice", ("group", group.id), {**said, "first_name": called, "path": path})
        for to, called in told.items()
    ]
    theirs = await address_of(member)
    if member.person_state in KNOWN and theirs not in told:
        own = {**said, "first_name": member.first_name, "path": "/my-applications"}
        mails.append(NewMail(theirs, "left", ("member", member.id), own))
    await portal.mail.send_each(mails)


async def over_practices(group: UUID) -> dict[str, str]:
    """The addresses of the administrator and the sponsor of a group, with how mail greets them."""
    administrator, sponsors = await administrator_of(group), await sponsors_of([group])
    told = {administrator.email: administrator.first_name} if administrator else {}
    return told | {each.email: each.first_name for each in sponsors if each.email not in told}


async def _tell_person(portal: Portal, address: str, lines: Sequence[Line], said: Mapping[str, Any]) -> None:
    member = lines[0].member
    await portal.mail.send(
        to=address,
        template="access-ended",
        about=("member", member.id),
        first_name=member.first_name,
        applications=[each.grant.application_name for each in lines],
        path="/my-applications",
        **said,
    )


async def _tell_administrator(
    portal: Portal, administrator: Administrator, line: Line, said: Mapping[str, Any]
) -> None:
    await portal.mail.send(
        to=administrator.email,
        template="access-ended-of-practice",
        about=("request", line.request.id),
        first_name=administrator.first_name,
        path=f"/requests/{line.request.number}",
        **said,
    )


async def each_with_addresses(lines: Sequence[Line]) -> list[tuple[list[Line], tuple[str, str]]]:
    """Find the lines of each person, with where they are reached and the address their practice gave."""
    members = {line.member.id: line.member for line in lines}
    proved = await addresses_of_people([each.person for each in members.values() if each.person])
    return [
        (
            [line for line in lines if line.member.id == key],
            (proved.get(each.person, each.email) if each.person else each.email, each.email),
        )
        for key, each in members.items()
    ]


def by_person(lines: Sequence[Line]) -> list[str]:
    """Each person with their applications, on a line of their own."""
    people: dict[UUID, list[Line]] = {}
    for line in lines:
        people.setdefault(line.member.id, []).append(line)
    return [
        f"{theirs[0].member.name}: {', '.join(each.grant.application_name for each in theirs)}"
        for theirs in people.values()
    ]


async def address_of(member: MemberFacts) -> str:
    """Find where a person is reached: the address they proved, which another group may not know.

    As long as it is not certain who they are, it is the one their own group gave.
    """
    certain = member.person if member.person_state in KNOWN else None
    return await address_of_person(certain) or member.email

"""By what lists of requests and of work are sorted: the day they are expected, and the names in them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from core import business_days, clock
from core.access.tables import Grant, Request, WorkItem
from core.groups.people import load_group, load_member, members_of
from core.groups.records import MemberFacts
from core.names import sort_key
from core.site import SiteProfile


def due_day(site: SiteProfile) -> date:
    """Return the day by which a request is expected whose time begins now."""
    return business_days.after(site, clock.now(), site.request_days)


async def due_anew(site: SiteProfile, request: UUID) -> None:
    """Have the time of a locked request begin now; part of a change."""
    await Request.update({Request.due_on: due_day(site)}).where(Request.id == request)


async def practice_key(group: UUID) -> str:
    """Return the name of a practice as lists are sorted by it."""
    return sort_key((await load_group(group)).name)


def person_key(member: MemberFacts) -> str:
    """Return the name of a person as lists are sorted by it, the last name first."""
    return sort_key(member.last_name, member.first_name)


async def person_renamed(member: UUID) -> None:
    """Have the work for a person stand where their name leads now; part of the change that corrects it."""
    values: dict[Any, Any] = {WorkItem.person_key: person_key(await load_member(member))}
    theirs = Grant.select(Grant.id).where(Grant.member == member)
    await WorkItem.update(values).where(WorkItem.grant.is_in(theirs))


async def practice_renamed(group: UUID) -> None:
    """Have the requests and the work of a practice stand where its name leads now; part of the change."""
    key = await practice_key(group)
    await Request.update({Request.practice_key: key}).where(Request.group == group)
    members = [each.id for each in await members_of(group)]
    theirs = Grant.select(Grant.id).where(Grant.member.is_in(members))
    values: dict[Any, Any] = {WorkItem.practice_key: key}
    await WorkItem.update(values).where(WorkItem.grant.is_in(theirs))

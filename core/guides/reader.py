"""For whom a guide is written, as far as it is known at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.tables import Grant
from core.errors import NotFound
from core.groups.tables import Group, Member
from core.identity import people, queries
from core.names import full_name

# Whoever was declined, or whose access ended, needs no words on how to use it.
ASKED_FOR = ("requested", "approved", "provisioning", "failed", "active", "suspended")


@dataclass(frozen=True, slots=True)
class Asked:
    """One application that somebody was asked for, by which groups, and whether it works somewhere."""

    slug: str
    name: str
    groups: tuple[str, ...]
    works: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """A person with a login name: who they are, what they were asked for, how they got in so far."""

    name: str
    portal_id: str
    upn: str
    has_password: bool
    groups: tuple[str, ...]
    asked: tuple[Asked, ...]


async def reader_of_account(account: UUID) -> Reader | None:
    """The person behind an account; None before they have a login name."""
    row = await people.of_account(account)
    return await _reader(row) if row else None


async def reader_of_person(person: UUID) -> Reader:
    """A person by key; NotFound when there is none."""
    row = await people.find(person)
    if row is None:
        raise NotFound
    return await _reader(row)


async def _reader(person: dict[str, Any]) -> Reader:
    account = await queries.account(person["account"])
    members = await Member.select(Member.id, Member.group).where(
        Member.person == person["id"], Member.person_state.is_in(["new", "known"])
    )
    groups = await _groups(members)
    return Reader(
        name=full_name(person["first_name"], person["last_name"]),
        portal_id=person["portal_id"],
        upn=person["upn"] or "",
        has_password=bool(account.password_hash),
        groups=tuple(sorted(set(groups.values()))),
        asked=await _asked(groups),
    )


async def _groups(members: Sequence[dict[str, Any]]) -> dict[UUID, str]:
    """The name of the group for each of somebody's places."""
    if not members:
        return {}
    found = Group.select(Group.id, Group.name).where(Group.id.is_in([each["group"] for each in members]))
    names = {row["id"]: row["name"] for row in await found}
    return {each["id"]: names[each["group"]] for each in members}


async def _asked(groups: dict[UUID, str]) -> tuple[Asked, ...]:
    if not groups:
        return ()
    columns = (Grant.member, Grant.application, Grant.application_name, Grant.state)
    theirs = Grant.member.is_in(list(groups)) & Grant.state.is_in(list(ASKED_FOR))
    rows = await Grant.select(*columns).where(theirs).order_by(Grant.application)
    slugs = dict.fromkeys(row["application"] for row in rows)
    return tuple(_one(slug, [row for row in rows if row["application"] == slug], groups) for slug in slugs)


def _one(slug: str, rows: Sequence[dict[str, Any]], groups: dict[UUID, str]) -> Asked:
    asking = tuple(sorted({groups[row["member"]] for row in rows}))
    return Asked(slug, rows[0]["application_name"], asking, any(row["state"] == "active" for row in rows))

"""For whom a guide is written, as far as it is known at that moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from core.access.tables import Grant
from core.groups.tables import Member
from core.identity import people, queries
from core.names import full_name

Row = dict[str, Any]
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
    """Find the person behind an account; None before they have a login name."""
    row = await people.of_account(account)
    return (await _readers([row])).get(row["id"]) if row else None


async def readers_of(persons: Collection[UUID]) -> dict[UUID, Reader]:
    """Find persons by key whose account we wrote; as many statements for many as for one."""
    return await _readers(list((await people.find_each(persons)).values()))


async def _readers(persons: Sequence[Row]) -> dict[UUID, Reader]:
    accounts = await queries.accounts([each["account"] for each in persons])
    places = await _places([each["id"] for each in persons])
    grants = await _grants([place for theirs in places.values() for place in theirs])
    found = {}
    for each in persons:
        if (account := accounts.get(each["account"])) is None:
            continue
        groups = places.get(each["id"], {})
        found[each["id"]] = Reader(
            name=full_name(each["first_name"], each["last_name"]),
            portal_id=each["portal_id"],
            upn=each["upn"] or "",
            has_password=bool(account.password_hash),
            groups=tuple(sorted(set(groups.values()))),
            asked=_asked([row for row in grants if row["member"] in groups], groups),
        )
    return found


async def _places(persons: Sequence[UUID]) -> dict[UUID, dict[UUID, str]]:
    """For each person the places in which it is certain that it is them, with the name of the group."""
    if not persons:
        return {}
    group: Any = Member.group
    certain = Member.person.is_in(list(persons)) & Member.person_state.is_in(["new", "known"])
    found: dict[UUID, dict[UUID, str]] = {}
    for row in await Member.select(Member.id, Member.person, group.name.as_alias("name")).where(certain):
        found.setdefault(row["person"], {})[row["id"]] = row["name"]
    return found


async def _grants(members: Sequence[UUID]) -> list[Row]:
    if not members:
        return []
    columns = (Grant.member, Grant.application, Grant.application_name, Grant.state)
    theirs = Grant.member.is_in(list(members)) & Grant.state.is_in(list(ASKED_FOR))
    rows: list[Row] = await Grant.select(*columns).where(theirs).order_by(Grant.application)
    return rows


def _asked(rows: Sequence[Row], groups: dict[UUID, str]) -> tuple[Asked, ...]:
    slugs = dict.fromkeys(row["application"] for row in rows)
    return tuple(_one(slug, [row for row in rows if row["application"] == slug], groups) for slug in slugs)


def _one(slug: str, rows: Sequence[Row], groups: dict[UUID, str]) -> Asked:
    asking = tuple(sorted({groups[row["member"]] for row in rows}))
    return Asked(slug, rows[0]["application_name"], asking, any(row["state"] == "active" for row in rows))

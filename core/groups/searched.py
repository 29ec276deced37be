"""How a practice and its people are found: by names, numbers, addresses and places."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from core.groups.records import GroupDetails, MemberDetails
from core.groups.tables import Group, Member
from core.search import PERSON, PRACTICE, Findable, put
from core.search.words import email_words, name_words, number_words, phone_words

_MEMBERS = (
    Member.id, Member.first_name, Member.middle_initial, Member.last_name, Member.suffix, Member.email,
    Member.phone, Member.details, Member.group.name.as_alias("practice"),
)  # fmt: skip


async def index_group(group: UUID) -> None:
    """Have a practice found as it is now; part of the change that made it so."""
    await put([_practice(row) for row in await _groups(Group.id == group)])


async def index_members(members: Collection[UUID]) -> None:
    """Have these members found as they are now; part of the change that made them so."""
    await put([_member(row) for row in await _members(Member.id.is_in(list(members)))])


async def practices_to_find(after: UUID, limit: int) -> list[Findable]:
    """List a page of the practices that can be found, in the order of their keys."""
    return [_practice(row) for row in await _groups(Group.id > after, limit)]


async def members_to_find(after: UUID, limit: int) -> list[Findable]:
    """List a page of the members who can be found, in the order of their keys."""
    return [_member(row) for row in await _members(Member.id > after, limit)]


async def _groups(which: Any, limit: int | None = None) -> list[dict[str, Any]]:
    query = Group.select(Group.id, Group.name, Group.postcode, Group.details).where(which).order_by(Group.id)
    rows: list[dict[str, Any]] = await (query.limit(limit) if limit else query).output(load_json=True)
    return rows


async def _members(which: Any, limit: int | None = None) -> list[dict[str, Any]]:
    query = Member.select(*_MEMBERS).where(which).order_by(Member.id)
    rows: list[dict[str, Any]] = await (query.limit(limit) if limit else query).output(load_json=True)
    return rows


def _practice(row: Mapping[str, Any]) -> Findable:
    details = GroupDetails.model_validate(row["details"])
    words = name_words(row["name"], details.city, row["postcode"]) | phone_words(details.phone)
    return Findable(PRACTICE, row["id"], frozenset(words))


def _member(row: Mapping[str, Any]) -> Findable:
    details = MemberDetails.model_validate(row["details"])
    words = name_words(row["first_name"], row["middle_initial"], row["last_name"], row["suffix"])
    words |= name_words(row["practice"], *details.identifiers.values()) | number_words(details.license_number)
    words |= email_words(row["email"]) | phone_words(row["phone"])
    return Findable(PERSON, row["id"], frozenset(words))

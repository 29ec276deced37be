"""A group and its members as they are stored."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from core.database.rows import load_one
from core.groups.records import GroupFacts, MemberFacts
from core.groups.tables import Group, Member


async def locked_group(group: UUID) -> GroupFacts:
    """Find the group, held until the transaction ends."""
    return GroupFacts.of(await load_one(Group, group, lock=True))


async def load_member(member: UUID) -> MemberFacts:
    """Find one member."""
    return MemberFacts.of(await load_one(Member, member))


async def load_group(group: UUID) -> GroupFacts:
    """Find one group, as it stands now."""
    return GroupFacts.of(await load_one(Group, group))


async def members_called(keys: Collection[UUID]) -> list[MemberFacts]:
    """Find the members with these keys; one statement."""
    if not keys:
        return []
    query = Member.select().where(Member.id.is_in(list(keys)))
    return [MemberFacts.of(row) for row in await query.output(load_json=True)]


async def groups_called(keys: Collection[UUID]) -> list[GroupFacts]:
    """Find the groups with these keys, by name; one statement."""
    if not keys:
        return []
    query = Group.select().where(Group.id.is_in(list(keys))).order_by(Group.name, Group.id)
    return [GroupFacts.of(row) for row in await query.output(load_json=True)]


async def members_of_each(groups: Collection[UUID]) -> list[MemberFacts]:
    """List everybody in these groups, each group in the order of its list; one statement."""
    if not groups:
        return []
    query = Member.select().where(Member.group.is_in(list(groups)))
    query = query.order_by(Member.group, Member.position, Member.id)
    return [MemberFacts.of(row) for row in await query.output(load_json=True)]


async def members_of(group: UUID) -> list[MemberFacts]:
    """List everybody in a group, in the order of its list."""
    query = Member.select().where(Member.group == group).order_by(Member.position, Member.id)
    return [MemberFacts.of(row) for row in await query.output(load_json=True)]

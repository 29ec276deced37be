"""Storing a practice that was registered, with its people; part of the change that submits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from piccolo.query.functions.aggregate import Max

from core import clock
from core.database.rows import insert_all
from core.errors import Invalid
from core.groups.correcting import SAME_ADDRESS
from core.groups.marks import mark_practice
from core.groups.membership import ADDED
from core.groups.people import members_of
from core.groups.practice_names import folded_practice
from core.groups.records import GroupFacts, MemberFacts
from core.groups.searched import index_group, index_members
from core.groups.tables import Group, Member


async def register(enrollment: UUID, group: GroupFacts, members: Sequence[MemberFacts]) -> None:
    """Store a practice and its people, in the order of its list; an enrollment becomes one practice."""
    row = Group(id=group.id, enrollment=enrollment, name=group.name)
    row.folded_name = folded_practice(group.name)
    row.jurisdiction, row.postcode, row.facility = group.jurisdiction, group.postcode, group.facility
    row.details, row.state, row.created_at = group.details.stored(), group.state, clock.now()
    await Group.insert(row)
    await insert_all(Member, [_member(each, place) for place, each in enumerate(members)])
    await mark_practice(group.id)
    await index_group(group.id)
    await index_members([each.id for each in members])


async def add_members(group: UUID, members: Sequence[MemberFacts]) -> None:
    """Store people who came to a practice, behind those who are there; part of a change, with it locked.

    Nobody else of the practice has one of their addresses: whoever calls has looked. Who they are, unless it
    is known, is found out once support agreed to something for them.
    """
    if not members:
        return
    last = await Member.select(Max(Member.position)).where(Member.group == group).first()
    place = int((last or {}).get("max") or 0) + 1
    await insert_all(
        Member,
        [
            _member(replace(each, person_state=each.person_state or ADDED), place + at)
            for at, each in enumerate(members)
        ],
    )
    await mark_practice(group)
    await index_members([each.id for each in members])


async def register_proposed(member: MemberFacts) -> None:
    """Store somebody new who does not belong to the group yet, at the end of its list; part of a change.

    Invalid at `email` for an address that somebody of the group has. With the group locked.
    """
    there = await members_of(member.group)
    if same := next((each for each in there if each.email == member.email), None):
        raise Invalid({"email": SAME_ADDRESS.format(name=same.name)})
    row = _member(member, 1 + max((place for place, _ in enumerate(there)), default=-1))
    row.state, row.since = "proposed", clock.now()
    await Member.insert(row)
    await mark_practice(member.group)
    await index_members([member.id])


def _member(member: MemberFacts, place: int) -> Member:
    return Member(
        id=member.id,
        group=member.group,
        asked_as=member.asked_as,
        staff_type=member.staff_type,
        suffix=member.suffix,
        first_name=member.first_name,
        middle_initial=member.middle_initial,
        last_name=member.last_name,
        email=member.email,
        phone=member.phone,
        person=member.person,
        person_state=member.person_state,
        details=member.details.stored(),
        position=place,
        key=f"{member.group}:{member.email}",
    )

"""A practice and its people as they are stored, and as rules and plugins see them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from piccolo.table import Table

from core.database import locked
from core.errors import NotFound
from core.groups.tables import Group, Member
from core.plugin_api import Group as GroupFacts
from core.plugin_api import Person as PersonFacts
from core.site import SiteProfile

Row = dict[str, Any]


async def locked_group(group: UUID) -> Row:
    """The group's row, held until the transaction ends."""
    return await load_one(Group, group, lock=True)


async def load_member(member: UUID) -> Row:
    """One member's row."""
    return await load_one(Member, member)


async def load_group(group: UUID) -> Row:
    """One group's row, as it stands now."""
    return await load_one(Group, group)


async def members_of(group: UUID) -> list[Row]:
    """Everybody in a group, in the order of its list."""
    query = Member.select().where(Member.group == group).order_by(Member.position, Member.id)
    return list(await query.output(load_json=True))


def person_facts(site: SiteProfile, member: Row, portal_id: str = "", identity: str = "") -> PersonFacts:
    """A member as rules and plugins see them."""
    details = member["details"]
    return PersonFacts(
        key=str(member["id"]),
        first_name=member["first_name"],
        middle_initial=member["middle_initial"],
        last_name=member["last_name"],
        email=member["email"],
        phone=member["phone"],
        staff_type=member["staff_type"],
        suffix=member["suffix"],
        suffix_kind=site.suffix_kind(member["suffix"]) or "",
        **{name: str(details.get(name) or "") for name in _DETAILS},
        portal_id=portal_id,
        identity=identity,
    )


def group_facts(site: SiteProfile, group: Row, people: tuple[PersonFacts, ...] = ()) -> GroupFacts:
    """A group as rules and plugins see it."""
    details = group["details"]
    return GroupFacts(
        key=str(group["id"]),
        name=group["name"],
        state=group["jurisdiction"],
        postcode=group["postcode"],
        regions=site.region_slugs(group["jurisdiction"], group["postcode"]),
        facility=group["facility"] or None,
        people=people,
        **{name: str(details.get(name) or "") for name in ("address", "city", "phone", "fax")},
    )


_DETAILS = ("specialty", "npi", "license_state", "license_number")


async def load_one(table: type[Table], key: UUID, *, lock: bool = False) -> Row:
    query = table.select().where(table._meta.primary_key == key)
    rows: list[Row] = await (locked(query) if lock else query).output(load_json=True)
    if not rows:
        raise NotFound
    return rows[0]

"""A group and its members as rules and plugins see them."""

from __future__ import annotations

from core.groups.records import GroupFacts, MemberFacts
from core.plugin_api import Group, Person
from core.site import SiteProfile


def as_person(site: SiteProfile, member: MemberFacts, portal_id: str = "", identity: str = "") -> Person:
    """Return a member as rules and plugins see them."""
    return Person(
        key=str(member.id),
        first_name=member.first_name,
        middle_initial=member.middle_initial,
        last_name=member.last_name,
        email=member.email,
        phone=member.phone,
        staff_type=member.staff_type,
        suffix=member.suffix,
        suffix_kind=site.suffix_kind(member.suffix) or "",
        specialty=member.details.specialty,
        identifiers=member.details.identifiers,
        license_state=member.details.license_state,
        license_number=member.details.license_number,
        portal_id=portal_id,
        identity=identity,
    )


def as_group(site: SiteProfile, group: GroupFacts, people: tuple[Person, ...] = ()) -> Group:
    """Return a group as rules and plugins see it."""
    return Group(
        key=str(group.id),
        name=group.name,
        address=group.details.address,
        city=group.details.city,
        state=group.jurisdiction,
        postcode=group.postcode,
        phone=group.details.phone,
        fax=group.details.fax,
        regions=site.region_slugs(group.jurisdiction, group.postcode),
        facility=group.facility or None,
        people=people,
    )

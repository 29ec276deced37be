"""A person and a group as the host hands them over, for the tests of the plugins."""

from dataclasses import replace

from core.plugin_api import Group, Person
from core.site import SiteProfile

PHOENIX = Group(
    key="group-1",
    name="Desert Peaks",
    address="1 Main St",
    city="Phoenix",
    state="AZ",
    postcode="85004",
    regions=frozenset({"arizona"}),
    facility="BUMCP",
)
DENVER = replace(PHOENIX, city="Denver", state="CO", postcode="80202", regions=frozenset())


def person(site: SiteProfile, staff_type: str, suffix: str, key: str = "person-1") -> Person:
    return Person(
        key=key,
        first_name="Amara",
        last_name="Okafor",
        email="amara@clinic.example",
        phone="+16025550123",
        identifiers={"npi": "1234567893"},
        staff_type=staff_type,
        suffix=suffix,
        suffix_kind=site.suffix_kind(suffix) or "",
    )

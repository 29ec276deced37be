"""The table of staff types: every row, every suffix, every application, both answers."""

import pytest

from core.applications import Catalogue
from core.site import SiteProfile
from tests.plugins.people import DENVER, PHOENIX, person

EVERYTHING = {"cerner", "pacs", "dsm", "qventus", "report2web", "iecg"}
SCHEDULING = {"cerner", "pacs", "qventus", "iecg"}
REGULAR = {"cerner", "pacs", "iecg"}
# staff type, kind of suffix, what such a person may have
TABLE = [
    ("sponsoring-physician", "provider", EVERYTHING),
    ("group-administrator", "provider", EVERYTHING),
    ("group-administrator", "regular-staff", REGULAR),
    ("group-administrator", "surgery-scheduler", SCHEDULING),
    ("provider", "provider", EVERYTHING),
    ("staff", "regular-staff", REGULAR),
    ("staff", "surgery-scheduler", SCHEDULING),
]


@pytest.mark.parametrize(("staff_type", "kind", "allowed"), TABLE)
def test_every_row_of_the_table_is_answered_as_it_stands(
    banner: SiteProfile, applications: Catalogue, staff_type: str, kind: str, allowed: set[str]
):
    suffixes = [suffix.code for suffix in banner.suffixes if suffix.kind == kind]
    assert suffixes
    for suffix in suffixes:
        someone = person(banner, staff_type, suffix)
        assert set(applications.offered(someone, PHOENIX)) == allowed
        for slug in EVERYTHING - allowed:
            reason = applications.why_not(slug, someone, PHOENIX)
            assert reason is not None and reason.code == "suffix-kind" and suffix in reason.words


def test_a_combination_that_is_no_row_of_the_table_gets_nothing(banner: SiteProfile, applications: Catalogue):
    rows = {(staff_type, kind) for staff_type, kind, _ in TABLE}
    others = [
        (staff_type.slug, suffix)
        for staff_type in banner.staff_types
        for suffix in banner.suffixes
        if (staff_type.slug, suffix.kind) not in rows
    ]
    assert others
    for staff_type, suffix in others:
        someone = person(banner, staff_type, suffix.code)
        assert applications.offered(someone, PHOENIX) == ()
        assert all(applications.why_not(slug, someone, PHOENIX).code == "staff-type" for slug in EVERYTHING)


def test_direct_messaging_ends_at_its_regions_and_everything_else_does_not(
    banner: SiteProfile, applications: Catalogue
):
    doctor = person(banner, "provider", "MD")
    assert set(applications.offered(doctor, DENVER)) == EVERYTHING - {"dsm"}
    reason = applications.why_not("dsm", doctor, DENVER)
    assert reason is not None and reason.code == "region"
    assert "Arizona, Northern Colorado or Wyoming" in reason.words and "CO 80202" in reason.words


def test_qventus_and_its_facilities_come_from_the_site(banner: SiteProfile, applications: Catalogue):
    offered = [choice.value for choice in applications.choices("qventus")["facilities"]]
    assert sorted(offered) == ["BDMC", "BTMC", "BUMCP", "BUMCT"]
    everywhere = [choice.value for choice in applications.choices("report2web")["facilities"]]
    assert everywhere == [facility.code for facility in banner.facilities]

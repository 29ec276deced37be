"""The table on the public pages says what the rules say."""

import pytest

from core.applications import load_applications
from core.site import find_site, load_site
from web.eligibility_table import conditions, lines

SITE = load_site(find_site("banner"))
APPLICATIONS = load_applications(SITE)
EVERYBODY = {"cerner", "pacs", "iecg"}
PROVIDERS = {*EVERYBODY, "dsm", "qventus", "report2web"}
SCHEDULERS = {*EVERYBODY, "qventus"}


def test_the_table_has_a_line_for_each_staff_type_and_kind_of_suffix() -> None:
    found = {
        (line.staff_type, line.suffix_kind): {
            slug for slug, may in zip(APPLICATIONS, line.may, strict=True) if may
        }
        for line in lines(SITE, APPLICATIONS)
    }
    assert found == {
        ("Sponsoring Physician", "Provider"): PROVIDERS,
        ("Group Administrator", "Provider"): PROVIDERS,
        ("Group Administrator", "Regular staff"): EVERYBODY,
        ("Group Administrator", "Surgery scheduler"): SCHEDULERS,
        ("Provider", "Provider"): PROVIDERS,
        ("Staff", "Regular staff"): EVERYBODY,
        ("Staff", "Surgery scheduler"): SCHEDULERS,
    }


@pytest.mark.parametrize(
    ("slug", "sentences"),
    [
        ("cerner", []),
        ("dsm", ["Only for office groups in Arizona, Northern Colorado or Wyoming."]),
        (
            "qventus",
            [
                "Only at Banner Desert Medical Center, Banner Thunderbird Medical Center, "
                "Banner - University Medical Center Phoenix or Banner - University Medical Center Tucson."
            ],
        ),
    ],
)
def test_what_depends_on_the_place_is_said_in_words(slug: str, sentences: list[str]) -> None:
    assert conditions(SITE, APPLICATIONS[slug]) == sentences

"""Two very different sites fit one model."""

from datetime import UTC, datetime

import pytest

from core.site import SiteProfile, find_site, load_site
from tests.practices import where_members_sign

BANNER = find_site("banner")
CARECONNECT = find_site("careconnect")
CLINICAL = {"provider", "practitioner", "pharmacist", "allied"}


@pytest.fixture(scope="module")
def banner() -> SiteProfile:
    return load_site(BANNER)


@pytest.fixture(scope="module")
def careconnect() -> SiteProfile:
    return load_site(CARECONNECT)


def test_every_site_that_ships_loads() -> None:
    assert [load_site(file.parent).slug for file in BANNER.parent.glob("*/profile.toml")] != []


def test_fifty_states_the_district_and_five_territories_are_accepted(banner: SiteProfile) -> None:
    assert len(banner.jurisdictions) == 56
    assert banner.jurisdiction("AZ").name == "Arizona"
    assert banner.jurisdiction("ON") is None


@pytest.mark.parametrize(
    ("state", "postcode", "regions"),
    [
        ("AZ", "85701", {"arizona"}),
        ("CO", "80521", {"northern-colorado"}),
        ("CO", "80631-1234", {"northern-colorado"}),
        ("CO", "80202", set()),
        ("WY", "82001", {"wyoming"}),
        ("NM", "80521", set()),
    ],
)
def test_regions_follow_state_and_postcode(
    banner: SiteProfile, state: str, postcode: str, regions: set[str]
) -> None:
    assert banner.region_slugs(state, postcode) == regions


@pytest.mark.parametrize(
    ("postcode", "regions"),
    [
        ("V3R 1A1", {"fraser"}),
        ("V1Y 1A1", {"interior"}),
        ("v9r 1a1", {"island"}),
        ("V2L 1A1", {"northern"}),
        ("V6Z 1Y6", {"vancouver-coastal"}),
        ("V0N 1A0", {"island", "vancouver-coastal"}),
    ],
)
def test_health_authorities_follow_the_postal_code(
    careconnect: SiteProfile, postcode: str, regions: set[str]
) -> None:
    assert careconnect.region_slugs("BC", postcode) == regions


def test_staff_type_decides_suffixes(banner: SiteProfile) -> None:
    assert [suffix.code for suffix in banner.suffixes_for("provider")] == ["MD", "DO", "NP", "PA"]
    assert "Surgery Scheduler" in [suffix.code for suffix in banner.suffixes_for("staff")]
    assert banner.suffix_kind("MD") == "provider"
    assert banner.suffix_kind("Coder") == "regular-staff"


def test_what_a_site_does_not_know_is_none_or_empty(banner: SiteProfile) -> None:
    assert banner.suffix_kind("Esq") is None
    assert banner.suffixes_for("nobody") == ()
    assert banner.facility("ABC") is None
    assert banner.staff_type("nobody") is None
    assert not banner.needs_license("Esq")
    assert not banner.asks_license("nobody", "")


def test_facilities_that_offer_scheduling_exist(banner: SiteProfile) -> None:
    for code in banner.plugins["qventus"]["facilities"]:
        assert banner.facility(code)


def test_applications_keep_their_order(banner: SiteProfile) -> None:
    assert list(banner.plugins) == ["cerner", "pacs", "dsm", "qventus", "report2web", "iecg"]


def test_an_agreement_that_each_member_signs_is_none_of_the_group() -> None:
    banner, own = load_site(BANNER), where_members_sign().site
    assert banner.member_agreement is None and own.agreement == banner.agreement
    assert own.member_agreement and own.member_agreement.slug == "user-agreement"


def test_a_site_without_a_sponsor_has_a_required_signing_authority(careconnect: SiteProfile) -> None:
    assert not careconnect.enrollment.sponsor
    assert careconnect.staff_types_in_role("sponsor") == ()
    assert careconnect.enrollment.officer == "required"
    assert careconnect.agreement.signers == ("officer",)


def test_on_behalf_of_users_need_no_license_but_an_authorizer(careconnect: SiteProfile) -> None:
    assistant = careconnect.staff_type("on-behalf-of")
    assert assistant.authorized_by == ("practitioner",)
    assert not careconnect.needs_license("MOA")
    for staff_type, suffix in [("practitioner", "MD"), ("pharmacist", "RPh"), ("allied", "LPN")]:
        assert careconnect.staff_type(staff_type).authorized_by == ()
        assert careconnect.asks_license(staff_type, "") and careconnect.needs_license(suffix)


def test_every_clinical_suffix_shows_a_license_whatever_the_staff_type(
    banner: SiteProfile, careconnect: SiteProfile
) -> None:
    for site in (banner, careconnect):
        for kind in site.staff_types:
            for suffix in site.suffixes_for(kind.slug):
                asked = site.asks_license(kind.slug, suffix.code)
                assert asked == (suffix.kind in CLINICAL), (kind.slug, suffix.code)
    assert not banner.asks_license("group-administrator", "")


def test_a_profile_cannot_be_changed(banner: SiteProfile) -> None:
    with pytest.raises(ValueError, match="frozen"):
        banner.timezone = "UTC"


def test_texts_carry_version_date_and_words(banner: SiteProfile) -> None:
    for text in (banner.texts.privacy, banner.texts.terms, banner.enrollment.purpose):
        assert text.version
        assert text.date.year >= 2025
        assert len(text.markdown) > 200


@pytest.mark.parametrize(
    ("state", "postcode", "fits"),
    [
        ("AZ", "85006", True),
        ("AZ", "85006-1234", True),
        ("AZ", "80521", False),
        ("WY", "83414", True),
        ("VA", "20101", True),
        ("AZ", "8500", False),
        ("XX", "85006", False),
    ],
)
def test_a_postcode_belongs_to_its_state(banner: SiteProfile, state: str, postcode: str, fits: bool) -> None:
    assert banner.is_postcode_of(state, postcode) is fits


def test_a_site_that_lists_no_postcodes_takes_any_of_its_country(careconnect: SiteProfile) -> None:
    assert careconnect.is_postcode_of("BC", "V6Z 1Y6") and not careconnect.is_postcode_of("BC", "M5V 2T6")
    anywhere = careconnect.jurisdictions[0].model_copy(update={"postcodes": ()})
    open_site = careconnect.model_copy(update={"jurisdictions": (anywhere,)})
    assert open_site.is_postcode_of("BC", "M5V 2T6")
    assert not open_site.is_postcode_of("BC", "85006")


def test_a_site_writes_days_and_moments_by_its_locale_and_zone(
    banner: SiteProfile, careconnect: SiteProfile
) -> None:
    moment = datetime(2026, 11, 27, 3, 57, tzinfo=UTC)
    assert banner.dates.moment(moment) == "Nov 26, 2026, 8:57 PM MST"
    assert careconnect.dates.moment(moment) == "Nov 26, 2026, 7:57 p.m. PST"
    elsewhere = banner.model_copy(update={"locale": "en-GB"})
    assert elsewhere.dates.moment(moment) == "26 Nov 2026, 20:57 MST"


def test_support_gets_mail_at_the_first_contact_with_an_address(banner: SiteProfile) -> None:
    assert banner.support_address == "ccsupport@bannerhealth.com"
    silent = tuple(contact.model_copy(update={"email": None}) for contact in banner.support)
    assert banner.model_copy(update={"support": silent}).support_address == ""

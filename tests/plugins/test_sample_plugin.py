"""A whole application outside the tree, installed like any other distribution and used by its entry point."""

from pathlib import Path

import pytest

from core.applications import Catalogue, load_applications
from core.forms import read
from core.plugin_api import Absent, Done, Found, Grant, Group, Person
from core.site import SiteProfile, load_site

TESTS = Path(__file__).parents[1]
HERE = Group(key="worksite-1", state="BC", postcode="V6B 1A1", regions=frozenset({"british-columbia"}))


@pytest.fixture(scope="module")
def careconnect() -> SiteProfile:
    return load_site(TESTS / "sites" / "careconnect")


@pytest.fixture(scope="module")
def installed(sample_plugin: Path, careconnect: SiteProfile) -> Catalogue:
    assert (sample_plugin / "sample_application").is_dir()
    return load_applications(careconnect)


def someone(site: SiteProfile, staff_type: str, suffix: str) -> Person:
    kind = site.suffix_kind(suffix) or ""
    return Person(key="p", staff_type=staff_type, suffix=suffix, suffix_kind=kind)


def test_it_is_offered_by_the_words_of_its_own_site(installed: Catalogue, careconnect: SiteProfile):
    sample = installed["sample"]
    assert (sample.name, sample.expected_days) == ("Sample viewer", careconnect.expected_days["sample"])
    assert installed.why_not("sample", someone(careconnect, "practitioner", "MD"), HERE) is None
    reason = installed.why_not("sample", someone(careconnect, "site-administrator", "Manager"), HERE)
    assert reason is not None and "Manager counts as Worksite staff" in reason.words


def test_its_form_refuses_every_purpose_but_care(installed: Catalogue):
    fields = installed["sample"].fields
    refused = read(fields, {"purpose": ["research"]}).form["purpose"].error
    assert refused == "The viewer is for direct patient care only"
    assert read(fields, {"purpose": ["care"]}).answers is not None


async def test_granting_twice_makes_one_account_and_revoking_ends_it(
    installed: Catalogue, careconnect: SiteProfile
):
    sample = installed["sample"]
    answers = read(sample.fields, {"purpose": ["care"]}).answers
    member = someone(careconnect, "practitioner", "MD")
    grant = Grant("grant-1", member, HERE, answers, sample.options)
    works = sample.provisioner
    made = await works.grant(grant)
    assert isinstance(made, Done) and made.account.startswith("viewer")
    assert await works.grant(grant) == made and await works.check(grant) == Found(made.account)
    assert await works.revoke(grant) == await works.revoke(grant) == Done()
    assert await works.check(grant) == Absent()

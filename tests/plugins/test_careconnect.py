"""The viewer: for whom it is, what it asks, and the steps of whoever sets it up."""

from typing import Any

import pytest

from core.applications import load_applications
from core.forms import read
from core.plugin_api import Authorizer, ClinicalApplication, Grant, Group, Waiting
from core.site import SiteProfile, find_site, load_site
from tests.plugins.people import person

CLINIC = Group(key="clinic", name="Harbour Clinic", state="BC", postcode="V6Z 1Y6")


@pytest.fixture(scope="module")
def site() -> SiteProfile:
    return load_site(find_site("careconnect"))


@pytest.fixture(scope="module")
def viewer(site: SiteProfile) -> ClinicalApplication[Any]:
    return load_applications(site)["careconnect"]


async def steps(
    viewer: ClinicalApplication[Any], site: SiteProfile, *authorizers: Authorizer, **typed: list[str]
) -> str:
    answers = read(viewer.fields, typed).answers
    assert answers is not None
    whom = person(site, "practitioner", "MD")
    grant = Grant("grant-1", whom, CLINIC, answers, viewer.options, authorizers=authorizers)
    outcome = await viewer.provisioner.grant(grant)
    assert isinstance(outcome, Waiting)
    return " ".join(outcome.instructions)


def test_it_is_opened_in_the_browser_that_is_supported(viewer: ClinicalApplication[Any]):
    assert (viewer.browser, viewer.expected_days) == ("Microsoft Edge", 2)
    assert viewer.launch_url.startswith("https://")


def test_whoever_has_an_account_there_says_which(viewer: ClinicalApplication[Any]):
    missing = read(viewer.fields, {"has_account": ["yes"]}).form
    assert missing["account_name"].error == "Enter the account name in the viewer"
    assert read(viewer.fields, {"has_account": ["no"]}).answers is not None


async def test_an_account_that_is_there_is_used_again(viewer: ClinicalApplication[Any], site: SiteProfile):
    known = await steps(viewer, site, has_account=["yes"], account_name=["aokafor7"])
    assert "aokafor7" in known and "use it" in known
    assert "Harbour Clinic" in await steps(viewer, site, has_account=["no"])


async def test_whoever_sets_it_up_reads_on_whose_authority(
    viewer: ClinicalApplication[Any], site: SiteProfile
):
    doctor = person(site, "practitioner", "MD")
    known = await steps(viewer, site, Authorizer(doctor, "wchen"), has_account=["no"])
    assert f"what {doctor.name} (account wchen) may see, and no more" in known
    assert "may see" not in await steps(viewer, site, has_account=["no"])

"""A viewer of patient records, for people who give direct care."""

from collections.abc import Iterator

from core.plugin_api import ClinicalApplication, Eligibility, hookimpl
from sample_application.fields import Purpose
from sample_application.provisioning import Accounts

APPLICATION = ClinicalApplication(
    slug="sample",
    name="Sample viewer",
    summary="Patient records from all over the province, to read.",
    eligibility=Eligibility(suffix_kinds=frozenset({"practitioner", "pharmacist", "allied", "on-behalf-of"})),
    fields=Purpose,
    provisioner=Accounts(),
    expected_days=2,
    guide="Search for a patient by personal health number.",
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[Purpose]]:
    """The viewer."""
    yield APPLICATION

"""A viewer of patient records, for people who give direct care."""

from collections.abc import Iterator
from pathlib import Path

from core.plugin_api import ClinicalApplication, Eligibility, hookimpl
from sample_application.accounts import EVERY, MINE
from sample_application.desk import PAGE, Desk, desk_of_before
from sample_application.fields import Purpose, answers_of_before
from sample_application.provisioning import ACCOUNTS
from sample_application.work import JOBS, follow

APPLICATION = ClinicalApplication(
    slug="sample",
    name="Sample viewer",
    summary="Patient records from all over the province, to read.",
    eligibility=Eligibility(suffix_kinds=frozenset({"practitioner", "pharmacist", "allied", "on-behalf-of"})),
    fields=Purpose,
    fields_version=2,
    upgrade_answers=answers_of_before,
    provisioner=ACCOUNTS,
    keeps_of_practice=Desk,
    upgrade_of_practice=desk_of_before,
    pages=(PAGE, EVERY, MINE),
    folder=Path(__file__).parent,
    jobs=JOBS,
    moved=follow,
    expected_days=2,
    guide="Search for a patient by personal health number.",
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[Purpose]]:
    """The viewer."""
    yield APPLICATION

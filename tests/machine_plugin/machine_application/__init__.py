"""Bed boards: which beds of a hospital are free, for people whose accounts are made over HTTP."""

from collections.abc import Iterator

from core.plugin_api import ClinicalApplication, Eligibility, hookimpl
from machine_application.fields import Wards, answers_of_before
from machine_application.options import BoardOptions
from machine_application.provisioning import Boards, evidence, health, roster, usage

APPLICATION = ClinicalApplication(
    slug="machine",
    name="Bed boards",
    summary="Which beds are free on the wards you send patients to. The boards change every ten minutes.",
    eligibility=Eligibility(suffix_kinds=frozenset({"provider", "regular-staff"})),
    fields=Wards,
    fields_version=2,
    upgrade_answers=answers_of_before,
    options_model=BoardOptions,
    provisioner=Boards(),
    health=health,
    roster=roster,
    usage=usage,
    evidence=evidence,
    expected_days=1,
    guide=(
        "## What you can do\n\nOpen a ward to see its free beds.\n\n"
        "## When access ends\n\nYour account closes the day you leave the {practice}.\n\n"
        "## Known limits\n\nThe boards don’t show names of patients."
    ),
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[Wards]]:
    """The bed boards."""
    yield APPLICATION

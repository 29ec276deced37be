"""PACS Synapse: radiology images."""

from collections.abc import Iterator

from core.plugin_api import ClinicalApplication, Eligibility, NoFields, hookimpl
from plugins.pacs.provisioning import PROVISIONER

APPLICATION = ClinicalApplication(
    slug="pacs",
    name="PACS Synapse",
    summary="Radiology images and their reports, in the Fuji picture archiving and communication system.",
    eligibility=Eligibility(suffix_kinds=frozenset({"provider", "regular-staff", "surgery-scheduler"})),
    fields=NoFields,
    provisioner=PROVISIONER,
    guide="Search by patient name and date of birth. Images open in the browser; no software is needed.",
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[NoFields]]:
    """Yield PACS Synapse."""
    yield APPLICATION

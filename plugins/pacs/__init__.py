"""PACS Synapse: radiology images."""

from collections.abc import Iterator

from core.plugin_api import ClinicalApplication, Eligibility, NoFields, hookimpl
from plugins.pacs.guide import GUIDE
from plugins.pacs.provisioning import PROVISIONER

APPLICATION = ClinicalApplication(
    slug="pacs",
    name="PACS Synapse",
    summary="Radiology images and their reports, in the Fuji picture archiving and communication system.",
    eligibility=Eligibility(suffix_kinds=frozenset({"provider", "regular-staff", "surgery-scheduler"})),
    fields=NoFields,
    provisioner=PROVISIONER,
    expected_days=3,
    guide=GUIDE,
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[NoFields]]:
    """Yield PACS Synapse."""
    yield APPLICATION

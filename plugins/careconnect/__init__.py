"""The CareConnect eHealth Viewer: patient records from all over a province."""

from collections.abc import Iterator

from core.plugin_api import ClinicalApplication, Eligibility, hookimpl
from plugins.careconnect.fields import Known
from plugins.careconnect.provisioning import PROVISIONER

APPLICATION = ClinicalApplication(
    slug="careconnect",
    name="CareConnect eHealth Viewer",
    summary=(
        "Records of your patients from hospitals, laboratories and imaging, in one place to read. For direct "
        "patient care only."
    ),
    eligibility=Eligibility(suffix_kinds=frozenset({"practitioner", "pharmacist", "allied", "on-behalf-of"})),
    fields=Known,
    provisioner=PROVISIONER,
    browser="Microsoft Edge",
    guide=(
        "Find the patient by personal health number, or by name and date of birth. Open only the records of "
        "patients your {practice} is caring for."
    ),
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[Known]]:
    """Yield the viewer."""
    yield APPLICATION

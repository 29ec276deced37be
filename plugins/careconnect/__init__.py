"""The CareConnect eHealth Viewer: patient records from all over a province."""

from collections.abc import Iterator

from core.plugin_api import ClinicalApplication, Eligibility, hookimpl
from plugins.careconnect.fields import Known
from plugins.careconnect.guide import GUIDE
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
    expected_days=3,
    guide=GUIDE,
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[Known]]:
    """Yield the viewer."""
    yield APPLICATION

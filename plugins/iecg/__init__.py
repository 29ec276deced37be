"""iECG: management of electrocardiograms."""

from collections.abc import Iterator

from core.plugin_api import ClinicalApplication, Eligibility, NoFields, hookimpl
from plugins.iecg.guide import GUIDE
from plugins.iecg.provisioning import PROVISIONER

APPLICATION = ClinicalApplication(
    slug="iecg",
    name="iECG EKG management",
    summary="Electrocardiograms recorded at the hospitals: tracings, measurements and interpretations.",
    eligibility=Eligibility(suffix_kinds=frozenset({"provider", "regular-staff", "surgery-scheduler"})),
    fields=NoFields,
    provisioner=PROVISIONER,
    expected_days=3,
    guide=GUIDE,
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[NoFields]]:
    """Yield iECG."""
    yield APPLICATION

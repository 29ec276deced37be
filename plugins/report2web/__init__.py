"""Report2Web: notices when a practice's patients are seen at a hospital."""

from collections.abc import Iterator
from pathlib import Path

from core.plugin_api import ClinicalApplication, Eligibility, Permissions, hookimpl
from plugins.report2web.changing import PAGE
from plugins.report2web.consent import CONSENT
from plugins.report2web.fields import Subscription
from plugins.report2web.guide import GUIDE
from plugins.report2web.provisioning import PROVISIONER, evidence

APPLICATION = ClinicalApplication(
    slug="report2web",
    name="Report2Web",
    summary=(
        "A daily notice when one of your patients is seen in an emergency department, admitted or "
        "discharged. For family and internal medicine, pediatrics, obstetrics and gynecology."
    ),
    eligibility=Eligibility(suffix_kinds=frozenset({"provider"})),
    fields=Subscription,
    provisioner=PROVISIONER,
    evidence=evidence,
    pages=(PAGE,),
    folder=Path(__file__).parent,
    permissions=Permissions(mails=("report2web/changed",)),
    expected_days=3,
    guide=GUIDE,
    consent=CONSENT,
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[Subscription]]:
    """Yield Report2Web."""
    yield APPLICATION

"""Qventus: operating-room time for surgeons and those who schedule for them."""

from collections.abc import Iterator

from core.plugin_api import ClinicalApplication, Eligibility, hookimpl
from plugins.qventus.fields import Scheduling
from plugins.qventus.guide import GUIDE
from plugins.qventus.options import QventusOptions
from plugins.qventus.provisioning import PROVISIONER, evidence

APPLICATION = ClinicalApplication(
    slug="qventus",
    name="Qventus",
    summary=(
        "Find and ask for free operating-room time at the hospitals that offer it. For the people who "
        "schedule surgery, and for surgeons who schedule their own cases."
    ),
    eligibility=Eligibility(suffix_kinds=frozenset({"provider", "surgery-scheduler"})),
    fields=Scheduling,
    provisioner=PROVISIONER,
    evidence=evidence,
    options_model=QventusOptions,
    expected_days=3,
    guide=GUIDE,
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[Scheduling]]:
    """Yield Qventus."""
    yield APPLICATION

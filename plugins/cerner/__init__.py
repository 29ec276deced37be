"""Cerner Millennium: the hospital's clinical record."""

from collections.abc import Iterator
from pathlib import Path

from core.plugin_api import ClinicalApplication, Eligibility, NoFields, hookimpl
from plugins.cerner.census import PAGES
from plugins.cerner.fields import Census
from plugins.cerner.following import follow
from plugins.cerner.guide import GUIDE
from plugins.cerner.provisioning import PROVISIONER, evidence

APPLICATION = ClinicalApplication(
    slug="cerner",
    name="Cerner Millennium",
    summary="Clinical results of your patients: laboratory, imaging reports, dictation and other documents.",
    eligibility=Eligibility(suffix_kinds=frozenset({"provider", "regular-staff", "surgery-scheduler"})),
    fields=NoFields,
    provisioner=PROVISIONER,
    keeps=Census,
    moved=follow,
    evidence=evidence,
    pages=PAGES,
    folder=Path(__file__).parent,
    expected_days=3,
    guide=GUIDE,
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[NoFields]]:
    """Yield Cerner Millennium."""
    yield APPLICATION

"""Direct Secure Messaging: clinical documents between record systems."""

from collections.abc import Iterator
from pathlib import Path

from core.plugin_api import ClinicalApplication, Eligibility, Permissions, hookimpl
from plugins.dsm.fields import DirectAddress, against_list
from plugins.dsm.guide import GUIDE
from plugins.dsm.handshake import MAILS, PAGE, still_missing
from plugins.dsm.options import DsmOptions
from plugins.dsm.provisioning import PROVISIONER
from plugins.dsm.tables import Handshake
from plugins.dsm.under_way import PAGE as UNDER_WAY

APPLICATION = ClinicalApplication(
    slug="dsm",
    name="Direct Secure Messaging",
    summary=(
        "Referrals, results and transition-of-care documents sent securely from your record system to the "
        "health system’s and back, in place of fax and paper."
    ),
    eligibility=Eligibility(suffix_kinds=frozenset({"provider"})),
    fields=DirectAddress,
    provisioner=PROVISIONER,
    options_model=DsmOptions,
    pages=(PAGE, UNDER_WAY),
    tables=(Handshake,),
    folder=Path(__file__).parent,
    permissions=Permissions(mails=MAILS),
    still_missing=still_missing,
    against_answers=against_list,
    expected_days=5,
    guide=GUIDE,
)


@hookimpl
def clinical_applications() -> Iterator[ClinicalApplication[DirectAddress]]:
    """Yield Direct Secure Messaging."""
    yield APPLICATION

"""What the access is for is asked first, where a site refuses some purposes: those lead no further."""

import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from core.actor import Actor
from core.enrollment import starting
from core.enrollment.sections import draw_section
from core.portal import Portal
from core.site import SiteFaults, find_site, load_site
from tests.core.enrollment.conftest import saved
from tests.core.site.test_faults import change

ASKED = "read_purposes"


async def chosen(portal: Portal, enrollment: UUID, by: Actor, *purposes: str) -> Any:
    """The purpose step after it was read and these were chosen."""
    assert by.account
    form = draw_section(portal, await starting.load(enrollment, by.account), "purpose").form
    typed = {each.name: each.value for each in form if each.kind == "hidden"} | {"read": "yes"}
    sent = typed | ({ASKED: list(purposes)} if purposes else {})
    return (await saved(portal, enrollment, "purpose", sent, by)).page


@pytest.mark.parametrize("refused", ["Research", "Quality improvement", "Quality assurance"])
async def test_a_refused_purpose_leads_no_further_and_says_why(
    careconnect: Portal, enrollment: UUID, by: Actor, refused: str
):
    assert careconnect.site.purposes
    for among in ((refused,), ("Direct patient care", refused)):
        page = await chosen(careconnect, enrollment, by, *among)
        assert not page.complete and page.form[ASKED].error == careconnect.site.purposes.reason


async def test_direct_care_alone_leads_on_and_no_answer_does_not(
    careconnect: Portal, enrollment: UUID, by: Actor
):
    assert (await chosen(careconnect, enrollment, by)).form[ASKED].error == "Choose what the access is for"
    assert (await chosen(careconnect, enrollment, by, "Direct patient care")).complete


async def test_a_site_that_refuses_none_asks_nothing(portal: Portal, enrollment: UUID, by: Actor):
    assert ASKED not in (await chosen(portal, enrollment, by)).form


def test_an_attestation_that_does_not_name_a_refused_purpose_is_a_fault(tmp_path: Path):
    folder = Path(shutil.copytree(find_site("careconnect"), tmp_path / "mine"))
    change(folder, '"Quality assurance"', '"Marketing"')
    with pytest.raises(SiteFaults) as found:
        load_site(folder)
    assert [(each.path, each.message) for each in found.value.faults] == [
        ("enrollment.attestation", 'does not name "Marketing", which purposes.refused does')
    ]

"""Nobody whose email address is not proved is shown as simply valid."""

from __future__ import annotations

from litestar import Litestar

from core.access.tables import Request
from core.agreements.actions import correct_address
from core.agreements.queries import latest_of_request
from core.console.credentials import decide, prove_address
from tests.practices import AMARA, ANALYST, BEN, practice, signing_for
from tests.web.people import sign_in_staff
from tests.web.sent import portal_of


async def test_who_is_reached_nowhere_yet_is_not_simply_valid(app: Litestar):
    portal, kim = portal_of(app), await sign_in_staff(app, "analyst")
    made = await practice(portal, BEN, AMARA, in_force=False)
    amara, page = made.members["Amara"], f"/support/requests/{made.number}"
    await prove_address(portal, made.number, amara, "staff-file", "Page 3", by=ANALYST)
    await Request.update({Request.state: "checking-credentials"}).where(Request.number == made.number)
    await decide(portal, made.number, amara, "valid", "", by=ANALYST)
    assert 'govuk-tag--green">Valid<' in (await kim.get(page)).text

    sent = await latest_of_request(made.request)
    signer = next(each for each in sent.signers if "sponsor" in each.roles) if sent else None
    assert signer
    await correct_address(signing_for(portal), signer.id, "okafor@staff-file.example", by=ANALYST)
    drawn = (await kim.get(page)).text
    assert 'govuk-tag--green">Valid<' not in drawn
    assert 'govuk-tag--yellow">Valid, email address not proved yet<' in drawn

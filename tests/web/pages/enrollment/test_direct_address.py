"""A Direct address is looked at together with the list that it stands in."""

import pytest

from tests.web.people import Client
from tests.web.practices import CODER, SPONSOR, send, with_people

WEI = {
    **SPONSOR,
    **CODER,
    "staff_type": "provider",
    "suffix": "NP",
    "npi": "1245319599",
    "applications": "dsm",
}


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
async def test_ones_everyday_mailbox_is_refused_beside_the_field(
    luis: Client, headers: dict[str, str]
) -> None:
    hub = await with_people(luis)
    page = f"{hub}/members/new"
    for everyday in ("wei@peaks.example", "amara@peaks.example"):
        answer = await send(luis, page, {**WEI, "dsm.direct_address": everyday}, "save", **headers)
        assert answer.status_code == 422
        assert f"{everyday} is an everyday mailbox" in answer.text and f'value="{everyday}"' in answer.text

    own = {**WEI, "dsm.direct_address": "wei.direct@peaks.example"}
    asked = await send(luis, page, own, "save", **headers)
    assert asked.status_code == 422 and "Your everyday email ends in peaks.example too" in asked.text
    taken = await send(luis, page, {**own, "dsm.own_domain": "yes"}, "save", **headers)
    assert taken.status_code in (200, 303) and "Something isn’t right" not in taken.text

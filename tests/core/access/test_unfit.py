"""Access that its plugin cannot take over any more is counted, before anybody needs it to be taken away."""

from dataclasses import replace

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

from core.access import actions
from core.access.unfit import unfit
from core.database import Database
from core.forms import field
from core.portal import Portal
from core.provisioning.naming_unfit import name_unfit
from tests.practices import AMARA, ANALYST, BEN, LINE, active, portal_for


class Asked(BaseModel):
    """What nobody was asked."""

    ward: str = field("Ward")


@pytest.mark.both_databases
async def test_everything_fits_that_was_answered_as_it_is_asked(database: Database) -> None:
    portal = portal_for()
    await active(portal, BEN, AMARA)
    assert await unfit(portal.applications) == []


async def test_what_is_switched_off_or_asks_something_new_is_counted_while_it_is_held(
    database: Database,
) -> None:
    portal: Portal = portal_for()
    made = await active(portal, BEN, AMARA)
    changed = dict(portal.applications)
    cerner = changed.pop("cerner")
    changed["pacs"] = replace(changed["pacs"], fields=Asked)
    found = {(each.application, each.switched_off): each.number for each in await unfit(changed)}
    held = {slug: sum(key[1] == slug for key in made.grants) for slug in ("cerner", "pacs")}
    assert found == {("cerner", True): held["cerner"], ("pacs", False): held["pacs"]}

    with capture_logs() as entries:
        await name_unfit(changed)
    assert {(each["event"], each["held"]) for each in entries} == {
        ("application.switched-off", held["cerner"]),
        ("application.answers-do-not-fit", held["pacs"]),
    }
    for (_, slug), grant in made.grants.items():
        if slug == "cerner":
            await actions.revoke(grant, LINE, by=ANALYST)
    changed["pacs"] = portal.applications["pacs"]
    assert await unfit(changed) == []
    assert str((await unfit({**changed, "cerner": cerner}) or ["fits"])[0]) == "fits"

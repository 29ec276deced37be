"""A site that runs without a broken plugin says so, and people end what was to end there."""

from __future__ import annotations

from core.access import actions
from core.applications import load_applications
from core.health.looking import health_of
from core.portal import Portal
from core.settings import Settings
from tests.core.provisioning.machines import Machine, items, work_off, worker
from tests.practices import ANALYST, BEN, LINE, active


async def test_a_plugin_that_was_left_out_stands_there_and_its_removals_are_work_for_people(
    portal: Portal, settings: Settings
) -> None:
    works = worker(portal, Machine())
    made = await active(portal, BEN)
    await work_off(works)
    plugins = {**portal.site.plugins, "cerner": {"colour": "red"}}
    site = portal.site.model_copy(update={"plugins": plugins})
    works.portal = Portal(site, load_applications(site, may_lack=("cerner",)), portal.mail)

    await actions.revoke(made.grants["Ben", "cerner"], LINE, by=ANALYST)
    await work_off(works)

    assert [(each["kind"], each["state"]) for each in await items()][-1] == ("revoke", "people")
    found = await health_of(works.portal, settings)
    said = [each for part in found.parts for each in part.found if each.about == "cerner"]
    assert [each.state for each in said] == ["act"]
    assert "the site runs without it: plugins.cerner.colour: is not a known setting" in said[0].words

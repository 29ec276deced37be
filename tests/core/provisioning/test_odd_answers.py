"""A plugin that is switched off, or answers what means nothing, gives nobody anything."""

from core.applications import Catalogue
from core.database import Database
from core.plugin_api import Waiting
from core.portal import Portal
from tests.core.provisioning.machines import Machine, items, work_off, worker
from tests.practices import BEN, active


async def test_an_application_that_was_switched_off_gives_nothing(database: Database, portal: Portal) -> None:
    await active(portal, BEN)
    works = worker(portal, Machine())
    works.portal = Portal(portal.site, Catalogue(portal.site, {}), portal.mail)
    await work_off(works)
    (item,) = await items()
    assert (item["state"], item["words"]) == ("failed", "This application isn’t offered here.")


async def test_waiting_for_nobody_we_know_is_no_answer(database: Database, portal: Portal) -> None:
    await active(portal, BEN)
    await work_off(worker(portal, Machine(lambda *_: Waiting("the moon", ("Wait.",)))))  # type: ignore[arg-type] # a plugin may answer anything
    (item,) = await items()
    assert (item["state"], item["failures"]) == ("waiting", 1)

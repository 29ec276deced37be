"""A plugin that is switched off, or answers what means nothing, gives nobody anything."""

from dataclasses import replace
from typing import Any

import structlog

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


async def test_what_is_given_waits_while_its_application_calls_it_incomplete(
    database: Database, portal: Portal, clock
) -> None:
    missing = ["A message has to be answered first.", None]

    async def still_missing(_: Any) -> str | None:
        return missing[0]

    slug = next(iter(BEN.wants))
    every = {**portal.applications, slug: replace(portal.applications[slug], still_missing=still_missing)}
    asking = Portal(portal.site, Catalogue(portal.site, every), portal.mail)
    await active(portal, BEN)
    works = worker(asking, Machine())
    with structlog.testing.capture_logs() as lines:
        await work_off(works)
    (item,) = await items(application=slug)
    assert (item["state"], item["failures"], item["words"]) == ("waiting", 1, missing[0])
    assert "work.unsettled" not in {line["event"] for line in lines}
    missing.pop(0)
    clock.advance(minutes=1)
    await work_off(works)
    (item,) = await items(application=slug)
    assert item["state"] == "done"

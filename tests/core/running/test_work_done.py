"""What was done at an application is found again for another version of its plugin."""

from dataclasses import replace

import pytest

from core.access.tables import WorkItem
from core.database import Database
from core.provisioning.people import complete, tick
from core.running.affected.queries import work_done
from tests.practices import AMARA, ANALYST, BEN, active, portal_for
from tests.practices.work import hand_to_people


@pytest.mark.both_databases
async def test_the_last_work_that_was_done_is_listed_the_oldest_first(database: Database) -> None:
    here = portal_for()
    made = await active(here, *(replace(each, wants=("pacs",)) for each in (AMARA, BEN)))
    await hand_to_people(here)
    assert await work_done("pacs", 10) == []
    keys = [made.grants[first, "pacs"] for first in ("Ben", "Amara")]
    for key in keys:
        item = await WorkItem.select(WorkItem.id).where(WorkItem.grant == key).first()
        assert item is not None
        for step in range(3):
            await tick(item["id"], step, done=True, by=ANALYST)
        await complete(here, item["id"], "Seen.", account=f"account-{key}", by=ANALYST)
    assert await work_done("pacs", 10) == [("grant", key) for key in keys]
    assert await work_done("pacs", 1) == [("grant", keys[1])]
    assert await work_done("cerner", 10) == []

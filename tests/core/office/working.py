"""Work at the applications, carried out by people."""

from __future__ import annotations

from core.access.tables import WorkItem
from core.access.work import work
from core.portal import Portal
from core.provisioning import people
from tests.practices import ANALYST
from tests.practices.work import hand_to_people


async def carry_out(portal: Portal, *kinds: str) -> None:
    """People do everything of these kinds that waits."""
    await hand_to_people(portal)
    rows = await WorkItem.select(WorkItem.id).where(
        (WorkItem.state == "people") & WorkItem.kind.is_in([*kinds])
    )
    for row in rows:
        for step in range(len((await work(row["id"])).steps)):
            await people.tick(row["id"], step, done=True, by=ANALYST)
        await people.complete(portal, row["id"], "Seen on the screen", account="login-1", by=ANALYST)

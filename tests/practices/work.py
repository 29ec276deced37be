"""Work at the applications, as far as machines do it."""

from __future__ import annotations

import asyncio

from core.access.tables import WorkItem
from core.portal import Portal
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.worker import ProvisioningWorker


async def hand_to_people(portal: Portal) -> None:
    """Work until nothing waits for a machine any more, whichever worker does it: a server has its own."""
    worker = ProvisioningWorker(portal, Connectors.open(portal.applications, {}))
    async with asyncio.timeout(20):
        while await WorkItem.exists().where(WorkItem.state == "waiting"):
            await worker.work_due()
            await asyncio.sleep(0.02)

"""`python -m benchmarks.worker`: sets access up as `portal worker` does, at machines that do nothing."""

from __future__ import annotations

import asyncio
import signal

from benchmarks.data.working import Willing
from core.apart import Loop
from core.logs import set_up_logs
from core.mail import Mail
from core.portal import Portal
from core.provisioning.apart import Apart
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.worker import ProvisioningWorker
from core.settings import Settings
from web.command_parts import loading, running


async def work(settings: Settings) -> None:
    """Work until told to end."""
    site = running.site(settings.site)
    mail = Mail(site, settings.base_url, settings.mail_sender)
    portal = Portal(site, loading.applications(site, settings), mail)
    machines = Connectors({slug: Apart(Loop(slug), Willing()) for slug in portal.applications})
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    async with ProvisioningWorker(portal, machines).running():
        await told.wait()


if __name__ == "__main__":
    set_up_logs(readable=False, level="INFO")
    running.with_database(work)

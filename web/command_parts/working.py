"""`portal worker`: the background work in a process of its own."""

from __future__ import annotations

import asyncio
import signal

import rich_click as click

from core.blocking import watched
from core.logs import set_up_logs
from core.mail import Mail
from core.portal import Portal
from core.running.running import Running
from core.settings import Settings
from web.command_parts import loading, running
from web.command_parts.garbage import left_alone, settle
from web.workers import working

INSIDE = "database_url: with SQLite the work is done inside `portal serve`; a worker needs PostgreSQL"


@click.command()
def worker() -> None:
    """Send mail, look after agreements and set access up, until interrupted; any number of processes."""
    chosen = running.settings()
    running.require_ready(chosen)
    if chosen.database_url.startswith("sqlite"):
        raise running.fail([INSIDE])
    running.require_own_database(chosen)
    set_up_logs(readable=chosen.demo or chosen.debug, level="DEBUG" if chosen.debug else "INFO")
    profile = running.site(chosen.site)
    mail = Mail(profile, chosen.base_url, chosen.mail_sender)
    with left_alone():
        portal = Portal(profile, loading.applications_that_may_run(profile, chosen), mail)
    loading.require_secrets(chosen, portal.applications, profile)
    settle()

    async def work(settings: Settings) -> None:
        await _until_told(settings, Running(portal))

    click.echo(f"{profile.brand.organization} {profile.brand.name}: working")
    running.with_database(work)


async def _until_told(settings: Settings, served: Running) -> None:
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, told.set)
    async with served.watching(), working(settings, served):
        with watched("loop.blocked"):
            await told.wait()

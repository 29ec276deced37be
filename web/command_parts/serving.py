"""`portal serve`: the site, until interrupted."""

import logging
from typing import Any

import rich_click as click
import uvicorn
from litestar import Litestar

from core.logs import set_up_logs
from core.settings import Settings
from core.site import SiteProfile
from web.app import create_app
from web.command_parts import loading, running
from web.command_parts.garbage import left_alone, settle
from web.server.limits import places
from web.server.patient import IDLE_SECONDS, keeping

log = logging.getLogger(__name__)
# An answer that takes longer is given up when the server is told to stop.
LONGEST_STOP_SECONDS = 30


@click.command()
@click.option("--host", default=None, help="Address to listen on; the setting PORTAL_HOST otherwise.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=None, help="Port; the setting PORTAL_PORT otherwise."
)
@click.option("--no-worker", is_flag=True, help="Leave the background work to processes of `portal worker`.")
def serve(host: str | None, port: int | None, no_worker: bool) -> None:
    """Serve the site until interrupted."""
    given: dict[str, Any] = {
        name: value for name, value in (("host", host), ("port", port)) if value is not None
    }
    if no_worker:
        given["worker_in_server"] = False
    chosen = running.settings(**given)
    running.require_ready(chosen)
    set_up_logs(readable=chosen.demo or chosen.debug, level="DEBUG" if chosen.debug else "INFO")
    if not (chosen.demo or chosen.trusted_proxies):
        log.warning("trusted_proxies is 0: behind a proxy all people would be one network, with one budget")
    _serve(chosen)


def _serve(chosen: Settings) -> None:
    profile = running.site(chosen.site)
    with left_alone():
        application = _made(chosen, profile)
    settle()
    click.echo(f"{profile.brand.organization} {profile.brand.name}: {chosen.base_url}")
    # Our own middleware logs requests, without the secrets that addresses may carry.
    uvicorn.run(
        application,
        host=chosen.host,
        port=chosen.port,
        access_log=False,
        log_config=None,
        server_header=False,
        # Who the client is, behind how many proxies, is decided by our own setting.
        proxy_headers=False,
        loop="uvloop",
        http=keeping(places(chosen.trusted_proxies)),
        ws="none",
        timeout_keep_alive=IDLE_SECONDS,
        timeout_graceful_shutdown=LONGEST_STOP_SECONDS,
    )


def _made(chosen: Settings, profile: SiteProfile) -> Litestar:
    applications = loading.applications_that_may_run(profile, chosen)
    loading.require_secrets(chosen, applications, profile)
    running.require_own_database(chosen)
    return create_app(chosen, applications)

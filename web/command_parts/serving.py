"""`portal serve`: the site, until interrupted."""

import gc
import logging
from typing import Any

import rich_click as click

from core.logs import set_up_logs
from core.settings import Settings
from web.command_parts import running

log = logging.getLogger(__name__)
# An answer that takes longer is given up when the server is told to stop.
LONGEST_STOP_SECONDS = 30
OBJECTS_OF_ANSWERS = 5000


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
    import uvicorn  # noqa: PLC0415  late, so that small commands start fast

    from web.app import create_app  # noqa: PLC0415  late, so that small commands start fast
    from web.server.limits import places  # noqa: PLC0415  late, so that small commands start fast
    from web.server.patient import IDLE_SECONDS, keeping  # noqa: PLC0415  late, so that small commands start fast

    profile = running.site(chosen.site)
    applications = running.applications_that_may_run(profile, chosen)
    running.require_secrets(chosen, applications, profile)
    running.require_own_database(chosen)
    application = create_app(chosen, applications)
    _settle()
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


def _settle() -> None:
    """Leave what was made at the start out of what the collector looks through again and again.

    It never ends; and an answer makes thousands of objects, of which none is left when it is sent.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_OF_ANSWERS, *gc.get_threshold()[1:])

"""Answers for machines that watch the service: is it alive, may it be sent people?"""

from __future__ import annotations

import asyncio
import logging

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE

from core.applications import Catalogue
from core.database import may_rewrite, pending_migrations
from core.identity import Identity
from core.key_mark.checking import faults_of_keys
from core.keys import Keys
from core.logs import OUTAGE
from core.settings import Settings
from web.security.guards import anyone

PATIENCE_SECONDS = 3
REWRITABLE = "can be rewritten by the portal's own database role"
log = logging.getLogger(OUTAGE)


@get("/health", guards=[anyone])
async def health() -> dict[str, str]:
    """Answer, as long as the process does; say nothing about what the process stands on."""
    return {"alive": "yes"}


@get("/ready", guards=[anyone])
async def ready(
    applications: NamedDependency[Catalogue],
    identity: NamedDependency[Identity],
    settings: NamedDependency[Settings],
) -> Response[dict[str, str]]:
    """Tell whether people may be sent here: the database answers, has our shape, and is that of our secrets.

    A site profile with faults never gets this far: the application refuses to start with one.
    """
    state = {"site": "ok", **await _database_state(applications, identity.keys)}
    fit = set(state.values()) == {"ok"}
    state |= await _trail_state(settings, fit=fit)
    return Response(state, status_code=HTTP_200_OK if fit else HTTP_503_SERVICE_UNAVAILABLE)


async def _trail_state(settings: Settings, *, fit: bool) -> dict[str, str]:
    """Name it when the portal could rewrite its own trail; people may be sent here all the same."""
    if not fit or settings.demo:
        return {}
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            rewritable = await may_rewrite()
    except Exception as problem:  # the next question finds out that the database is down
        log.warning("the database does not answer: %s", type(problem).__name__)
        return {}
    return {"trail": REWRITABLE} if rewritable else {}


async def _database_state(applications: Catalogue, keys: Keys) -> dict[str, str]:
    """Say it in words only: what exactly is wrong goes to the log, not to whoever asks."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            pending = await pending_migrations(applications.migrations)
            faults = await faults_of_keys(keys)
    except Exception as problem:  # whatever the driver raises, the answer is the same
        log.warning("the database does not answer: %s", type(problem).__name__)
        return {"database": "down", "migrations": "unknown", "secrets": "unknown"}
    for fault in faults:
        log.error(fault)
    states = {"migrations": "pending" if pending else "ok", "secrets": "wrong" if faults else "ok"}
    return {"database": "ok", **states}


handlers = [health, ready]

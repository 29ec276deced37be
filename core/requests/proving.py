"""The proof of one record of a request, which those who act for its practice take themselves."""

from __future__ import annotations

from uuid import UUID

import structlog

from core.audit.proving import WITHOUT_ORIGIN, prove_parts
from core.audit.signing import NoTrailKey
from core.errors import NotFound, Unavailable
from core.requests.queries.views import records_of
from core.settings import Settings
from core.tlog import Unsound

log = structlog.get_logger(__name__)


async def own_proof(settings: Settings, number: str, record: int, account: UUID) -> str:
    """Prove one event of the time line of a request that the account acts for, by its place there from 1.

    It shows what the time line tells, and neither another event nor from where somebody acted. NotFound when
    there is none, and for everybody else; Stale before it is signed; Unavailable when what is stored is not
    what was signed, which the log names.
    """
    events = await records_of(number, account)
    if not 1 <= record <= len(events):
        raise NotFound
    try:
        return await prove_parts(settings, events[record - 1], WITHOUT_ORIGIN)
    except (Unsound, NoTrailKey) as problem:
        log.critical("trail.not-proved", number=events[record - 1], why=str(problem))
        raise Unavailable from problem

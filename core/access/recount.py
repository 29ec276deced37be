"""Counting requests and grants again, and putting that in place of what the moves counted."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from core import clock
from core.access.figures import CAME, FINISHED, GRANTS, NAMES, REQUESTS, STANDING, hour
from core.access.tables import Request
from core.audit import figures
from core.audit.figures import EVER, Counting
from core.audit.reading import IN_TRAIL
from core.database.rounds import Rounds, going_round
from core.tasks import beside

# What was finished is counted again from the trail, of which the oldest may be gone.
_RECENT = timedelta(weeks=8)
_EVERY_SECONDS = 24 * 60 * 60

log = structlog.get_logger(__name__)


async def miscounted() -> list[str]:
    """Count everything again and say where that is not what is stored; nobody is held up if all is right."""
    if not _different(await _stored(), await recount()):
        return []
    async with figures.alone():
        return _different(await _stored(), await recount())


async def mend() -> None:
    """Put what is counted again in place of what is stored."""
    async with figures.alone():
        await figures.replace_counts(NAMES, await recount())


async def recount() -> Counter[Counting]:
    """Count everything again."""
    return Counter({each: number async for each, number in _counted_again()})


async def _counted_again() -> AsyncIterator[tuple[Counting, int]]:
    came = f"SELECT {_text('submitted_at', 13)} AS since, COUNT(*) AS number FROM access_request GROUP BY 1"  # noqa: S608 - constants of ours
    open_ = (
        f"SELECT state AS key, {_text('submitted_at', 10)} AS since, COUNT(*) AS number "  # noqa: S608 - constants of ours
        "FROM access_request GROUP BY 1, 2"
    )
    standing = "SELECT state AS key, COUNT(*) AS number FROM access_request GROUP BY 1"
    grants = "SELECT application, state, COUNT(*) AS number FROM access_grant GROUP BY 1, 2"
    finished = (
        f"SELECT {_text('at', 13)} AS since, COUNT(*) AS number FROM audit_event "  # noqa: S608 - constants of ours
        f"WHERE action = 'request.done' AND at >= {{}} AND {IN_TRAIL} GROUP BY 1"
    )
    for row in await Request.raw(open_):
        yield Counting(REQUESTS, row["key"], _moment(row["since"])), int(row["number"])
    for row in await Request.raw(standing):
        yield Counting(STANDING, row["key"], EVER), int(row["number"])
    for row in await Request.raw(came):
        yield Counting(CAME, "", _moment(row["since"])), int(row["number"])
    for row in await Request.raw(finished, _recent()):
        yield Counting(FINISHED, "", _moment(row["since"])), int(row["number"])
    for row in await Request.raw(grants):
        yield Counting(GRANTS, f"{row['application']} {row['state']}", EVER), int(row["number"])


async def _stored() -> Counter[Counting]:
    found = await figures.kept_counts(*NAMES)
    recent = _recent()
    return Counter(
        {each: number for each, number in found.items() if each.name != FINISHED or each.since >= recent}
    )


def _recent() -> datetime:
    return hour(clock.now() - _RECENT)


def _different(stored: Counter[Counting], counted: Counter[Counting]) -> list[str]:
    return [
        f"{each.name} {each.key} {each.since.isoformat()}: {stored[each]} instead of {counted[each]}"
        for each in sorted({*stored, *counted})
        if stored[each] != counted[each]
    ]


def _text(column: str, length: int) -> str:
    """The day, or the hour, of a moment as text in universal time, which both databases write alike."""
    if Request.select().engine_type == "sqlite":
        return f"substr({column}, 1, {length})"
    return f"substr(to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24'), 1, {length})"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Recounter:
    """Counts again every day and raises an alarm where that differs; any number may run, in any processes."""

    every: float = _EVERY_SECONDS

    async def look(self, rounds: Rounds | None = None) -> list[str]:
        """Look once; what goes wrong is logged, and tried again the next day."""
        try:
            found = await miscounted()
        except Exception:
            log.exception("figures.not-counted")
            return []
        if rounds:
            rounds.went_well(str(len(found) or ""))
        if found:
            log.critical("figures.differ", number=len(found), first=found[0])
        return found

    def running(self) -> AbstractAsyncContextManager[None]:
        """Look every day while the block runs."""
        return beside(self._run(), "figures")

    async def _run(self) -> None:
        with going_round("figures") as rounds:
            while True:
                await asyncio.sleep(self.every)
                await self.look(rounds)

"""Access is looked at again while it works, and once after it ended: what differs becomes work.

Nothing is given back or put right by itself. Only a removal that did not last is done once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

import structlog

from core import clock
from core.access.given import Gone, held
from core.access.lines import Line, load, login_of
from core.access.looking import LOOK, pace
from core.access.records import StepNote
from core.access.work import difference_told, note_work, queue, supersede_checks, turn_of, work_is_open
from core.actor import SYSTEM
from core.audit import change
from core.due.worker import Handler
from core.plugin_api import Absent, Differs, Found, Standing, Waiting
from core.portal import Portal
from core.provisioning import turns
from core.provisioning.connectors.choosing import Connectors
from core.provisioning.outcomes import CALL_SECONDS, Failed, standing_of

SOON, AFTER_A_FAILURE = timedelta(minutes=1), timedelta(hours=1)
GONE = "The access isn’t there any more."

log = structlog.get_logger(__name__)


class MovedOn(Exception):
    """The grant has moved since it was looked at."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Looks at one grant after another, as the due machine says."""

    portal: Portal
    connectors: Connectors

    async def look(self, grant: UUID) -> datetime | None:
        """Compare one grant with what stands at its application; return when to look again."""
        line = await load(grant)
        again = clock.now() + pace(self.portal, line.grant.application)
        if line.grant.state == "provisioning" or await work_is_open(grant) or not self._by_machine(line):
            return again
        standing = await self._standing(line)
        if standing is None:
            return clock.now() + SOON
        if isinstance(standing, Failed):
            log.warning("access.not-looked-at", application=line.grant.application, words=standing.words)
            return min(again, clock.now() + AFTER_A_FAILURE)
        if line.grant.state == "active":
            await _compare(line, standing)
            return again
        if isinstance(standing, Absent | Waiting):
            return None
        await _take_away_again(line)
        return again

    def _by_machine(self, line: Line) -> bool:
        """Tell whether a machine can look at all; where people do the work, only they can."""
        slug = line.grant.application
        return slug in self.portal.applications and not self.connectors.by_people(slug)

    async def _standing(self, line: Line) -> Standing | Failed | None:
        """What the application says; None while something else is done there for this person."""
        turn, holder = turn_of(line, login_of(line)), uuid4()
        if not await turns.take(turn, holder, CALL_SECONDS + 10):
            return None
        try:
            put = await held(self.portal, line)
            return await standing_of(self.connectors.provisioner(line.grant.application).check(put))
        except Gone:
            return Waiting("analyst", ())
        finally:
            await turns.give_back(turn, holder)


def looking_at_access(portal: Portal, connectors: Connectors) -> Mapping[str, Handler]:
    """Return the handler of the looks that are due."""
    return {LOOK: partial(Looking.look, Looking(portal, connectors))}


async def _compare(line: Line, standing: Standing) -> None:
    fields = differences(line, standing)
    words = " ".join(fields)[:500]
    told = await difference_told(line.id)
    if words == told:
        return
    with suppress(MovedOn):
        if fields:
            await _tell(line, fields, words)
        else:
            await _agrees_again(line)


def differences(line: Line, standing: Standing) -> tuple[str, ...]:
    """Say in sentences what stands at the application and is not as it was granted."""
    match standing:
        case Absent():
            return (GONE,)
        case Differs():
            return standing.fields or ("The application says that it differs, and not how.",)
        case Found() if len({standing.account, line.grant.account} - {""}) > 1:
            return (f"The login name is {standing.account} there, and was {line.grant.account}.",)
    return ()


async def _tell(line: Line, fields: tuple[str, ...], words: str) -> None:
    """Make what differs work for people."""
    about = {"application": line.grant.application, "differs": list(fields)}
    async with change("grant-check.differs", by=SYSTEM, subject=("grant", line.id), **about):
        now = await _unmoved(line)
        await supersede_checks(line.id)
        item = await queue(now, "check")
        steps = [StepNote(text=step[:500]).stored() for step in _steps(line, fields)]
        await note_work(item, state="people", due=None, for_whom="analyst", words=words, steps=steps)


def _steps(line: Line, fields: tuple[str, ...]) -> tuple[str, ...]:
    name = line.grant.application_name
    return (
        f"{name} shows something else than was granted to {line.member.name}: {' '.join(fields)}",
        "Find out who changed it there, and why.",
        f"Put it right at {name}, or end this access here. Nothing is put right by itself.",
    )


async def _agrees_again(line: Line) -> None:
    async with change("grant-check.agrees-again", by=SYSTEM, subject=("grant", line.id)):
        await _unmoved(line)
        await supersede_checks(line.id)


async def _take_away_again(line: Line) -> None:
    """End once more what was ended, and stands there all the same."""
    about = {"application": line.grant.application}
    with suppress(MovedOn):
        async with change("grant-check.there-again", by=SYSTEM, subject=("grant", line.id), **about):
            await queue(await _unmoved(line), "revoke")


async def _unmoved(line: Line) -> Line:
    """The same line, locked; MovedOn when something newer has been decided or is to be done."""
    now = await load(line.id, lock=True)
    same = (now.grant.state, now.grant.generation) == (line.grant.state, line.grant.generation)
    if not same or await work_is_open(line.id):
        raise MovedOn
    return now

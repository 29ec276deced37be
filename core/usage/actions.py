"""Opening an application: each time one event, and the moment of the last use."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from piccolo.columns import Column

from core import clock
from core.access import conditions
from core.access.conditions import NotNow
from core.access.lines import Line, load
from core.actor import Actor
from core.audit import change
from core.errors import NotFound
from core.identity import people
from core.identity.refusals import refuse
from core.portal import Portal
from core.usage.tables import Use


async def open_application(portal: Portal, grant: UUID, *, by: Actor) -> str:
    """Return the address at which the application is opened; that it was asked for is written down first.

    NotFound when the access is somebody else's, NotNow when it does not work at this moment.
    """
    line = await _own(grant, by)
    slug = line.grant.application
    if reason := await _against(portal, line):
        whose = f"{grant}:{reason}"
        await refuse("application.not-opened", whose, by=by, subject=("grant", grant), application=slug)
        raise NotNow(reason)
    async with change("application.opened", by=by, subject=("grant", grant), application=slug):
        await _note(grant)
    return portal.applications[slug].launch_url


async def _own(grant: UUID, by: Actor) -> Line:
    line = await load(grant)
    person = await people.of_account(by.account) if by.account else None
    if person is None or line.member.person != person["id"]:
        raise NotFound
    return line


async def _against(portal: Portal, line: Line) -> str | None:
    if line.grant.state != "active":
        return "This application doesn’t work for you at the moment."
    if reason := await conditions.against(portal, line):
        return reason
    application = portal.applications.get(line.grant.application)
    return None if application and application.launch_url else "This application isn’t opened from here."


async def _note(grant: UUID) -> None:
    now = clock.now()
    first = Use.insert(Use(grant=grant, first_at=now, last_at=now, times=0))
    # The application may have told of its use before.
    await first.on_conflict(
        target=Use.grant, action="DO UPDATE", values=[Use.first_at], where=Use.first_at.is_null()
    )
    values: dict[Column | str, Any] = {Use.last_at: now, Use.times: Use.times + 1}
    await Use.update(values).where(Use.grant == grant)

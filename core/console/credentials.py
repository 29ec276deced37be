"""Deciding about credentials: people do, person by person; registers can be asked."""

from __future__ import annotations

import asyncio
import logging
from uuid import UUID

from core.access.request_moves import CHECKING
from core.actor import Actor
from core.audit import change
from core.credentials.actions import Decision, keep_decision, keep_finding
from core.credentials.queries import about, needed
from core.errors import Invalid, NotFound, Stale
from core.groups.people import load_member
from core.groups.records import MemberFacts
from core.plugin_api import Credentials, CredentialValidator, Finding
from core.portal import Portal
from core.requests.cases import case, not_ones_own

PATIENCE = 10
_log = logging.getLogger(__name__)


async def decide(
    portal: Portal, number: str, member: UUID, decision: Decision, reason: str, *, by: Actor
) -> None:
    """Say whether somebody's credentials are valid, and why when they are not.

    Raises Invalid at the field `reason`, Stale when they are not being checked, Forbidden for one's own.
    """
    async with change("credentials.decided", by=by, subject=("member", member), decision=decision) as event:
        row = await _being_checked(portal, number, member, by)
        event.details["request"] = number
        if decision == "not-valid" and not reason.strip():
            raise Invalid({"reason": "Say what is not in order"})
        await keep_decision(member, decision, reason.strip(), about(row), by=by)


async def look_up(portal: Portal, number: str, member: UUID, *, by: Actor) -> None:
    """Ask every register the site has, and keep what each says; nothing is decided by it."""
    row = await _being_checked(portal, number, member, by, lock=False)
    facts = about(row)
    # Outside of any transaction: others must not wait for somebody else's register.
    found = [(each.name, await _asked(each, Credentials(**facts))) for each in portal.applications.validators]
    async with change("credentials.looked-up", by=by, subject=("member", member), request=number) as event:
        event.details["outcomes"] = {name: outcome for name, (outcome, _) in found}
        for name, (outcome, words) in found:
            await keep_finding(member, name, (outcome, words), facts)


async def _being_checked(
    portal: Portal, number: str, member: UUID, by: Actor, *, lock: bool = True
) -> MemberFacts:
    """A person of a request which is at this step, and not one's own."""
    request = await case(number, lock=lock)
    if request.state != CHECKING:
        raise Stale("The credentials of this request are not being checked now.")
    await not_ones_own(request, by)
    found = await load_member(member)
    if found.group != request.group or not needed(portal.site, found):
        raise NotFound
    return found


async def _asked(register: CredentialValidator, credentials: Credentials) -> tuple[str, str]:
    """The outcome and the words; a register may raise, hang or answer anything."""
    try:
        finding = await asyncio.wait_for(register.look_up(credentials), PATIENCE)
    except (Exception, SystemExit) as problem:
        _log.error("The register %s raised %s", register.name, type(problem).__name__)
        return "silent", ""
    known = isinstance(finding, Finding) and finding.outcome in {"agrees", "contradicts", "unknown"}
    if not known or not isinstance(finding.words, str):
        return "silent", ""
    return finding.outcome, finding.words[:500]

"""Deciding about credentials: people do, person by person; registers can be asked."""

from __future__ import annotations

import asyncio
import logging
from typing import Literal
from uuid import UUID

from core import clock
from core.access.request_moves import CHECKING
from core.actor import Actor
from core.audit import change
from core.credentials.queries import about, needed
from core.credentials.tables import CredentialDecision, CredentialFinding
from core.errors import Invalid, NotFound, Stale
from core.groups.records import MemberFacts
from core.groups.tables import Member
from core.plugin_api import Credentials, CredentialValidator, Finding
from core.portal import Portal
from core.requests.cases import case, not_ones_own

Decision = Literal["valid", "not-valid"]
PATIENCE = 10
_log = logging.getLogger(__name__)


async def decide(
    desk: Portal, number: str, member: UUID, decision: Decision, reason: str, *, by: Actor
) -> None:
    """Say whether somebody's credentials are valid, and why when they are not.

    Raises Invalid at the field `reason`, Stale when they are not being checked, Forbidden for one's own.
    """
    async with change("credentials.decided", by=by, subject=("member", member), decision=decision) as event:
        row = await _being_checked(desk, number, member, by)
        event.details["request"] = number
        if decision == "not-valid" and not reason.strip():
            raise Invalid({"reason": "Say what is not in order"})
        made = CredentialDecision(member=member, decision=decision, reason=reason.strip()[:500])
        made.about, made.at = about(row), clock.now()
        made.by, made.by_name = by.account, by.name[:200]
        await CredentialDecision.insert(made)


async def look_up(desk: Portal, number: str, member: UUID, *, by: Actor) -> None:
    """Ask every register the site has, and keep what each says; nothing is decided by it."""
    row = await _being_checked(desk, number, member, by, lock=False)
    facts = about(row)
    # Outside of any transaction: others must not wait for somebody else's register.
    found = [(each.name, await _asked(each, Credentials(**facts))) for each in desk.applications.validators]
    async with change("credentials.looked-up", by=by, subject=("member", member), request=number) as event:
        event.details["outcomes"] = {name: outcome for name, (outcome, _) in found}
        for name, (outcome, words) in found:
            made = CredentialFinding(member=member, register=name, outcome=outcome, words=words)
            made.about, made.at = facts, clock.now()
            await CredentialFinding.insert(made)


async def _being_checked(
    desk: Portal, number: str, member: UUID, by: Actor, *, lock: bool = True
) -> MemberFacts:
    """A person of a request which is at this step, and not one's own."""
    request = await case(number, lock=lock)
    if request.state != CHECKING:
        raise Stale("The credentials of this request are not being checked now.")
    await not_ones_own(request, by)
    mine = (Member.id == member) & (Member.group == request.group)
    row = await Member.select().where(mine).first().output(load_json=True)
    found = MemberFacts.of(row) if row else None
    if found is None or not needed(desk.site, found):
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

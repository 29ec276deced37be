"""Asking registers about credentials: by staff one by one, and by itself about everybody who was sent in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from core import clock
from core.actor import SYSTEM
from core.audit import change
from core.credentials.actions import keep_finding
from core.credentials.queries import about, needed, not_asked_about
from core.due.actions import schedule
from core.due.worker import Handler
from core.groups.people import load_group, load_member, locked_group, members_of
from core.groups.records import MemberFacts
from core.groups.states import GROUP
from core.plugin_api import Credentials, CredentialValidator, Finding
from core.portal import Portal
from core.registers import asking_of, register_of

NUMBERS = "group.npis"
PATIENCE = 10
# Others wait for the same worker: few are asked about at a time, and none while the register is silent.
AT_ONCE, AGAIN = 5, timedelta(hours=1)
_log = logging.getLogger(__name__)


async def look_up_later(portal: Portal, group: UUID) -> None:
    """Have the NPI register asked about everybody of a group; part of the change that made it necessary."""
    if register_of(portal.site) is not None:
        await schedule(NUMBERS, group, clock.now())


def looking_up_numbers(portal: Portal) -> Mapping[str, Handler]:
    """Return the handler of what is looked up by itself."""
    return {NUMBERS: partial(look_up_when_due, portal)}


async def look_up_when_due(portal: Portal, group: UUID) -> datetime | None:
    """Ask about a few people whose credentials will be checked; return when to go on, or None."""
    register = asking_of(portal.site)
    if register is None or (await load_group(group)).state != GROUP.first:
        return None
    everybody = [each for each in await members_of(group) if needed(portal.site, each)]
    people = [each for each in everybody if each.details.identifiers.get(register.identifier)]
    waiting = await not_asked_about(people, register.name)
    for each in waiting[:AT_ONCE]:
        # Outside of any transaction: nobody waits for somebody else's register.
        said = await ask(register, each)
        if said[0] == "silent":
            return clock.now() + AGAIN
        await _keep(register.name, each, said)
    return clock.now() if waiting[AT_ONCE:] else None


async def ask(register: CredentialValidator, member: MemberFacts) -> tuple[str, str]:
    """Return the outcome and the words of a register, which may raise, hang or answer anything."""
    try:
        asked = register.look_up(_credentials(member))
        finding = await asyncio.wait_for(asked, PATIENCE)
    except (Exception, SystemExit) as problem:
        _log.error("The register %s raised %s", register.name, type(problem).__name__)
        return "silent", ""
    known = isinstance(finding, Finding) and finding.outcome in {"agrees", "contradicts", "unknown"}
    if not known or not isinstance(finding.words, str):
        return "silent", ""
    return finding.outcome, finding.words[:500]


def _credentials(member: MemberFacts) -> Credentials:
    facts: dict[str, Any] = {**about(member)}
    return Credentials(**facts)


async def _keep(register: str, asked: MemberFacts, said: tuple[str, str]) -> None:
    """Keep what a register said, unless the answers it was asked about were corrected meanwhile."""
    subject = ("member", asked.id)
    async with change("credentials.looked-up", by=SYSTEM, subject=subject, outcomes={register: said[0]}):
        await locked_group(asked.group)
        if about(await load_member(asked.id)) == about(asked):
            await keep_finding(asked.id, register, said, about(asked))

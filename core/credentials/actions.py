"""Keeping what people decided about credentials and what registers said of them; part of a change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from core import clock
from core.actor import Actor
from core.credentials.tables import CredentialDecision, CredentialFinding, SponsorAddress
from core.groups.looked_at_again import look_again

Decision = Literal["valid", "not-valid"]
How = Literal["staff-file", "call-back"]


async def keep_decision(
    member: UUID, decision: Decision, reason: str, about: Mapping[str, Any], *, by: Actor
) -> None:
    """Keep a decision about credentials as they are now, and why."""
    made = CredentialDecision(member=member, decision=decision, reason=reason[:500], about=dict(about))
    made.at, made.by, made.by_name = clock.now(), by.account, by.name[:200]
    await CredentialDecision.insert(made)
    if decision == "not-valid":
        await look_again("license", member)


async def keep_proof(member: UUID, address: str, how: How, seen: str, *, by: Actor) -> None:
    """Keep how somebody's address was proved, what was seen, when and by whom."""
    made = SponsorAddress(member=member, address=address, how=how, seen=seen)
    made.at, made.by, made.by_name = clock.now(), by.account, by.name[:200]
    await SponsorAddress.insert(made)


async def keep_finding(member: UUID, register: str, said: tuple[str, str], about: Mapping[str, Any]) -> None:
    """Keep the outcome and the words of a register about credentials as they are now."""
    outcome, words = said
    made = CredentialFinding(member=member, register=register, outcome=outcome, words=words)
    made.about, made.at = dict(about), clock.now()
    await CredentialFinding.insert(made)
    if outcome == "contradicts":
        await look_again("license", member)

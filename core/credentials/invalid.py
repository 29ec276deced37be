"""Whose license was found invalid, whatever was corrected since."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from core.credentials.queries import needed
from core.credentials.tables import CredentialDecision
from core.groups.records import MemberFacts
from core.site import SiteProfile


async def found_invalid(site: SiteProfile, members: Collection[MemberFacts]) -> frozenset[UUID]:
    """Find those of these members whose license was found invalid, and not valid since; one statement.

    Correcting it is not enough: somebody has to decide anew.
    """
    asked = [each.id for each in members if needed(site, each)]
    if not asked:
        return frozenset()
    columns = (CredentialDecision.member, CredentialDecision.decision)
    theirs = CredentialDecision.member.is_in(asked)
    rows = await CredentialDecision.select(*columns).where(theirs).order_by(CredentialDecision.at)
    newest = {row["member"]: row["decision"] for row in rows}
    return frozenset(key for key, decision in newest.items() if decision == "not-valid")

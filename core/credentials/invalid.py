"""How the license of somebody stands, on whom more rests than their own access."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from core.credentials.queries import State, about, needed
from core.credentials.tables import CredentialDecision
from core.groups.records import MemberFacts
from core.site import SiteProfile


async def licenses(site: SiteProfile, members: Collection[MemberFacts]) -> Mapping[UUID, State]:
    """Find how each license stands, valid for who needs none; one statement.

    What was found valid is open again as soon as it was corrected. What was found invalid stays so, whatever
    was corrected since: somebody has to decide anew.
    """
    found: dict[UUID, State] = {each.id: "open" if needed(site, each) else "valid" for each in members}
    asked = {each.id: each for each in members if needed(site, each)}
    if not asked:
        return found
    columns = (CredentialDecision.member, CredentialDecision.decision, CredentialDecision.about)
    theirs = CredentialDecision.member.is_in([*asked])
    query = CredentialDecision.select(*columns).where(theirs).order_by(CredentialDecision.at)
    for row in await query.output(load_json=True):
        key, valid = row["member"], row["decision"] == "valid"
        corrected = row["about"] != about(asked[key])
        found[key] = ("open" if corrected else "valid") if valid else "not-valid"
    return found

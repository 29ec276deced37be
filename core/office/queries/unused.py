"""Since when somebody used nothing of what they have."""

from __future__ import annotations

from datetime import datetime

from core.access.tables import Grant
from core.groups.records import MemberFacts
from core.groups.rights import KNOWN
from core.identity.queries import account_of_person
from core.identity.sign_ins import last_seen
from core.usage.told import last_uses


async def unused_since(member: MemberFacts) -> datetime | None:
    """Tell since when somebody used nothing of what they have; None for who has nothing that works."""
    if member.state != "active":
        return None
    theirs = (Grant.member == member.id) & Grant.state.is_in(["active", "provisioning"])
    rows = await Grant.select(Grant.id, Grant.state, Grant.changed_at).where(theirs)
    if not any(row["state"] == "active" for row in rows):
        return None
    uses = await last_uses([row["id"] for row in rows])
    moments: list[datetime] = [*(row["changed_at"] for row in rows), *(each.at for each in uses.values())]
    return max([*moments, *await _signed_in(member)])


async def _signed_in(member: MemberFacts) -> list[datetime]:
    account = await account_of_person(member.person) if member.person_state in KNOWN else None
    seen = await last_seen(account) if account else None
    return [seen] if seen else []

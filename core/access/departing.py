"""What else ends with somebody who leaves a practice, and what is written down of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from core import clock
from core.access.tables import Leaving
from core.actor import Actor
from core.due.actions import schedule
from core.groups.records import MemberFacts
from core.groups.rights import KNOWN, belongs_elsewhere
from core.identity import sessions
from core.identity.queries import account_of_person, hold_human
from core.joining.joins import withdraw_each_of

RECEIPT = "leaver.receipt"


async def end_the_rest(member: MemberFacts, reason: str, over_at: datetime, *, by: Actor) -> UUID:
    """End sign-ins and requests to join of a member who just left, and note the leaving; part of a change.

    `over_at` is when their time in the practice was over. Who belongs to another practice stays signed in.
    Returns the key of the leaving, whose receipt is due from now on.
    """
    # Who leaves two practices at once would seem to each to belong to the other.
    if member.person is not None:
        await hold_human(member.person)
    elsewhere = await belongs_elsewhere(member)
    account = await account_of_person(member.person) if member.person_state in KNOWN else None
    if account is not None:
        await withdraw_each_of(account, member.group, by=by)
    if account is not None and not elsewhere:
        await sessions.end_all(account, by=by)
    now = clock.now()
    row = Leaving(id=uuid4(), member=member.id, at=now, over_at=min(over_at, now), elsewhere=elsewhere)
    row.reason, row.by_name = reason, by.name[:200] if by.kind != "system" else ""
    await Leaving.insert(row)
    await schedule(RECEIPT, row.id, now)
    return row.id

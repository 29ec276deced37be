"""What the trail has of a case and of whom it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.audit.reading import in_trail
from core.audit.tables import AuditEvent
from core.misuse.queries.cases import subjects_of
from core.misuse.queries.frozen import SINCE
from core.misuse.records import Case

MOST = 5000


async def trail_of(case: Case) -> list[Mapping[str, Any]]:
    """List the events about a case and its person since 90 days before it, oldest first; one statement."""
    subjects = await subjects_of(case)
    theirs = AuditEvent.subject.is_in([str(case.id), *subjects])
    since = AuditEvent.at >= case.opened_at - SINCE
    query = AuditEvent.select().where(in_trail(), theirs & since)
    rows = await query.order_by(AuditEvent.number, ascending=False).limit(MOST)
    return list(reversed(rows))

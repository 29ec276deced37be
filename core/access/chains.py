"""The whole chain of reasons for one line of a request, as its administrator reads it (X1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from core.access import business_days
from core.access.desk import Desk
from core.access.lines import Line, group_facts, load, person_facts
from core.access.progress import Progress
from core.access.records import GrantFacts
from core.access.standing import progress_of_group
from core.access.steps import Step
from core.access.tables import RequestLine
from core.access.turnaround import Figure, figures
from core.access.why_not import why_not
from core.errors import NotFound
from core.groups.rights import administered_by


async def chain_of(desk: Desk, number: str, account: UUID, member: UUID, slug: str) -> tuple[Step, ...]:
    """Why somebody in a group the account acts for has one application or not yet; NotFound when absent."""
    of_line: Any = RequestLine.grant
    of_request: Any = RequestLine.request
    ours = (of_line.member == member) & (of_line.application == slug)
    mine = (of_request.number == number) & (of_request.group.is_in(administered_by(account)))
    row = await RequestLine.select(RequestLine.grant).where(ours & mine).first()
    if row is None:
        raise NotFound
    return await chain(desk, await load(row["grant"]), (await figures(desk, [slug])).get(slug))


async def chain(desk: Desk, line: Line, figure: Figure | None) -> tuple[Step, ...]:
    """The chain for a line that was read already."""
    progress = replace(
        await progress_of_group(line.group), login=line.member["person_state"], member=line.member["state"]
    )
    person, group = person_facts(desk, line.member), group_facts(desk, line.group)
    return why_not(desk, line.grant.application, person, group, with_line(desk, progress, line.grant, figure))


def with_line(desk: Desk, progress: Progress, grant: GrantFacts, figure: Figure | None) -> Progress:
    """How far the group has come, and this line of it."""
    expected = expected_by(desk, grant, figure) if figure else None
    return replace(progress, grant=grant.state, reason=grant.reason, expected=expected)


def expected_by(desk: Desk, grant: GrantFacts, figure: Figure) -> date | None:
    """The day by which access that is being set up is likely to work."""
    if grant.state != "provisioning":
        return None
    return business_days.after(desk.site, grant.changed_at, figure.days)

"""The whole chain of reasons for one line of a request, as its administrator reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from core import business_days
from core.access.authority import authority_of
from core.access.conditions import progress_of_group
from core.access.lines import Line
from core.access.progress import Progress
from core.access.records import GrantFacts
from core.access.steps import Step
from core.access.turnaround import Figure
from core.access.why_not import why_not
from core.groups.for_rules import as_group, as_person
from core.portal import Portal


async def chain(portal: Portal, line: Line, figure: Figure | None) -> tuple[Step, ...]:
    """Return the chain for a line that was read already."""
    progress = replace(
        await progress_of_group(line.group),
        login=line.member.person_state,
        member=line.member.standing,
        authority=await authority_of(portal, line.member),
        signed=line.member.has_signed,
    )
    person, group = as_person(portal.site, line.member), as_group(portal.site, line.group)
    return why_not(
        portal, line.grant.application, person, group, with_line(portal, progress, line.grant, figure)
    )


def with_line(portal: Portal, progress: Progress, grant: GrantFacts, figure: Figure | None) -> Progress:
    """Return how far the group has come, and this line of it."""
    expected = expected_by(portal, grant, figure) if figure else None
    return replace(progress, grant=grant.state, reason=grant.reason, expected=expected)


def expected_by(portal: Portal, grant: GrantFacts, figure: Figure) -> date | None:
    """Return the day by which access that is being set up is likely to work."""
    if grant.state != "provisioning":
        return None
    return business_days.after(portal.site, grant.changed_at, figure.days)

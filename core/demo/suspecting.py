"""A made-up case of suspected misuse in the practice that works already."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from core import clock
from core.access.lines import load_request
from core.access.queries import newest_of
from core.actor import Actor
from core.groups.people import members_of
from core.misuse.queries.cases import open_about
from core.misuse.reporting import Report, report
from core.portal import Portal

WHAT = "A colleague saw them open the record of a neighbor, twice, outside of their hours."


async def suspect(portal: Portal, account: UUID, name: str) -> None:
    """Have the administrator report somebody of the practice, once."""
    group = (await load_request(await newest_of(account))).group
    member = (await members_of(group))[-1]
    if await open_about(member.id) is not None:
        return
    noticed = clock.now() - timedelta(hours=5)
    given = Report(group, member.id, "", WHAT, "yes", noticed, suspend=True)
    await report(portal, given, by=Actor("person", account, name))

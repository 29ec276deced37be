"""`portal audit segments`, and the trail from month to month: what is verified and kept by itself."""

from __future__ import annotations

import rich_click as click

from core.audit.leaves import Broken
from core.audit.many_processes import ManyProcesses
from core.audit.segments import last_segment, segment_of
from core.audit.segments import segments as all_segments
from core.audit.signing import NoTrailKey, verifiers
from core.audit.verification import Elsewhere, Head, Verified, verify, verify_between
from core.settings import Settings
from web.command_parts import running

LAST = "last"


@click.command()
def segments() -> None:
    """List the segments of the trail: each month that is over, its events, and the head at their end."""

    async def work(settings: Settings) -> list[str]:
        known = verifiers(settings)
        found = [(each, each.heads(known)[1]) for each in await all_segments()]
        return [f"{each.name}  events {each.after + 1} to {each.size}  head {head}" for each, head in found]

    try:
        lines = running.with_database(work)
    except (Broken, NoTrailKey) as problem:
        raise running.fail([str(problem)]) from problem
    click.echo("\n".join(lines) if lines else "there is no segment yet: no month is over")


async def verified_month(month: str, own: Elsewhere, leaves: ManyProcesses) -> Verified:
    """Verify the segment of a month alone; NotFound, and Broken at the first fault."""
    segment = await segment_of(month)
    since, end = segment.heads(own.verifiers)
    return await verify_between(since, end.number, own, leaves=leaves)


async def verified_since(since: str, own: Elsewhere, leaves: ManyProcesses) -> Verified:
    """Verify what came after a head that somebody kept, or after the last segment; as `verified_month`."""
    last = await last_segment() if since == LAST else None
    head = last.heads(own.verifiers)[1] if last else Head.parse(since)
    return await verify(own, since=head, leaves=leaves)


async def months_of(verified: Verified) -> list[str]:
    """List the months whose segments are among what was verified."""
    found = await all_segments()
    return [each.name for each in found if verified.behind <= each.after and each.size <= verified.number]

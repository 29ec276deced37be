"""Tells an application, event by event and in the order of the trail, what moved of its own.

The trail is where this is stored: an event is written in the transaction of its change, so that nothing is
told that did not happen, and nothing is lost that did. What the application knows of is one number.
"""

from __future__ import annotations

from core.audit.following import events_behind, newest_number
from core.database.leases import Lease
from core.plugin_work import actions
from core.plugin_work.jobs import NotWell
from core.plugin_work.queries import TOLD
from core.plugin_work.telling import let_hear, word_of
from core.portal import Portal

AT_ONCE = 20


async def tell_next(portal: Portal, lease: Lease, slug: str, lease_seconds: float) -> None:
    """Tell an application the next of what it does not know of yet, until it has failed at one."""
    newest = await newest_number()
    events = await events_behind(lease.row["number"], newest, TOLD, most=AT_ONCE)
    for event in events:
        # Each may take its time; who slept meanwhile leaves it to whoever has it now.
        if not await lease.renew(lease_seconds):
            return
        try:
            if (word := await word_of(slug, event)) is not None:
                await let_hear(portal, slug, word)
        except NotWell as problem:
            await actions.not_told(lease, event.number - 1, str(problem))
            return
    more = len(events) == AT_ONCE
    await actions.told(lease, events[-1].number if more else newest, more=more)

"""An access review that made-up staff started for every practice that is active."""

from __future__ import annotations

from uuid import UUID

from core.demo.staff import colleague
from core.portal import Portal
from core.reviews.campaigns import NewCampaign, offered_day, plan, start
from core.reviews.queries.campaigns import campaigns, who_takes_part
from core.reviews.records import Chosen

# The same at each filling, so that it is started once.
KEY = UUID("5e1ec7ed-0000-4000-8000-000000000001")


async def review_all(portal: Portal) -> None:
    """Start the review once, where somebody would take part."""
    everybody = Chosen()
    if await campaigns() or not (await who_takes_part(portal, everybody)).practices:
        return
    new = NewCampaign(KEY, "Fall review", "Access is reviewed twice a year", offered_day(portal), everybody)
    await start(portal, new, by=await colleague("analyst"))
    while await plan(portal, KEY):
        pass

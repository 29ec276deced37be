"""Staff start a campaign; the worker opens its reviews, some practices at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.access.actions import given_reason
from core.actor import SYSTEM, Actor
from core.audit import change
from core.audit.actions import Event, note_each
from core.due.actions import schedule, schedule_each
from core.due.worker import Handler
from core.errors import Forbidden, Invalid
from core.portal import Portal
from core.reviews.closing import DATES
from core.reviews.queries.campaigns import load_campaign, next_practices, who_takes_part
from core.reviews.records import CampaignFacts, Chosen
from core.reviews.tables import Campaign, Round

PLAN = "review.plan"
# The trail has one writer at a time, so that few practices are opened in one transaction.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class NewCampaign:
    """What staff decide; `key` is made with the form, so that sending it twice starts one campaign."""

    key: UUID
    name: str
    reason: str
    due_on: date
    chosen: Chosen


def offered_day(portal: Portal) -> date:
    """Return the day until which a campaign that starts now lasts, as the site has it."""
    days = timedelta(days=portal.site.reviews.answer_days)
    return (clock.now() + days).astimezone(portal.site.zone).date()


def faults(portal: Portal, new: NewCampaign) -> Mapping[str, str]:
    """Say by field what is against a campaign."""
    found = {}
    if new.due_on < soonest(portal):
        days = max(portal.site.reviews.reminder_days, default=1)
        found["due_on"] = f"Enter a day at least {days} days from now, so that everyone is reminded"
    if new.due_on > (clock.now() + timedelta(days=366)).astimezone(portal.site.zone).date():
        found["due_on"] = "Enter a day within the next year"
    return found


def soonest(portal: Portal) -> date:
    """Return the first day until which a campaign may last: nobody is late before they were reminded."""
    days = timedelta(days=max(portal.site.reviews.reminder_days, default=1))
    return (clock.now() + days).astimezone(portal.site.zone).date()


async def start(portal: Portal, new: NewCampaign, *, by: Actor) -> UUID:
    """Start a campaign and return its key; the same form sent again starts nothing more.

    Invalid for a day that is too soon, and when no practice would take part.
    """
    if by.kind != "staff":
        raise Forbidden("Only staff start a campaign.")
    reason = given_reason(new.reason)
    if await Campaign.exists().where(Campaign.id == new.key):
        return new.key
    if against := faults(portal, new):
        raise Invalid(against)
    found = await who_takes_part(portal, new.chosen)
    if not found.practices - found.reviewing:
        raise Invalid({"": "No {practice} would take part. Choose others, or wait for the open reviews."})
    await _store(new, reason, found.practices - found.reviewing, by)
    return new.key


async def _store(new: NewCampaign, reason: str, practices: int, by: Actor) -> None:
    about = {"name": new.name, "reason": reason, "due_on": new.due_on.isoformat(), "practices": practices}
    async with change("review.campaign-started", by=by, subject=("campaign", new.key), **about) as event:
        row = Campaign(id=new.key, name=new.name.strip()[:100], reason=reason, due_on=new.due_on)
        row.started_at, row.started_by, row.started_name = clock.now(), by.account, by.name[:200]
        row.practices, row.chosen = practices, new.chosen.model_dump(mode="json")
        made = await Campaign.insert(row).on_conflict(target=Campaign.id, action="DO NOTHING")
        event.details["first"] = bool(made)
        await schedule(PLAN, new.key, clock.now())


async def plan(portal: Portal, campaign: UUID) -> datetime | None:
    """Open the next reviews of a campaign; return when to go on, or None once all are open."""
    found = await load_campaign(campaign)
    if found.planned_at is not None:
        return None
    practices = await next_practices(portal, found.chosen, found.planned_to, AT_ONCE)
    async with change("review.campaign-opened", by=SYSTEM, subject=("campaign", campaign)) as event:
        groups = [group for group, reviewing in practices if not reviewing]
        event.details["reviews"] = await open_each(portal, found, groups)
        over = len(practices) < AT_ONCE
        now: dict[Any, Any] = {Campaign.planned_to: practices[-1][0] if practices else found.planned_to}
        await Campaign.update(now | ({Campaign.planned_at: clock.now()} if over else {})).where(
            Campaign.id == campaign
        )
    # Long ago: all are opened before the first of them takes the worker's time for what is told of it.
    return None if over else found.started_at


async def open_each(portal: Portal, campaign: CampaignFacts, groups: Sequence[UUID]) -> int:
    """Open the review of these practices, as far as none is open there; part of a change.

    Two workers at once open each once. Returns how many there are now.
    """
    if not groups:
        return 0
    rows = [_review(campaign, group, campaign.due_on) for group in groups]
    made = await Round.insert(*rows).on_conflict(target=Round.open_for, action="DO NOTHING")
    keys = {row["id"] for row in made}
    note_each(
        Event("review.opened", SYSTEM, ("review", row.id), {"group": str(row.open_for)})
        for row in rows
        if row.id in keys
    )
    await schedule_each(DATES, list(keys), clock.now())
    return len(keys)


def _review(campaign: CampaignFacts | None, group: UUID, due_on: date) -> Round:
    return Round(
        id=uuid4(),
        campaign=campaign.id if campaign else None,
        group=group,
        state="recall",
        opened_at=clock.now(),
        due_on=due_on,
        told=0,
        open_for=group,
    )


def planning(portal: Portal) -> Mapping[str, Handler]:
    """Return the handler that opens the reviews of campaigns."""
    return {PLAN: partial(plan, portal)}

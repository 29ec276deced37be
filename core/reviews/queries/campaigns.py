"""Campaigns with how far their practices are, and which practices one would be for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from piccolo.querystring import QueryString

from core import clock
from core.access.tables import Grant
from core.database.rows import FIRST_KEY, load_one
from core.groups.tables import Group, Member
from core.names import folded_name
from core.portal import Portal
from core.reviews.records import CampaignFacts, Chosen
from core.reviews.tables import Campaign, ReviewAnswer, Round
from core.usage.tables import Use

# A page lists so many practices; a campaign has as many as there are.
SHOWN = 100


@dataclass(frozen=True, slots=True)
class Preview:
    """For how many practices a campaign would be, the first of them by name, and how many review already."""

    practices: int
    reviewing: int
    first: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class CampaignProgress:
    """How far the practices of a campaign are: how many in each state, and how many are late."""

    open: int
    in_work: int
    late: int
    done: int


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """One practice of a campaign, or one review after an event."""

    review: UUID
    group: UUID
    practice: str
    state: str
    due_on: date
    closed_at: datetime | None
    cause: str = ""


async def load_campaign(campaign: UUID) -> CampaignFacts:
    """Find a campaign; NotFound."""
    return CampaignFacts.of(await load_one(Campaign, campaign))


async def campaigns() -> tuple[CampaignFacts, ...]:
    """List the campaigns, the last one first."""
    query = Campaign.select().order_by(Campaign.started_at, ascending=False).limit(SHOWN)
    return tuple(CampaignFacts.of(row) for row in await query.output(load_json=True))


async def progress(portal: Portal, campaign: UUID) -> CampaignProgress:
    """Count the reviews of a campaign; two statements."""
    today = clock.now().astimezone(portal.site.zone).date()
    ours = Round.campaign == campaign
    rows = await Round.select(Round.state, _count()).where(ours).group_by(Round.state)
    numbers = {row["state"]: row["number"] for row in rows}
    late = await Round.count().where(ours & (Round.state != "done") & (Round.due_on < today))
    begun = sum(numbers.get(state, 0) for state in ("lines", "sponsor", "second"))
    return CampaignProgress(numbers.get("recall", 0), begun, late, numbers.get("done", 0))


async def looked_at_again(campaign: UUID) -> tuple[int, int]:
    """Count what was looked at again in a campaign, and what was not kept then; one statement."""
    of: Any = ReviewAnswer.review
    ours = (of.campaign == campaign) & ReviewAnswer.second.eq(True)
    rows = await ReviewAnswer.select(ReviewAnswer.answer, _count()).where(ours).group_by(ReviewAnswer.answer)
    return sum(row["number"] for row in rows), sum(row["number"] for row in rows if row["answer"] == "remove")


async def reviews_of(campaign: UUID) -> tuple[CampaignLine, ...]:
    """List the practices of a campaign, those first that still have to answer; no more than a page shows."""
    group: Any = Round.group
    query = Round.select(Round.id, Round.group, group.name, Round.state, Round.due_on, Round.closed_at)
    rows = await (
        query.where(Round.campaign == campaign)
        .order_by(_over(), Round.due_on, group.folded_name)
        .limit(SHOWN)
    )
    return tuple(
        CampaignLine(
            row["id"], row["group"], row["group.name"], row["state"], row["due_on"], row["closed_at"]
        )
        for row in rows
    )


async def open_after_events() -> tuple[CampaignLine, ...]:
    """List the reviews after events that are open, by due date; no more than a page shows."""
    group: Any = Round.group
    query = Round.select(Round.id, Round.group, group.name, Round.state, Round.due_on, Round.cause)
    theirs = (Round.open_for >= FIRST_KEY) & (Round.cause != "")
    rows = await query.where(theirs).order_by(Round.due_on, Round.id).limit(SHOWN)
    return tuple(
        CampaignLine(
            row["id"], row["group"], row["group.name"], row["state"], row["due_on"], None, row["cause"]
        )
        for row in rows
    )


async def who_takes_part(portal: Portal, chosen: Chosen) -> Preview:
    """Tell for which practices a campaign would be; three statements."""
    theirs = chosen_practices(portal, chosen)
    number = await Group.count().where(theirs)
    open_ones = Round.select(Round.group).where((Round.open_for >= FIRST_KEY) & (Round.cause == ""))
    reviewing = await Group.count().where(theirs & Group.id.is_in(open_ones))
    rows = await Group.select(Group.id, Group.name).where(theirs).order_by(Group.folded_name).limit(SHOWN)
    return Preview(number, reviewing, tuple((row["id"], row["name"]) for row in rows))


async def next_practices(
    portal: Portal, chosen: Chosen, after: UUID | None, most: int
) -> Sequence[tuple[UUID, bool]]:
    """List the next practices of a campaign by key, and of each whether it has a review open."""
    theirs = chosen_practices(portal, chosen)
    if after is not None:
        theirs &= Group.id > after
    rows = await Group.select(Group.id).where(theirs).order_by(Group.id).limit(most)
    keys = [row["id"] for row in rows]
    busy = await Round.select(Round.open_for).where(Round.open_for.is_in(keys)) if keys else []
    reviewing = {row["open_for"] for row in busy}
    return [(key, key in reviewing) for key in keys]


def chosen_practices(portal: Portal, chosen: Chosen) -> Any:
    """Return the condition that finds the practices of a campaign: active ones, that somebody looks after."""
    theirs: Any = Group.state.is_in(["active", "suspended"])
    if chosen.practices:
        return theirs & Group.id.is_in(list(chosen.practices))
    if chosen.which == "risky":
        theirs &= Group.id.is_in(_risky(portal))
    if chosen.which == "some" and chosen.jurisdiction:
        theirs &= Group.jurisdiction == chosen.jurisdiction
    if chosen.which == "some" and chosen.words.strip():
        theirs &= Group.folded_name.like(f"%{folded_name(chosen.words)}%")
    return theirs


def _risky(portal: Portal) -> Any:
    """Practices in which somebody has access that nobody has used for long, as a subquery."""
    since = clock.now() - timedelta(days=portal.site.reviews.unused_days)
    measured = [slug for slug, each in portal.applications.items() if each.launch_url]
    used = Use.select(Use.grant).where((Use.last_at > since) | (Use.there_at > since))
    told = Use.select(Use.grant).where(Use.there_at.is_not_null())
    known = Grant.application.is_in(measured or [""]) | Grant.id.is_in(told)
    idle = (Grant.state == "active") & known & (Grant.changed_at <= since)
    members = Grant.select(Grant.member).where(idle & Grant.id.not_in(used))
    return Member.select(Member.group).where(Member.id.is_in(members))


def _over() -> QueryString:
    return QueryString('"access_review"."open_for" IS NULL')


def _count() -> QueryString:
    return QueryString("COUNT(*)", alias="number")

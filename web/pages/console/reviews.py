"""Support starts campaigns of access reviews and sees how far they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Literal
from uuid import UUID, uuid4

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from pydantic import BaseModel

from core.errors import Invalid
from core.forms import Choice, Form, at_site, draw, field, read
from core.portal import Portal
from core.reviews.campaigns import NewCampaign, offered_day, start
from core.reviews.queries.campaigns import (
    CampaignLine,
    CampaignProgress,
    Preview,
    campaigns,
    load_campaign,
    looked_at_again,
    open_after_events,
    progress,
    reviews_of,
    who_takes_part,
)
from core.reviews.records import CampaignFacts, Chosen
from core.reviews.sealing import CAUSES
from web.contexts import FormContext, PageContext
from web.forms import Values, one, see_other, submitted
from web.pages.console.choosing import key_of
from web.rendering import render
from web.security.guards import staff
from web.visit import Visit

REVIEWS, START = "/support/reviews", "/support/reviews/start"
STARTS = staff("analyst", "site-administrator")
SEES = staff("analyst", "site-administrator", "privacy-officer")
OURS = frozenset({"csrf", "key", "step", "practice"})
STATES = {
    "recall": "Open",
    "lines": "In work",
    "sponsor": "Waits for others",
    "second": "Second look",
    "done": "Done",
}
STATE_COLORS = {"recall": "", "lines": "yellow", "sponsor": "yellow", "second": "yellow", "done": "green"}


class StartReview(BaseModel):
    """A campaign of access reviews."""

    name: str = field(
        "Name", max_length=100, missing="Enter a name", hint="Such as: Fall 2026. The {practice} sees it."
    )
    reason: str = field("Reason", max_length=300, missing="Say why you start it")
    due_on: date = field("Due on", kind="date", width="10", missing="Enter the day by which it is due")
    which: Literal["all", "some", "risky"] = field(
        "Which {practice.plural} take part?",
        kind="radios",
        choices=(
            Choice("all", "All that are active"),
            Choice("some", "Some, by {jurisdiction} or name"),
            Choice(
                "risky", "Those in which access is unused", "Someone has access that no one opened for long."
            ),
        ),
        missing="Choose which take part",
    )
    jurisdiction: str = field(
        "{jurisdiction}", max_length=40, optional=True, width="5", shown_when=("which", "some"),
        hint="Its short form, such as AZ.",
    )  # fmt: skip
    words: str = field("Part of the name", max_length=100, optional=True, shown_when=("which", "some"))


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignsPage(PageContext):
    """Every campaign with how far it is, and the reviews after events that are open."""

    template: ClassVar[str] = "support/reviews.html"
    campaigns: Sequence[tuple[CampaignFacts, CampaignProgress]]
    small: Sequence[CampaignLine]
    causes: Mapping[str, str]
    states: Mapping[str, str]
    colours: Mapping[str, str]
    per_year: int
    may_start: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StartReviewPage(FormContext):
    """A new campaign; once looked at, for how many practices it would be, with those that were ticked."""

    template: ClassVar[str] = "support/review_start.html"
    key: UUID
    preview: Preview | None
    ticked: frozenset[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPage(PageContext):
    """How far the practices of one campaign are."""

    template: ClassVar[str] = "support/campaign.html"
    campaign: CampaignFacts
    progress: CampaignProgress
    opened: int
    again: tuple[int, int]
    lines: Sequence[CampaignLine]
    may_answer: bool
    states: dict[str, str]
    colours: dict[str, str]


@get(REVIEWS, guards=[SEES])
async def show_campaigns(visit: NamedDependency[Visit]) -> Response[Any]:
    """List every campaign, the last one first."""
    found = [(each, await progress(visit.portal, each.id)) for each in (await campaigns())[:20]]
    per_year = visit.portal.site.reviews.per_year
    page = CampaignsPage(
        campaigns=found,
        small=await open_after_events() if _may_act(visit) else (),
        causes=CAUSES,
        states=STATES,
        colours=STATE_COLORS,
        per_year=per_year,
        may_start=_may_act(visit),
    )
    return render(visit.request, page)


@get(START, guards=[STARTS])
async def show_start(visit: NamedDependency[Visit]) -> Response[Any]:
    """Offer a campaign as the site has them."""
    values = {"due_on": offered_day(visit.portal).isoformat(), "reason": _cadence(visit.portal)}
    form = draw(_model(visit), values)
    return render(visit.request, StartReviewPage(form=form, key=uuid4(), preview=None, ticked=frozenset()))


@post(START, guards=[STARTS], status_code=200)
async def send_start(visit: NamedDependency[Visit]) -> Response[Any]:
    """Show for how many practices the campaign would be, or start it."""
    values = await submitted(visit.request)
    key, ticked = key_of(one(values, "key") or str(uuid4())), _ticked(values)
    reading = read(_model(visit), values, ignore=OURS)
    if reading.answers is None:
        return await _page(visit, reading.form, key, None, ticked, 422)
    given = reading.answers
    chosen = _chosen(given, ticked)
    if one(values, "step") != "start":
        wide = chosen.model_copy(update={"practices": ()})
        return await _page(visit, reading.form, key, wide, ticked)
    try:
        new = NewCampaign(key, given.name, given.reason, given.due_on, chosen)
        await start(visit.portal, new, by=visit.actor)
    except Invalid as wrong:
        return await _page(visit, reading.refused(wrong.errors), key, chosen, ticked, 422)
    return see_other(f"{REVIEWS}/{key}")


@get(f"{REVIEWS}/{{campaign:uuid}}", guards=[SEES])
async def show_campaign(visit: NamedDependency[Visit], campaign: FromPath[UUID]) -> Response[Any]:
    """Show how far its practices are."""
    found = await load_campaign(campaign)
    numbers = await progress(visit.portal, campaign)
    page = CampaignPage(
        campaign=found,
        progress=numbers,
        opened=numbers.open + numbers.in_work + numbers.done,
        again=await looked_at_again(campaign),
        lines=await reviews_of(campaign),
        may_answer=_may_act(visit),
        states=STATES,
        colours=STATE_COLORS,
    )
    return render(visit.request, page)


async def _page(
    visit: Visit, form: Form, key: UUID, chosen: Chosen | None, ticked: frozenset[UUID], status: int = 200
) -> Response[Any]:
    found = await who_takes_part(visit.portal, chosen) if chosen else None
    page = StartReviewPage(form=form, key=key, preview=found, ticked=ticked)
    return render(visit.request, page, status=status)


def _may_act(visit: Visit) -> bool:
    """Whether who looks starts reviews, and answers them in place of a practice."""
    return visit.who.roles.has("analyst", "site-administrator")


def _model(visit: Visit) -> type[StartReview]:
    site = visit.portal.site
    return at_site(site.asking, StartReview)


def _cadence(portal: Portal) -> str:
    times = portal.site.reviews.per_year
    return "Access is reviewed " + {1: "once a year", 2: "twice a year"}.get(times, f"{times} times a year")


def _ticked(values: Values) -> frozenset[UUID]:
    return frozenset(key_of(each) for each in values.get("practice", []) if isinstance(each, str))


def _chosen(given: StartReview, ticked: frozenset[UUID]) -> Chosen:
    return Chosen(
        which=given.which,
        jurisdiction=given.jurisdiction.strip().upper(),
        words=given.words,
        practices=tuple(sorted(ticked)),
    )


handlers = [show_campaigns, show_start, send_start, show_campaign]

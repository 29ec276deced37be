"""What was answered takes effect, and a review is done once nothing in it is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from core import clock
from core.access import actions, suspending
from core.access.conditions import NotNow
from core.access.lines import Line, load
from core.access.notices import tell_of_end
from core.actor import Actor
from core.audit import change
from core.due.actions import schedule
from core.errors import Stale
from core.portal import Portal
from core.reviews.answering import may
from core.reviews.closing import ASK, DATES, end_review
from core.reviews.entering import review_entered
from core.reviews.queries.reviews import load_review, review_view
from core.reviews.records import ReviewLine, ReviewView, Side
from core.reviews.second_look import begin_second_look
from core.reviews.tables import Round
from core.reviews.telling import is_late
from core.reviews.writing import note_applied

REMOVED = "Removed in an access review"
SUSPENDED_BY = "review"
STILL_MISSING = "People were added while you answered. Say first whether they work there."
STILL_OPEN = "Something is still to be answered. Perhaps it changed while you answered."


async def finish_review(portal: Portal, review: UUID, *, by: Actor) -> None:
    """Have every answer of one side take effect; Stale, and nothing, when something is not answered yet.

    Access that was to be removed ends, and what was suspended because nobody answered comes back where it
    is kept. The review is done when nobody else has to answer.
    """
    async with change("review.finished", by=by, subject=("review", review)) as event:
        view, side = await review_entered(portal, review, by=by, sides=("practice", "sponsor", "support"))
        if view.missing:
            raise Stale(STILL_MISSING)
        if view.review.state == "recall" or _still_open(view, side):
            raise Stale(STILL_OPEN)
        event.details |= await _apply(portal, [line for line in view.lines if may(line, side)], by)
        await _note_finished(view, side, by)
        await _close_if_answered(portal, review, by)


async def postpone(portal: Portal, review: UUID, reason: str, *, by: Actor) -> None:
    """Have more time once, as many days as the site gives; NotNow a second time, and once it is late."""
    reason = actions.given_reason(reason)
    async with change("review.postponed", by=by, subject=("review", review), reason=reason) as event:
        view, _ = await review_entered(portal, review, by=by)
        found = view.review
        if found.postponed_at is not None or is_late(portal, found):
            raise NotNow("You can move the date of a review once, before it is late.")
        day = found.due_on + timedelta(days=portal.site.reviews.postpone_days)
        event.details["due_on"] = day.isoformat()
        now: dict[Any, Any] = {
            Round.due_on: day,
            Round.postponed_at: clock.now(),
            Round.told: 1,
        }
        await Round.update(now).where(Round.id == review)
        await schedule(DATES, review, clock.now())


def _still_open(view: ReviewView, side: Side) -> bool:
    """Whether this side has left out something; what it is not sure of is for others."""
    sides = {"practice", "support"} if side == "support" else {side}
    return any(line.is_open and line.whose in sides for line in view.lines)


async def _apply(portal: Portal, lines: Sequence[ReviewLine], by: Actor) -> dict[str, int]:
    """Remove and give back what was answered so; what has ended meanwhile needs nothing."""
    waiting = [line for line in lines if line.answer and line.answer.applied_at is None]
    removed = [line for line in waiting if line.answer and line.answer.answer == "remove"]
    ended = [await load(line.access.id, lock=True) for line in removed]
    for each in ended:
        await actions.revoke(each.id, REMOVED, by=by)
    await tell_of_end(portal, _in(ended, "active"), _in(ended, "provisioning"), REMOVED)
    kept = [line for line in waiting if line.answer and line.answer.answer == "keep"]
    for line in kept:
        await _give_back(portal, line, by)
    await note_applied([line.answer.id for line in (*removed, *kept) if line.answer])
    return {"removed": len(removed), "kept": len(kept)}


async def _give_back(portal: Portal, line: ReviewLine, by: Actor) -> None:
    if SUSPENDED_BY in line.access.suspended_by:
        await suspending.resume(portal, line.access.id, by=by, side=SUSPENDED_BY)


def _in(lines: Sequence[Line], state: str) -> list[Line]:
    return [line for line in lines if line.grant.state == state]


async def _note_finished(view: ReviewView, side: Side, by: Actor) -> None:
    if side != "sponsor" and view.review.finished_at is None:
        now: dict[Any, Any] = {
            Round.finished_at: clock.now(),
            Round.finished_name: by.name[:200],
        }
        await Round.update({**now, Round.state: "sponsor"}).where(Round.id == view.review.id)


async def _close_if_answered(portal: Portal, review: UUID, by: Actor) -> None:
    found = await load_review(review)
    view = await review_view(portal, found)
    unapplied = [each for each in view.lines if each.answer and each.answer.applied_at is None]
    if (
        found.state not in {"sponsor", "second"}
        or view.missing
        or unapplied
        or any(each.is_open for each in view.lines)
    ):
        await schedule(ASK, review, clock.now())
        return
    if not await begin_second_look(portal, view):
        await end_review(review, by=by)

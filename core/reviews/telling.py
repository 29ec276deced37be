"""What happens to a review by date: it is told, reminded of, late, told once more, and then suspended.

Each step waits for the one before it: a worker that was off for weeks suspends nothing that was not told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from core import clock
from core.access.actions import suspend_each
from core.access.leaving import end_of
from core.access.lines import Line, load
from core.access.notices import tell_of_suspension
from core.actor import SYSTEM
from core.audit import change
from core.due.worker import Handler
from core.groups.people import locked_group
from core.groups.records import GroupFacts
from core.groups.rights import administrator_of, sponsors_of
from core.mail import NewMail
from core.names import first_upper
from core.portal import Portal
from core.reviews.closing import ASK, DATES, end_review
from core.reviews.queries.reviews import WHY, load_review, review_view
from core.reviews.records import ReviewFacts, ReviewLine, ReviewView
from core.reviews.tables import Round

# What somebody is not sure of goes out in one mail.
ASK_AFTER = timedelta(minutes=10)
LAST_NOTICE = timedelta(days=3)
LATE = ("review-late", "review-last-notice", "review-suspended")
# Before the practice has finished its part.
OPEN_TO_PRACTICE = frozenset({"recall", "lines"})
UNANSWERED = "No one answered the access review"


def is_late(portal: Portal, review: ReviewFacts) -> bool:
    """Tell whether the day of a review is over."""
    return clock.now() >= end_of(portal, review.due_on)


def suspends_on(portal: Portal, review: ReviewFacts) -> datetime:
    """Tell when what nobody answers is suspended, as long as everything before that is told in time."""
    span = max(timedelta(days=portal.site.reviews.suspend_days), LAST_NOTICE)
    late = _late_step(portal, review)
    if review.told_at and review.told > late + 1:
        return review.told_at + LAST_NOTICE
    if review.told_at and review.told == late + 1:
        return review.told_at + span
    return max(end_of(portal, review.due_on), clock.now()) + span


def next_step(portal: Portal, review: ReviewFacts) -> datetime | None:
    """Return when something is to be told or done about a review; None once nothing is."""
    if not review.is_open or review.told > _late_step(portal, review) + 2:
        return None
    days, late = _reminder_days(portal, review), _late_step(portal, review)
    over = end_of(portal, review.due_on)
    if review.told == 0:
        return review.opened_at
    if review.told < late:
        return over - timedelta(days=days[review.told - 1])
    if review.told == late:
        return over
    if review.told == late + 1:
        return suspends_on(portal, review) - LAST_NOTICE
    return suspends_on(portal, review)


async def take_step(portal: Portal, review: UUID) -> datetime | None:
    """Do what is due about a review, one step; return when to look again, or None."""
    found = await load_review(review)
    at = next_step(portal, found)
    if at is None or at > clock.now():
        return at
    async with change("review.told", by=SYSTEM, subject=("review", review), step=found.told) as event:
        await locked_group(found.group)
        again = await load_review(review, lock=True)
        if again.told == found.told and next_step(portal, again) == at:
            event.details["told"] = await _do(portal, again)
    return next_step(portal, await load_review(review))


async def ask_others(portal: Portal, review: UUID) -> None:
    """Mail those who have to answer in place of the practice what waits for them; None when nothing does."""
    found = await load_review(review)
    view = await review_view(portal, found)
    if not found.is_open or found.state == "recall":
        return
    if mails := await _questions(portal, view):
        async with change("review.asked", by=SYSTEM, subject=("review", review), mails=len(mails)):
            await portal.mail.send_each(mails)


async def _questions(portal: Portal, view: ReviewView) -> list[NewMail]:
    """The sponsor is asked as soon as something is theirs, support once the practice has finished."""
    about, said, found = ("review", view.review.id), _said(portal, view.group, view.review, ""), []
    template = "review-second-look" if view.review.state == "second" else "review-asked"
    sponsors, support = view.open_for("sponsor"), view.open_for("support")
    for each in await sponsors_of([view.group.id]) if sponsors else ():
        context = said | {"first_name": each.first_name, "lines": _named(sponsors)}
        found.append(NewMail(each.email, template, about, context))
    if support and view.review.state not in OPEN_TO_PRACTICE:
        path = f"/support/reviews/practices/{view.review.id}"
        context = said | {"lines": _named(support), "path": path}
        found.append(NewMail(portal.site.support_address, template, about, context))
    return found


def _named(lines: Sequence[ReviewLine]) -> list[str]:
    return [f"{line.person.member.name}: {line.access.name}" for line in lines]


def telling(portal: Portal) -> Mapping[str, Handler]:
    """Return the handlers of everything that happens to a review by date."""
    return {DATES: partial(take_step, portal), ASK: partial(ask_others, portal)}


def _late_step(portal: Portal, review: ReviewFacts) -> int:
    """The step at which a review is late: after it was opened and every reminder."""
    return 1 + len(_reminder_days(portal, review))


def _reminder_days(portal: Portal, review: ReviewFacts) -> Sequence[int]:
    """How many days before it is due a review is reminded of; some reviews have less time."""
    rule, short = portal.site.reviews, review.cause or review.seed
    days = [each for each in rule.reminder_days if not short or each < rule.event_days]
    return sorted(days, reverse=True)


async def _do(portal: Portal, review: ReviewFacts) -> str:
    """Take the step, and return what was told; after an event a review of nothing is over."""
    if review.cause and not (await review_view(portal, review)).lines:
        await end_review(review.id, by=SYSTEM)
        return ""
    template = _template(portal, review)
    now: dict[Any, Any] = {Round.told: review.told + 1, Round.told_at: clock.now()}
    if template == "review-suspended":
        now[Round.suspended_at] = clock.now()
        await _suspend(portal, await review_view(portal, review))
    await Round.update(now).where(Round.id == review.id)
    if template:
        await _tell(portal, await review_view(portal, await load_review(review.id)), template)
    return template


def _template(portal: Portal, review: ReviewFacts) -> str:
    """Which mail belongs to the step; none where others than the practice are asked from the beginning."""
    late = _late_step(portal, review)
    if review.told == 0 and review.cause:
        return "review-after-event" if review.state == "lines" else ""
    named = {0: "review-opened", late: "review-late", late + 1: "review-last-notice"}
    return named.get(review.told, "review-reminder" if review.told < late else "review-suspended")


async def _suspend(portal: Portal, view: ReviewView) -> None:
    """Suspend what works and nobody answered; finishing the review brings back what is kept."""
    open_ones = [line for line in view.lines if line.is_open and line.access.state == "active"]
    lines: list[Line] = [await load(line.access.id, lock=True) for line in open_ones]
    await suspend_each(lines, UNANSWERED, by=SYSTEM, suspended_by="review")
    await tell_of_suspension(portal, lines, [], UNANSWERED)


async def _tell(portal: Portal, view: ReviewView, template: str) -> None:
    """Tell whoever has to answer, and from the day it is late on everybody, in the end support too."""
    told: dict[str, str] = {}
    late, others = template in LATE, view.review.state not in OPEN_TO_PRACTICE
    administrator = await administrator_of(view.group.id)
    if administrator and (late or not others):
        told[administrator.email] = administrator.first_name
    if late or (others and view.open_for("sponsor")):
        told |= {each.email: each.first_name for each in await sponsors_of([view.group.id])}
    if template in LATE[1:] or (others and view.open_for("support")) or not told:
        told.setdefault(portal.site.support_address, "")
    mails = [
        NewMail(to, template, ("review", view.review.id), _said_to(portal, view, to, called))
        for to, called in told.items()
    ]
    await portal.mail.send_each(mails)


def _said_to(portal: Portal, view: ReviewView, to: str, called: str) -> dict[str, Any]:
    said = _said(portal, view.group, view.review, called)
    if to == portal.site.support_address:
        said["path"] = f"/support/reviews/practices/{view.review.id}"
    if view.review.cause:
        why = f"{portal.site.terms.said(WHY[view.review.cause])}"
        said |= {"lines": _named([line for line in view.lines if line.is_open]), "why": first_upper(why)}
    return said


def _said(portal: Portal, group: GroupFacts, review: ReviewFacts, called: str) -> dict[str, Any]:
    dates = portal.site.dates
    return {
        "first_name": called,
        "group_name": group.name,
        "due_on": dates.day(review.due_on),
        "suspends_on": dates.day(suspends_on(portal, review)),
        "path": f"/office/reviews/{review.id}",
    }

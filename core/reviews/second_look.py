"""Where a practice answered too fast, a part of what it kept is looked at again, chosen by chance.

The chance is drawn when the practice has answered, and kept with the choice: the same seed chooses the same.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import timedelta
from math import ceil
from statistics import median
from typing import Any
from uuid import UUID

from core import clock
from core.actor import SYSTEM
from core.audit import change
from core.due.actions import schedule
from core.portal import Portal
from core.reviews.closing import ASK, DATES
from core.reviews.queries.reviews import answers_of
from core.reviews.records import FAST, AnswerFacts, ReviewView
from core.reviews.tables import Round
from core.reviews.writing import write_what_is_looked_at_again
from core.site import SiteProfile


async def begin_second_look(portal: Portal, view: ReviewView) -> bool:
    """Choose what is looked at again, once, and ask for it; False where nothing is. Part of a change."""
    kept = [
        line for line in view.lines if line.answer and line.said == "keep" and line.answer.side == "practice"
    ]
    if view.review.seed or not kept or not is_too_fast(portal.site, await answers_of(view.review.id)):
        return False
    seed = secrets.token_hex(16)
    keys = sorted(str(line.access.id) for line in kept)
    chosen = drawn_by_chance(seed, keys, portal.site.reviews.second_look_percent)
    about = {"seed": seed, "kept": keys, "chosen": chosen}
    async with change("review.second-look", by=SYSTEM, subject=("review", view.review.id), **about):
        await write_what_is_looked_at_again(
            view.review.id, [line for line in kept if str(line.access.id) in chosen]
        )
        await _go_on(portal, view, seed)
    return True


def is_too_fast(site: SiteProfile, answers: Sequence[AnswerFacts]) -> bool:
    """Tell whether the answers of a practice came faster, or more of them at once, than the site allows."""
    given = [each for each in answers if each.grant and each.side == "practice" and each.answer != "look"]
    took = [each.millis for each in given if each.millis is not None]
    rule = site.reviews
    if not took:
        return False
    fast = 100 * sum(each < FAST for each in took) / len(took)
    batch = 100 * sum(each.batch for each in given) / len(given)
    slow = median(took) >= rule.least_seconds * 1000
    return not slow or fast > rule.most_fast_percent or batch > rule.most_batch_percent


def drawn_by_chance(seed: str, kept: Collection[str], percent: int) -> list[str]:
    """Choose so many of a hundred, one at least: the first ones by the SHA-256 of the seed with each."""
    ordered = sorted(kept, key=lambda each: hashlib.sha256(f"{seed}:{each}".encode()).digest())
    return ordered[: max(1, ceil(len(ordered) * percent / 100))]


async def _go_on(portal: Portal, view: ReviewView, seed: str) -> None:
    """Give whoever looks again their own time, with reminders and all that follows."""
    review: UUID = view.review.id
    days = timedelta(days=portal.site.reviews.event_days)
    soonest = (clock.now() + days).astimezone(portal.site.zone).date()
    now: dict[Any, Any] = {Round.state: "second", Round.seed: seed, Round.told: 1}
    await Round.update(now | {Round.due_on: max(view.review.due_on, soonest)}).where(Round.id == review)
    await schedule(ASK, review, clock.now())
    await schedule(DATES, review, clock.now())

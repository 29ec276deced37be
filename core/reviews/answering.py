"""Answers about what people have: singly about what changed, and in one act per person about the rest."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from core import clock
from core.actor import Actor
from core.audit import change
from core.due.actions import schedule
from core.errors import Invalid, NotFound, Stale
from core.portal import Portal
from core.reviews.closing import ASK
from core.reviews.entering import review_entered
from core.reviews.queries.reviews import answers_of
from core.reviews.records import ReviewLine, ReviewView, Side, acts
from core.reviews.telling import ASK_AFTER
from core.reviews.told import seen_as
from core.reviews.writing import Spoken, millis_since, write_about_lines

Answer = Literal["keep", "remove", "ask"]
ANSWERS: tuple[Answer, ...] = get_args(Answer)
CHANGED = "This access changed while the page was open. Look at it once more."
TOOK_EFFECT = "This answer has taken effect. It stays as it is in this review."
SINGLY = "Each access that changed is answered by itself."


@dataclass(frozen=True, slots=True)
class AnswerSent:
    """What is said of accesses of one person; `seen` marks what stood beside them, where that is known."""

    grants: Collection[UUID]
    said: str
    seen: str = ""


async def answer(
    portal: Portal, review: UUID, member: UUID, grants: Collection[UUID], said: str, *, by: Actor
) -> None:
    """Give an answer without a page beside it."""
    await answer_as_seen(portal, review, member, AnswerSent(grants, said), by=by)


async def answer_as_seen(portal: Portal, review: UUID, member: UUID, given: AnswerSent, *, by: Actor) -> None:
    """Say of accesses of one person that they keep them, lose them, or that the sponsor is to be asked.

    What changed since the last review is answered one by one, and only what did not change in one act;
    Stale for both at once, for access that is no more, and where something else stands beside it now. Nothing
    takes effect before the practice finishes, and until then another answer takes the place of this one.
    """
    known = next((each for each in ANSWERS if each == given.said), None)
    if known is None:
        raise Invalid({"answer": "Select an answer"})
    keys = [str(each) for each in given.grants]
    details = {"member": str(member), "grants": keys, "answer": known}
    async with change("review.answered", by=by, subject=("review", review), **details):
        view, side = await review_entered(portal, review, by=by, sides=("practice", "sponsor", "support"))
        lines = _own_lines(view, member, given.grants, side)
        _require_singly(lines)
        _require_as_seen(portal, lines, given.seen)
        await _write(view, [(lines, known)], side, by)
        if known == "ask" or side == "practice":
            await schedule(ASK, review, clock.now() + ASK_AFTER)


async def reduce(
    portal: Portal, review: UUID, member: UUID, removed: Collection[UUID], seen: str = "", *, by: Actor
) -> None:
    """Take some accesses away from one person and keep the rest of what is theirs to be answered.

    Every one of them was shown with its box, and `seen` marks what stood beside them; Invalid when none is
    taken away.
    """
    details = {"member": str(member), "removed": [str(each) for each in removed]}
    async with change("review.reduced", by=by, subject=("review", review), **details):
        view, side = await review_entered(portal, review, by=by, sides=("practice", "sponsor", "support"))
        theirs = [line.access.id for line in view.lines if line.person.member.id == member]
        every = _own_lines(view, member, [key for key in theirs if _is_open_to(view, key, side)], side)
        _require_as_seen(portal, every, seen)
        gone = [line for line in every if line.access.id in removed]
        if not gone:
            raise Invalid({"grant": "Select what this person no longer needs"})
        # A difference that was not chosen stays open: keeping it is an answer of its own.
        rest = [line for line in every if line not in gone and not line.why]
        await _write(view, [(gone, "remove"), (rest, "keep")], side, by)


async def _write(
    view: ReviewView, parts: Sequence[tuple[Sequence[ReviewLine], Answer]], side: Side, by: Actor
) -> None:
    took = millis_since(await answers_of(view.review.id), view.review)
    batch = sum(len(lines) for lines, _ in parts) > 1
    for lines, said in parts:
        if lines:
            first = lines is next(each for each, _ in parts if each)
            given = Spoken(said, side, by, took if first else None, batch)
            await write_about_lines(view.review, lines, given)


def may(line: ReviewLine, side: Side) -> bool:
    """Tell whether a side answers about an access: support does for everybody, others for what is theirs."""
    if side == "support":
        return True
    return line.whose == side or (side == "practice" and not acts(line.person) and not line.is_second)


def _is_open_to(view: ReviewView, grant: UUID, side: Side) -> bool:
    line = next(each for each in view.lines if each.access.id == grant)
    return may(line, side) and not (line.answer and line.answer.applied_at)


def _own_lines(view: ReviewView, member: UUID, grants: Collection[UUID], side: Side) -> Sequence[ReviewLine]:
    if view.review.state == "recall":
        raise Stale(CHANGED)
    theirs = {line.access.id: line for line in view.lines if line.person.member.id == member}
    if not grants or not theirs.keys() >= set(grants):
        raise Stale(CHANGED)
    lines = [theirs[key] for key in theirs if key in grants]
    if not all(may(line, side) for line in lines):
        raise NotFound
    if any(line.answer and line.answer.applied_at for line in lines):
        raise Stale(TOOK_EFFECT)
    return lines


def _require_as_seen(portal: Portal, lines: Sequence[ReviewLine], seen: str) -> None:
    if seen and seen != seen_as(portal, lines):
        raise Stale(CHANGED)


def _require_singly(lines: Sequence[ReviewLine]) -> None:
    if len(lines) > 1 and any(line.why for line in lines):
        raise Stale(SINGLY)

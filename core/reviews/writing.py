"""One answer becomes a row, over the one before it: part of the change that gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.actor import SYSTEM, Actor
from core.groups.records import MemberFacts
from core.reviews.records import AnswerFacts, ReviewFacts, ReviewLine, Side
from core.reviews.tables import ReviewAnswer

# Nobody looks at one line for longer; whoever comes back later looks anew.
LONGEST = 24 * 60 * 60 * 1000
_FIELDS = ("answer", "why", "side", "by", "by_name", "at", "millis", "batch", "unsure", "last_used", "seen")
_COLUMNS = (*_FIELDS, "staff_type", "suffix", "applied_at")


@dataclass(frozen=True, slots=True)
class Spoken:
    """An answer on one side, and how long it took, if it was not one of several given at once."""

    answer: str
    side: Side
    by: Actor
    millis: int | None = None
    batch: bool = False


@dataclass(frozen=True, slots=True)
class Concerned:
    """One access that is asked about, and whose it is."""

    member: MemberFacts
    grant: UUID


async def write_what_is_asked(review: UUID, concerned: Sequence[Concerned]) -> None:
    """Write down that these accesses are asked about."""
    given = Spoken("look", "practice", SYSTEM)
    rows = [_row(review, each.member, given, f"{review}:{each.grant}") for each in concerned]
    for row, each in zip(rows, concerned, strict=True):
        row.grant, row.by_name = each.grant, ""
    await _write(rows)


async def write_what_is_looked_at_again(review: UUID, lines: Sequence[ReviewLine]) -> None:
    """Write down that these are looked at once more, by somebody else."""
    given, rows = Spoken("look", "sponsor", SYSTEM), []
    for line in lines:
        row = _row(review, line.person.member, given, f"{review}:{line.access.id}:2")
        row.grant, row.by_name, row.second = line.access.id, "", True
        rows.append(row)
    await _write(rows)


async def write_about_members(review: ReviewFacts, members: Sequence[MemberFacts], given: Spoken) -> None:
    """Write down about people whether they work there."""
    await _write([_row(review.id, member, given, f"{review.id}:{member.id}") for member in members])


async def write_about_lines(review: ReviewFacts, lines: Sequence[ReviewLine], given: Spoken) -> None:
    """Write down the same answer about accesses of one person; the first of them has the time it took."""
    rows: list[ReviewAnswer] = []
    for line in lines:
        key = f"{review.id}:{line.access.id}{':2' if line.is_second else ''}"
        row = _row(review.id, line.person.member, given, key)
        row.grant, row.last_used = line.access.id, line.access.last_used
        row.seen = {"used_there": line.access.used_there, "told": line.told}
        row.second = line.is_second
        row.why = "; ".join(line.why)[:300]
        row.millis, row.batch = None if rows else given.millis, given.batch
        row.unsure = given.answer == "ask" or bool(given.side != "practice" and _was_unsure(line.answer))
        rows.append(row)
    await _write(rows)


def millis_since(answers: Sequence[AnswerFacts], review: ReviewFacts) -> int:
    """Tell how long ago somebody answered last in a review, or began to."""
    moments = [each.at for each in answers] + [each for each in (review.listed_at,) if each]
    since: datetime = max(moments, default=review.opened_at)
    return min(int((clock.now() - since).total_seconds() * 1000), LONGEST)


async def note_applied(answers: Sequence[UUID]) -> None:
    """Write down that what was answered took effect."""
    values: dict[Any, Any] = {ReviewAnswer.applied_at: clock.now()}
    if answers:
        await ReviewAnswer.update(values).where(ReviewAnswer.id.is_in(list(answers)))


def _was_unsure(answer: AnswerFacts | None) -> bool:
    return answer is not None and answer.unsure


def _row(review: UUID, member: MemberFacts, given: Spoken, key: str) -> ReviewAnswer:
    row = ReviewAnswer(id=uuid4(), review=review, member=member.id, key=key)
    row.answer, row.side, row.why = given.answer, given.side, ""
    row.by, row.by_name, row.at = given.by.account, given.by.name[:200], clock.now()
    row.staff_type, row.suffix = member.staff_type, member.suffix
    return row


async def _write(rows: Sequence[ReviewAnswer]) -> None:
    if rows:
        columns = [getattr(ReviewAnswer, name) for name in _COLUMNS]
        await ReviewAnswer.insert(*rows).on_conflict(
            target=ReviewAnswer.key, action="DO UPDATE", values=columns
        )

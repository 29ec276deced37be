"""What a review that is done leaves behind: who decided what when, and how it was answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

from core.access.tables import Leaving
from core.groups.people import load_group
from core.names import full_name
from core.reviews.queries.reviews import load_review
from core.reviews.queries.trail import Recorded, event_of, recorded
from core.reviews.records import FAST, ReviewFacts, Told
from core.reviews.tables import ReviewAnswer, ReviewEvidence

CONTRADICTED_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer with everything that was known when it was given; `application` is empty about a person.

    `used_there` if it was the application that told of the last use, and `told` is what else it said.
    """

    person: str
    application: str
    answer: str
    why: str
    last_used: datetime | None
    side: str
    by: str
    at: datetime
    second: bool
    event: int | None
    used_there: bool
    told: Told


@dataclass(frozen=True, slots=True)
class Figures:
    """How a review was answered: shares in percent, and None where there was nothing to measure.

    `contradictions` are people who were kept and whose access ended within a month. So many were looked at
    `again`, and of these so many not kept after all (`overturned`).
    """

    seconds: float | None
    in_batch: int | None
    fast: int
    removed: int
    unsure: int
    contradictions: tuple[str, ...]
    again: int
    overturned: int


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """Every answer of a review, how it was answered, and its events; `sealed_at` once the PDF is there."""

    review: ReviewFacts
    practice: str
    decisions: tuple[Decision, ...]
    figures: Figures
    sealed_at: datetime | None
    events: tuple[Recorded, ...]


async def evidence_of(review: UUID) -> LeftBehind:
    """Collect what a review leaves behind; as many statements however long it is."""
    found, member, grant = await load_review(review), _any(ReviewAnswer.member), _any(ReviewAnswer.grant)
    rows = await (
        ReviewAnswer.select(
            *ReviewAnswer.all_columns(), member.first_name, member.last_name, grant.application_name
        )
        .where(ReviewAnswer.review == review)
        .order_by(ReviewAnswer.key)
        .output(load_json=True)
    )
    # What was said about somebody as a whole stands before what they have.
    rows.sort(key=lambda row: (*_person(row), row["grant.application_name"] or "", row["second"]))
    events = await recorded(review)
    columns = ReviewEvidence.select(ReviewEvidence.sealed_at)
    sealed = await columns.where(ReviewEvidence.review == review).first()
    return LeftBehind(
        found,
        (await load_group(found.group)).name,
        tuple(_decision(row, events) for row in rows),
        _figures(rows, await _contradicted(found, rows)),
        sealed["sealed_at"] if sealed else None,
        events,
    )


async def sealed_evidence(review: UUID) -> bytes | None:
    """Find the sealed document of a review; None before there is one."""
    row = await ReviewEvidence.select(ReviewEvidence.pdf).where(ReviewEvidence.review == review).first()
    return bytes(row["pdf"]) if row else None


async def review_sealed_with(sha256: str) -> datetime | None:
    """Return when the evidence of a review with this SHA-256 was sealed here; None when none was."""
    query = ReviewEvidence.select(ReviewEvidence.sealed_at).where(ReviewEvidence.sha256 == sha256)
    row = await query.first()
    return row["sealed_at"] if row else None


async def _contradicted(review: ReviewFacts, rows: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """The names of those who were kept and left within a month of the review; one statement."""
    kept = {row["member"]: _name(row) for row in rows if row["answer"] == "keep"}
    if not kept or review.closed_at is None:
        return ()
    within = (Leaving.at > review.closed_at) & (Leaving.at <= review.closed_at + CONTRADICTED_WITHIN)
    left = await Leaving.select(Leaving.member).where(Leaving.member.is_in([*kept]) & within)
    return tuple(sorted({kept[row["member"]] for row in left}))


def _figures(rows: Sequence[dict[str, Any]], contradictions: tuple[str, ...]) -> Figures:
    first = [row for row in rows if not row["second"]]
    again = [row["answer"] for row in rows if row["second"]]
    lines = [row for row in first if row["grant"] and row["answer"] != "look"]
    took = [row["millis"] for row in lines if row["millis"] is not None]
    return Figures(
        seconds=round(median(took) / 1000, 1) if took else None,
        in_batch=round(100 * sum(row["batch"] for row in lines) / len(lines)) if lines else None,
        fast=sum(each < FAST for each in took),
        removed=sum(row["answer"] in {"remove", "gone"} for row in first),
        unsure=sum(row["unsure"] for row in lines),
        contradictions=contradictions,
        again=len(again),
        overturned=again.count("remove"),
    )


def _person(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["member.last_name"], row["member.first_name"], str(row["member"])


def _decision(row: dict[str, Any], events: Sequence[Recorded]) -> Decision:
    return Decision(
        _name(row),
        row["grant.application_name"] or "",
        row["answer"],
        row["why"],
        row["last_used"],
        row["side"],
        row["by_name"],
        row["at"],
        row["second"],
        event_of(row, events),
        bool(row["seen"].get("used_there")),
        tuple((label, value) for label, value in row["seen"].get("told", ())),
    )


def _name(row: dict[str, Any]) -> str:
    return full_name(row["member.first_name"], row["member.last_name"])


def _any(column: Any) -> Any:
    return column

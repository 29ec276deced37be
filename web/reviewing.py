"""A review as it is drawn: for whoever acts for the practice, for its sponsor, and for staff on the phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from core.errors import NotFound
from core.office.queries.people import OfficePerson
from core.portal import Portal
from core.reviews.answering import may
from core.reviews.recalling import needs_count
from core.reviews.records import ReviewLine, ReviewView, Side
from core.reviews.telling import is_late
from core.reviews.told import as_a_line, seen_as

Step = Literal["who", "missing", "lines", "waits", "done"]
# What an event is to whoever looks at what it concerns.
AFTER = {
    "role": "Someone’s staff type or suffix changed. Keep what they still need.",
    "sponsor": "The {sponsor} changed. Look at the access of both, and of those who act for the {practice}.",
    "license": "Someone’s {license} isn’t in order. Keep only what they may have without it.",
    "dormancy": "Someone’s access was suspended because no one used it. Keep it if they will use it again.",
}
AFTER["second"] = (
    "Answers came very fast. Chance chose a part of what was kept, and someone else looks at it again."
)
WORDS = {"keep": "Keep", "remove": "Remove", "ask": "Not sure"}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """What is answered in one act: one access that changed, or all of a person that did not.

    `told` is what applications say of it, and `seen` marks what the reader is shown. `answer` is empty before
    the first one, `said` what stands beside it. `several` tells whether there is something to choose from.
    """

    key: str
    member: UUID
    name: str
    role: str
    applications: str
    why: str
    used: str
    told: tuple[str, ...]
    seen: str
    grants: tuple[UUID, ...]
    answer: str
    said: str
    several: bool


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """A review for one reader: the step they are at, and what each step shows.

    `others` are lines that somebody else decides, in words, and `open` counts what is still to be answered.
    `after` says after which event, if it was one.
    """

    step: Step
    after: str
    due: str
    late: bool
    may_postpone: bool
    counted: bool
    asked: Sequence[OfficePerson]
    missing: Sequence[OfficePerson]
    differences: Sequence[ShownLine]
    rest: Sequence[ShownLine]
    others: Sequence[tuple[str, str]]
    removed: int
    open: int


def review_shown(portal: Portal, view: ReviewView, side: Side) -> ReviewShown:
    """Say how far a review is for somebody on this side."""
    own = [line for line in view.lines if _is_theirs(line, side)]
    different = [_one(portal, [line]) for line in own if line.why]
    rest = _by_person([line for line in own if not line.why])
    open_ones = [line for line in own if line.is_open and side in {line.whose, "support"}]
    return ReviewShown(
        step=_step(view, side),
        after=portal.site.terms.said(AFTER.get(_reason(view), "")),
        due=portal.site.dates.day(view.review.due_on),
        late=is_late(portal, view.review) and view.review.is_open,
        may_postpone=side != "sponsor"
        and view.review.postponed_at is None
        and not is_late(portal, view.review),
        counted=needs_count(view),
        asked=view.asked,
        missing=view.missing,
        differences=different,
        rest=[_one(portal, lines) for lines in rest],
        others=_others(portal, view, own, side),
        removed=sum(line.said == "remove" for line in own),
        open=len(open_ones),
    )


@dataclass(frozen=True, slots=True)
class Reducing:
    """What somebody has that a reader may take away, with what the applications say of it.

    `seen` marks what the reader is shown.
    """

    name: str
    lines: Sequence[ReviewLine]
    told: Mapping[UUID, Sequence[str]]
    seen: str


def to_reduce(portal: Portal, view: ReviewView, side: Side, member: UUID) -> Reducing:
    """List what somebody has that a reader may take away; NotFound when there is nothing, or not now."""
    lines = [each for each in view.lines if each.person.member.id == member and _is_theirs(each, side)]
    if _step(view, side) != "lines" or not lines:
        raise NotFound
    told = {line.access.id: told_words([line]) for line in lines}
    # What took effect is answered no more.
    still = [line for line in lines if not (line.answer and line.answer.applied_at)]
    return Reducing(lines[0].person.member.name, lines, told, seen_as(portal, still))


def _is_theirs(line: ReviewLine, side: Side) -> bool:
    """Whether a reader answers about it; the sponsor only about what is theirs."""
    return line.whose == side if side == "sponsor" else may(line, side)


def _step(view: ReviewView, side: Side) -> Step:
    state = view.review.state
    if state == "done":
        return "done"
    if side == "sponsor":
        return "lines" if state != "recall" else "waits"
    if view.review.listed_at is None and not view.review.cause:
        return "who"
    if view.missing:
        return "missing"
    if side == "support":
        return "lines"
    return "lines" if state == "lines" or view.open_for("practice") else "waits"


def _reason(view: ReviewView) -> str:
    return "second" if view.review.state == "second" else view.review.cause


def _by_person(lines: Sequence[ReviewLine]) -> list[list[ReviewLine]]:
    found: dict[UUID, list[ReviewLine]] = {}
    for line in lines:
        found.setdefault(line.person.member.id, []).append(line)
    return list(found.values())


def _one(portal: Portal, lines: Sequence[ReviewLine]) -> ShownLine:
    person = lines[0].person
    return ShownLine(
        key=f"a-{lines[0].access.id}",
        member=person.member.id,
        name=person.member.name,
        role=", ".join(filter(None, (person.role, person.suffix))),
        applications=", ".join(line.access.name for line in lines),
        why="; ".join(lines[0].why),
        used=_used(portal, lines),
        told=told_words(lines),
        seen=seen_as(portal, lines),
        grants=tuple(line.access.id for line in lines),
        answer=_answer(lines),
        said=_said(portal, lines),
        several=len(person.access) > 1,
    )


def told_words(lines: Sequence[ReviewLine]) -> tuple[str, ...]:
    """Write what applications say, each with its name where there are several."""
    several = len(lines) > 1
    return tuple(
        as_a_line(f"{line.access.name}, {label}" if several and label else label, value)
        for line in lines
        for label, value in line.told
    )


def _used(portal: Portal, lines: Sequence[ReviewLine]) -> str:
    """When each was used last, once where that is the same; nothing where that isn't known here."""
    found = [(line.access.name, _when(portal, line)) for line in lines]
    if len({when for _, when in found}) == 1:
        return found[0][1]
    return "; ".join(f"{name}: {when}" for name, when in found)


def _when(portal: Portal, line: ReviewLine) -> str:
    if line.access.last_used:
        said = f", says {line.access.name}" if line.access.used_there else ""
        return f"{portal.site.dates.day(line.access.last_used)}{said}"
    if line.access.state == "provisioning":
        return "being set up"
    return "never" if line.measured else "not known here"


def _answer(lines: Sequence[ReviewLine]) -> str:
    given = {line.said for line in lines}
    return given.pop() if len(given) == 1 else "mixed"


def _said(portal: Portal, lines: Sequence[ReviewLine]) -> str:
    given = [line for line in lines if line.said]
    if not given:
        return ""
    gone = [line.access.name for line in given if line.said == "remove"]
    if _answer(lines) == "mixed" and gone:
        return f"Ends: {', '.join(gone)}"
    if any(line.said == "ask" for line in given):
        terms = portal.site.terms
        return f"The {terms.sponsor.short if given[0].whose == 'sponsor' else 'support team'} is asked"
    return ""


def _others(portal: Portal, view: ReviewView, own: Sequence[ReviewLine], side: Side) -> list[tuple[str, str]]:
    """Who else decides about whom, and whether they have about everything."""
    terms = portal.site.terms
    practice = "Your side" if side == "practice" else f"The {terms.practice}"
    called = {"sponsor": f"The {terms.sponsor}", "support": "Support", "practice": practice}
    found: dict[str, str] = {}
    # What is still open comes last, and stands for the whole person.
    for line in sorted((line for line in view.lines if line not in own), key=lambda line: line.is_open):
        done = "decides" if line.is_open else "has decided"
        found[line.person.member.name] = f"{called[line.whose]} {done}"
    return sorted(found.items())

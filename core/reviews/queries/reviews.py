"""A review with everybody it is about: for who answers for the practice, for its sponsor, and for staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from core.access.tables import RequestLine
from core.database.rows import load_one
from core.errors import NotFound
from core.groups.records import GroupFacts
from core.groups.rights import administered_by, administers, sponsored_by
from core.office.possible import REACHED
from core.office.queries.people import Office, OfficePerson, office_of
from core.plugin_work.usage import hearing_of_use
from core.portal import Portal
from core.reviews.differences import CHANGED, Before, Differences
from core.reviews.records import AnswerFacts, ReviewFacts, ReviewLine, ReviewView, Side, acts
from core.reviews.tables import ReviewAnswer, Round
from core.reviews.told import told_of

# Why what an event concerns is asked about.
WHY = {
    "role": "the staff type or suffix changed",
    "sponsor": "the {sponsor} changed",
    "license": "the {license} isn’t in order",
    "dormancy": "suspended because no one used it",
}


async def load_review(review: UUID, *, lock: bool = False) -> ReviewFacts:
    """Find a review, with `lock` held until the transaction ends; NotFound."""
    return ReviewFacts.of(await load_one(Round, review, lock=lock))


async def open_review(group: UUID) -> ReviewFacts | None:
    """Find the review of a practice that is open; it has one at a time."""
    row = await Round.select().where(Round.open_for == group).first()
    return ReviewFacts.of(row) if row else None


async def reviews_to_answer(group: UUID) -> tuple[ReviewFacts, ...]:
    """List the open reviews that a practice itself still has to answer, the one that is due first first."""
    theirs = (Round.group == group) & Round.open_for.is_not_null() & Round.state.is_in(["recall", "lines"])
    rows = await Round.select().where(theirs).order_by(Round.due_on, Round.opened_at)
    return tuple(ReviewFacts.of(row) for row in rows)


async def waiting_for_sponsor(portal: Portal, account: UUID) -> tuple[ReviewView, ...]:
    """List the open reviews in which the human behind an account has to answer as a sponsor, by due date."""
    sponsored = [key for key, _ in await sponsored_by(account)]
    if not sponsored:
        return ()
    there = Round.open_for.is_not_null() & Round.group.is_in(sponsored) & (Round.state != "recall")
    rows = await Round.select().where(there).order_by(Round.due_on, Round.opened_at)
    views = [await review_view(portal, ReviewFacts.of(row)) for row in rows]
    return tuple(each for each in views if each.open_for("sponsor"))


async def closed_reviews(group: UUID) -> tuple[ReviewFacts, ...]:
    """List the reviews of a practice that are done, the last one first."""
    query = Round.select().where((Round.group == group) & (Round.state == "done"))
    return tuple(ReviewFacts.of(row) for row in await query.order_by(Round.opened_at, ascending=False))


async def own_open_reviews(account: UUID) -> tuple[ReviewFacts, ...]:
    """List the open reviews of practices that an account acts for or sponsors."""
    sponsored = [key for key, _ in await sponsored_by(account)]
    theirs = Round.group.is_in(administered_by(account)) | Round.group.is_in(sponsored or [UUID(int=0)])
    rows = await Round.select().where(Round.open_for.is_not_null() & theirs).order_by(Round.due_on)
    return tuple(ReviewFacts.of(row) for row in rows)


async def side_of_review(review: ReviewFacts, account: UUID | None) -> Side:
    """Tell on which side an account answers in a review; NotFound for who has nothing to do with it."""
    if await administers(account, review.group):
        return "practice"
    if review.group in {key for key, _ in await sponsored_by(account)}:
        return "sponsor"
    raise NotFound


async def answers_of(review: UUID) -> list[AnswerFacts]:
    """List the answers of a review in the order in which they were given."""
    query = ReviewAnswer.select().where(ReviewAnswer.review == review)
    return [AnswerFacts.of(row) for row in await query.order_by(ReviewAnswer.at, ReviewAnswer.id)]


async def review_view(portal: Portal, review: ReviewFacts) -> ReviewView:
    """Put a review together with everything as it stands now; as many statements however many people."""
    office, answers = await office_of(portal, review.group), await answers_of(review.id)
    people = tuple(each for each in office.people if each.member.state != "left")
    sponsoring = next((each for each in people if "sponsor" in each.parts), None)
    sponsor = sponsoring.member.id if sponsoring else None
    # A sponsor stays until somebody follows; whoever else is gone and is back has to be named anew.
    named = frozenset(
        each.member
        for each in answers
        if each.answer == "here" or (each.answer == "gone" and each.member == sponsor)
    )
    given = {each.grant: each for each in sorted(answers, key=lambda each: each.second) if each.grant}
    lines = await _lines(portal, review, office, given, sponsoring)
    return ReviewView(review, office.group, people, named, lines, sponsor)


async def _lines(
    portal: Portal,
    review: ReviewFacts,
    office: Office,
    given: Mapping[UUID, AnswerFacts],
    sponsor: OfficePerson | None,
) -> tuple[ReviewLine, ...]:
    people = [each for each in office.people if each.member.state != "left"]
    held = [(each, access) for each in people for access in each.access if access.state in REACHED]
    if review.cause:
        # Whoever was brought back was named by that: nobody asks about them once more.
        over = review.cause == "dormancy"
        held = [
            (each, access)
            for each, access in held
            if access.id in given and not (over and each.member.state != "dormant")
        ]
        given = {access.id: given[access.id] for each, access in held if _holds(given[access.id], each)}
    before = await _before(review, office.group, [access.id for _, access in held])
    told = await told_of(portal, review, {access.id: access.slug for _, access in held})
    differences = Differences(portal, people, before, await _hearing(portal))
    return tuple(
        ReviewLine(
            person,
            access,
            _why(portal, review, differences.of(person, access)),
            differences.is_measured(access),
            given.get(access.id),
            whose(person, given.get(access.id), sponsor),
            told.get(access.id, ()),
        )
        for person, access in held
    )


async def _hearing(portal: Portal) -> frozenset[str]:
    """Those applications of whose use nothing is known but what they tell, and that told it lately."""
    every = portal.applications.items()
    return await hearing_of_use([slug for slug, each in every if each.usage and not each.launch_url])


def _holds(answer: AnswerFacts, person: OfficePerson) -> bool:
    """Whether an answer is about somebody as they are: who changes once more is asked about anew."""
    return answer.second or (answer.staff_type, answer.suffix) == (
        person.member.staff_type,
        person.member.suffix,
    )


def _why(portal: Portal, review: ReviewFacts, differences: tuple[str, ...]) -> tuple[str, ...]:
    """What is asked about by itself, and why: after an event that is everything."""
    known = review.cause == "role" and any(each.startswith(CHANGED) for each in differences)
    return (
        differences
        if known or not review.cause
        else (portal.site.terms.said(WHY[review.cause]), *differences)
    )


def whose(person: OfficePerson, answer: AnswerFacts | None, sponsor: OfficePerson | None) -> Side:
    """Tell which side answers: nobody of the practice about who acts for it, nor what they are not sure of.

    That is for the sponsor, and for support where the sponsor is missing or is that person. What is looked at
    again is not for a sponsor who acts for the practice, nor what they are not sure of themselves.
    """
    again = answer is not None and answer.second
    if not acts(person) and not (answer and answer.unsure) and not again:
        return "practice"
    if sponsor is None or sponsor.member.id == person.member.id:
        return "support"
    return "support" if answer and again and (acts(sponsor) or answer.unsure) else "sponsor"


async def _before(review: ReviewFacts, group: GroupFacts, grants: Sequence[UUID]) -> Before:
    """How it was at the last review, or as the practice was activated."""
    done = (Round.group == group.id) & (Round.state == "done")
    query = Round.select(Round.closed_at).where(done & (Round.cause == ""))
    last = await query.order_by(Round.closed_at, ascending=False).first()
    at = last["closed_at"] if last else group.activated_at or review.opened_at
    # What was kept after an event since then was kept as somebody was then.
    of: Any = ReviewAnswer.review
    ours = (of.group == group.id) & (of.state == "done") & (of.closed_at >= at)
    columns = (ReviewAnswer.grant, ReviewAnswer.staff_type, ReviewAnswer.suffix)
    rows = (
        await ReviewAnswer.select(*columns)
        .where(ours & ReviewAnswer.grant.is_not_null())
        .order_by(of.closed_at)
    )
    kept = {row["grant"]: (row["staff_type"], row["suffix"]) for row in rows}
    return Before(at, kept, await _requested(grants))


async def _requested(grants: Sequence[UUID]) -> dict[UUID, Any]:
    """When each access was requested for the first time; one statement."""
    if not grants:
        return {}
    request: Any = RequestLine.request
    rows = await RequestLine.select(RequestLine.grant, request.submitted_at).where(
        RequestLine.grant.is_in(list(grants)) & (RequestLine.what == "give")
    )
    ordered = sorted(rows, key=lambda row: row["request.submitted_at"], reverse=True)
    return {row["grant"]: row["request.submitted_at"] for row in ordered}

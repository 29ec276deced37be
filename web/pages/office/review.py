"""The access review of one's own practice, and the part of it that its sponsor answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.reviews.queries.evidence import LeftBehind, evidence_of
from core.reviews.queries.reviews import load_review, own_open_reviews, review_view, side_of_review
from core.reviews.records import ReviewView, Side
from core.reviews.sealing import evidence_lines, figures_in_words
from web.contexts import PageContext
from web.forms import Values, see_other
from web.rendering import render
from web.review_acts import every_error, send_review, what_was_typed
from web.review_evidence import evidence_file
from web.reviewing import Reducing, ReviewShown, review_shown, to_reduce
from web.security.fresh import fresh_code
from web.security.guards import signed_in
from web.visit import Visit

REVIEW = "/office/reviews/{review:uuid}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage(PageContext):
    """A review at the step where its reader is; `errors` are words by field."""

    template: ClassVar[str] = "office/review.html"
    side: Side
    view: ReviewView
    shown: ReviewShown
    path: str
    errors: Mapping[str, str]
    typed: Mapping[str, str]
    ticked: frozenset[str]
    evidence: LeftBehind | None
    figures: Sequence[tuple[str, str]]
    decisions: Sequence[Sequence[str]]

    @property
    def wrong(self) -> bool:
        """Whether something is to be put right."""
        return any(self.errors.values())


@dataclass(frozen=True, slots=True)
class ReducePage(PageContext):
    """What one person has, to choose what goes."""

    template: ClassVar[str] = "office/review_reduce.html"
    path: str
    member: UUID
    shown: Reducing


@get("/office/reviews", guards=[signed_in])
async def show_own_reviews(visit: NamedDependency[Visit]) -> Response[Any]:
    """Go to the review that waits for somebody, the one that is due first."""
    found = await own_open_reviews(visit.who.account_id)
    return see_other(f"/office/reviews/{found[0].id}" if found else "/office")


@get(REVIEW, guards=[signed_in])
async def show_review(visit: NamedDependency[Visit], review: FromPath[UUID]) -> Response[Any]:
    """Show the step at which the review is."""
    return await _draw(visit, review, {}, {})


@post(f"{REVIEW}/{{act:str}}", guards=[signed_in], status_code=200)
async def send_own_review(
    visit: NamedDependency[Visit], review: FromPath[UUID], act: FromPath[str]
) -> Response[Any]:
    """Say who works there, answer, or finish."""
    await side_of_review(await load_review(review), visit.who.account_id)

    async def draw(errors: dict[str, str], values: Values) -> Response[Any]:
        return await _draw(visit, review, errors, values)

    return await send_review(visit, review, act, f"/office/reviews/{review}", draw)


@get(f"{REVIEW}/people/{{member:uuid}}", guards=[signed_in])
async def show_reduce(
    visit: NamedDependency[Visit], review: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Ask what of one person's access goes."""
    found = await load_review(review)
    side = await side_of_review(found, visit.who.account_id)
    view = await review_view(visit.portal, found)
    page = ReducePage(f"/office/reviews/{review}", member, to_reduce(visit.portal, view, side, member))
    return render(visit.request, page)


@get(f"{REVIEW}/evidence/{{kind:str}}", guards=[signed_in, fresh_code])
async def download_evidence(
    visit: NamedDependency[Visit], review: FromPath[UUID], kind: FromPath[str]
) -> Response[bytes]:
    """Send the evidence of a review that is done."""
    found = await load_review(review)
    await side_of_review(found, visit.who.account_id)
    return await evidence_file(visit, found, kind)


async def _draw(visit: Visit, review: UUID, errors: dict[str, str], values: Values) -> Response[Any]:
    found = await load_review(review)
    side = await side_of_review(found, visit.who.account_id)
    view = await review_view(visit.portal, found)
    evidence = None if found.is_open else await evidence_of(review)
    page = ReviewPage(
        side=side,
        view=view,
        shown=review_shown(visit.portal, view, side),
        path=f"/office/reviews/{review}",
        errors=every_error(errors),
        typed=what_was_typed(values),
        ticked=frozenset(str(each) for each in values.get("member", [])),
        evidence=evidence,
        figures=figures_in_words(evidence.figures) if evidence else (),
        decisions=evidence_lines(visit.portal.site, evidence) if evidence else (),
    )
    return render(visit.request, page, status=422 if errors else 200)


handlers = [show_own_reviews, show_review, send_own_review, show_reduce, download_evidence]

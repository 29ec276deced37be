"""The review of one practice, as support answers it on the phone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from core.audit import note
from core.console.visits import looks_at
from core.reviews.queries.evidence import LeftBehind, evidence_of
from core.reviews.queries.reviews import load_review, review_view
from core.reviews.records import ReviewView
from core.reviews.sealing import evidence_lines, figures_in_words
from web.contexts import PageContext
from web.forms import Values
from web.rendering import render
from web.review_acts import every_error, send_review, what_was_typed
from web.review_evidence import evidence_file
from web.reviewing import Reducing, ReviewShown, review_shown, to_reduce
from web.security.fresh import fresh_code
from web.security.guards import staff
from web.visit import Visit

REVIEW = "/support/reviews/practices/{review:uuid}"
ACTS = staff("analyst", "site-administrator")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReviewPage(PageContext):
    """A review as staff answer it; `errors` are words by field."""

    template: ClassVar[str] = "support/review.html"
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
class StaffReducePage(PageContext):
    """What one person has, to choose what goes."""

    template: ClassVar[str] = "support/review_reduce.html"
    path: str
    member: UUID
    shown: Reducing


@get(REVIEW, guards=[ACTS])
async def show_staff_review(visit: NamedDependency[Visit], review: FromPath[UUID]) -> Response[Any]:
    """Show the step at which the review is."""
    await looks_at("group", (await load_review(review)).group, by=visit.actor)
    return await _draw(visit, review, {}, {})


@post(f"{REVIEW}/{{act:str}}", guards=[ACTS], status_code=200)
async def send_staff_review(
    visit: NamedDependency[Visit], review: FromPath[UUID], act: FromPath[str]
) -> Response[Any]:
    """Say who works there, answer, or finish, in place of the practice."""
    await load_review(review)

    async def draw(errors: dict[str, str], values: Values) -> Response[Any]:
        return await _draw(visit, review, errors, values)

    return await send_review(visit, review, act, f"/support/reviews/practices/{review}", draw)


@get(f"{REVIEW}/people/{{member:uuid}}", guards=[ACTS])
async def show_staff_reduce(
    visit: NamedDependency[Visit], review: FromPath[UUID], member: FromPath[UUID]
) -> Response[Any]:
    """Ask what of one person's access goes."""
    view = await review_view(visit.portal, await load_review(review))
    shown = to_reduce(visit.portal, view, "support", member)
    page = StaffReducePage(f"/support/reviews/practices/{review}", member, shown)
    return render(visit.request, page)


@get(f"{REVIEW}/evidence/{{kind:str}}", guards=[ACTS, fresh_code])
async def download_staff_evidence(
    visit: NamedDependency[Visit], review: FromPath[UUID], kind: FromPath[str]
) -> Response[bytes]:
    """Send the evidence of a review that is done; that it was taken stands in the trail."""
    found = await load_review(review)
    await note("review.evidence-downloaded", by=visit.actor, subject=("review", review), kind=kind)
    return await evidence_file(visit, found, kind)


async def _draw(visit: Visit, review: UUID, errors: dict[str, str], values: Values) -> Response[Any]:
    found = await load_review(review)
    view = await review_view(visit.portal, found)
    evidence = None if found.is_open else await evidence_of(review)
    page = StaffReviewPage(
        view=view,
        shown=review_shown(visit.portal, view, "support"),
        path=f"/support/reviews/practices/{review}",
        errors=every_error(errors),
        typed=what_was_typed(values),
        ticked=frozenset(str(each) for each in values.get("member", [])),
        evidence=evidence,
        figures=figures_in_words(evidence.figures) if evidence else (),
        decisions=evidence_lines(visit.portal.site, evidence) if evidence else (),
    )
    return render(visit.request, page, status=422 if errors else 200)


handlers = [show_staff_review, send_staff_review, show_staff_reduce, download_staff_evidence]

"""Who may answer in a review, and everything of it as it stands then."""

from __future__ import annotations

from uuid import UUID

from core.access.conditions import NotNow
from core.actor import Actor
from core.errors import NotFound
from core.groups.people import locked_group
from core.groups.rights import concerned
from core.portal import Portal
from core.reviews.queries.reviews import load_review, review_view, side_of_review
from core.reviews.records import ReviewFacts, ReviewView, Side

OWN = "Someone else has to do this: you belong there yourself."
OVER = "This review has ended. Its answers stay as they are."


async def review_entered(
    portal: Portal, review: UUID, *, by: Actor, sides: tuple[Side, ...] = ("practice", "support")
) -> tuple[ReviewView, Side]:
    """Find a review that is open with its group held until the change ends, and on which side one answers.

    NotFound for who is on none of these sides, NotNow once it is done and for staff who belong there.
    """
    found = await load_review(review)
    await locked_group(found.group)
    found = await load_review(review, lock=True)
    side = await _side(found, by)
    if side not in sides:
        raise NotFound
    if not found.is_open:
        raise NotNow(OVER)
    return await review_view(portal, found), side


async def _side(review: ReviewFacts, by: Actor) -> Side:
    if by.kind != "staff":
        return await side_of_review(review, by.account)
    if await concerned(by.account, [review.group]):
        raise NotNow(OWN)
    return "support"

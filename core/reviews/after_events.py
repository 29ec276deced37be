"""After an event the worker opens a small review of what it concerns, once, whatever else is open."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID, uuid4, uuid5

from core import clock
from core.actor import SYSTEM
from core.audit import change
from core.database import transaction
from core.due.actions import schedule
from core.due.worker import Handler
from core.groups.looked_at_again import Cause, kind_of
from core.groups.people import load_member, locked_group
from core.groups.queries import former_sponsor
from core.groups.records import GroupFacts
from core.groups.states import MANAGED
from core.office.possible import REACHED
from core.office.queries.people import OfficePerson, office_of
from core.portal import Portal
from core.reviews.closing import ASK, DATES
from core.reviews.queries.reviews import load_review, review_view
from core.reviews.records import acts
from core.reviews.tables import Round
from core.reviews.writing import Concerned, write_what_is_asked

CAUSES: tuple[Cause, ...] = ("role", "sponsor", "license", "dormancy")


def looking_again(portal: Portal) -> Mapping[str, Handler]:
    """Return the handlers that open a review after each kind of event."""
    return {kind_of(each): partial(open_after, portal, each) for each in CAUSES}


async def open_after(portal: Portal, cause: Cause, subject: UUID) -> None:
    """Open the review of what an event concerns; nothing where it is open already, or nobody has anything."""
    if cause not in portal.site.reviews.after:
        return
    async with transaction():
        group = await locked_group(subject if cause == "sponsor" else (await load_member(subject)).group)
        if group.state in MANAGED:
            concerned = await _concerned(portal, group, cause, subject)
            await _open(portal, group, cause, subject, concerned)


async def _open(
    portal: Portal, group: GroupFacts, cause: Cause, subject: UUID, concerned: Sequence[Concerned]
) -> None:
    key = uuid5(subject, cause)
    if not concerned or await Round.exists().where(Round.open_for == key):
        return
    review, lines = uuid4(), [str(each.grant) for each in concerned]
    about = {"group": str(group.id), "cause": cause, "lines": lines}
    async with change("review.opened", by=SYSTEM, subject=("review", review), **about):
        row = Round(id=review, group=group.id, cause=cause, state="lines", opened_at=clock.now())
        row.due_on, row.told, row.open_for = _due(portal), 0, key
        await Round.insert(row)
        await write_what_is_asked(review, concerned)
        view = await review_view(portal, await load_review(review))
        if not view.open_for("practice"):
            await Round.update({Round.state: "sponsor"}).where(Round.id == review)
            await schedule(ASK, review, clock.now())
        await schedule(DATES, review, clock.now())


def _due(portal: Portal) -> date:
    days = timedelta(days=portal.site.reviews.event_days)
    return (clock.now() + days).astimezone(portal.site.zone).date()


async def _concerned(portal: Portal, group: GroupFacts, cause: Cause, subject: UUID) -> Sequence[Concerned]:
    """Everything that those have whom the event befell."""
    people = [each for each in (await office_of(portal, group.id)).people if each.member.state != "left"]
    who = await _sponsored(group.id, people) if cause == "sponsor" else {subject}
    return [
        Concerned(each.member, access.id)
        for each in people
        if each.member.id in who
        for access in each.access
        if access.state in REACHED
    ]


async def _sponsored(group: UUID, people: Sequence[OfficePerson]) -> Collection[UUID]:
    """Who sponsors a practice and who did before, and those of whose access a sponsor decides."""
    former = await former_sponsor(group)
    return {
        each.member.id for each in people if acts(each) or "sponsor" in each.parts or each.member.id == former
    }

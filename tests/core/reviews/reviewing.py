"""Reviews under way, in tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from core import clock
from core.access.tables import Grant
from core.portal import Portal
from core.reviews import answering, campaigns, recalling
from core.reviews.campaigns import NewCampaign
from core.reviews.queries.reviews import load_review, open_review, review_view
from core.reviews.recalling import OwnList
from core.reviews.records import Chosen, ReviewFacts, ReviewView
from core.usage.tables import Use
from tests.core.office.following import CARA
from tests.core.office.working import carry_out
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, Someone, active


async def having_access(portal: Portal, *people: Someone, **given: Any) -> Practice:
    """An active practice in which everything works that was requested, and was opened just now."""
    made = await active(portal, *(people or (BEN, replace(ROSA, wants=("cerner",)), AMARA, CARA)), **given)
    await carry_out(portal, "grant")
    await use_all(made)
    return made


async def use_all(made: Practice) -> None:
    """Everybody opens what they have."""
    for grant in made.grants.values():
        row = Use(grant=grant, first_at=clock.now(), last_at=clock.now(), times=1)
        await Use.insert(row).on_conflict(target=Use.grant, action="DO UPDATE", values=[Use.last_at])


def new(portal: Portal, chosen: Chosen | None = None, **given: Any) -> NewCampaign:
    """A campaign as the form offers it."""
    day = campaigns.offered_day(portal)
    made = NewCampaign(uuid4(), "Fall review", "Twice a year", day, chosen or Chosen())
    return replace(made, **given)


async def opened(portal: Portal, made: Practice) -> ReviewFacts:
    """The review of a practice, opened by a campaign over it alone."""
    key = await campaigns.start(portal, new(portal, Chosen(practices=(made.group,))), by=ANALYST)
    await campaigns.plan(portal, key)
    found = await open_review(made.group)
    assert found
    return found


async def seen(portal: Portal, review: UUID) -> ReviewView:
    return await review_view(portal, await load_review(review))


async def named(portal: Portal, made: Practice, review: UUID, *names: str) -> ReviewView:
    """The administrator ticks the names of those who work there."""
    ticked = frozenset(made.members[name] for name in names)
    await recalling.say_who_works_here(portal, review, OwnList(ticked=ticked), by=made.by)
    return await seen(portal, review)


async def answered(portal: Portal, made: Practice, review: UUID, said: str = "keep") -> None:
    """The administrator answers the same about everything that is theirs to answer."""
    for line in (await seen(portal, review)).open_for("practice"):
        member = line.person.member.id
        await answering.answer(portal, review, member, [line.access.id], said, by=made.by)


async def state_of_grants(made: Practice, first: str) -> set[str]:
    keys = [grant for (who, _), grant in made.grants.items() if who == first]
    rows = await Grant.select(Grant.state).where(Grant.id.is_in(keys))
    return {row["state"] for row in rows}


SOON = timedelta(minutes=1)

"""Staff start a campaign; each practice gets one review, in the background."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from core.database import Database
from core.due.queries import scheduled
from core.due.tables import Due
from core.errors import Forbidden, Invalid
from core.mail.tables import OutboxMail
from core.portal import Portal
from core.reviews import campaigns, telling
from core.reviews.closing import DATES
from core.reviews.queries.campaigns import campaigns as all_campaigns
from core.reviews.queries.campaigns import load_campaign, progress, reviews_of, who_takes_part
from core.reviews.queries.reviews import open_review
from core.reviews.records import Chosen
from core.reviews.tables import Campaign, Round
from tests.conftest import MovableClock
from tests.core.reviews.reviewing import having_access, new, opened
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active


async def cut_off(*_: object) -> None:
    """The process, or its database, is gone at this moment."""
    raise ConnectionError


@pytest.mark.both_databases
async def test_a_campaign_opens_one_review_a_practice_in_the_background_also_when_it_is_cut_off(
    database: Database, portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaigns, "AT_ONCE", 1)
    made = [await active(portal, BEN, ROSA, AMARA, name=name) for name in ("Peaks", "Valleys")]
    key = await campaigns.start(portal, new(portal), by=ANALYST)
    assert await Round.count() == 0 and await scheduled(campaigns.PLAN, key)
    again = await campaigns.plan(portal, key)
    told = await Due.select(Due.due).where(Due.kind == DATES).first()
    # All are opened before the first of them is told of.
    assert again and told and again <= told["due"]
    with monkeypatch.context() as cut, pytest.raises(ConnectionError):
        cut.setattr(campaigns, "schedule_each", cut_off)
        await campaigns.plan(portal, key)
    assert await Round.count() == 1
    while await campaigns.plan(portal, key):
        pass
    reviews = [await open_review(each.group) for each in made]
    assert all(each and each.campaign == key and each.state == "recall" for each in reviews)
    assert (await load_campaign(key)).planned_at is not None
    assert (await progress(portal, key)).open == 2
    assert [each.practice for each in await reviews_of(key)] == ["Peaks", "Valleys"]
    assert [each.practices for each in await all_campaigns()] == [2]


@pytest.mark.both_databases
async def test_the_same_form_sent_twice_starts_one_campaign(database: Database, portal: Portal) -> None:
    await active(portal, BEN, ROSA)
    same = new(portal)
    started = await asyncio.gather(*(campaigns.start(portal, same, by=ANALYST) for _ in range(2)))
    assert started == [same.key, same.key] and await Campaign.count() == 1
    both = [campaigns.plan(portal, same.key) for _ in range(2)]
    await asyncio.gather(*both)
    assert await Round.count() == 1


@pytest.mark.both_databases
async def test_a_practice_that_is_reviewing_is_left_out(database: Database, portal: Portal) -> None:
    made = await active(portal, BEN, ROSA)
    await opened(portal, made)
    with pytest.raises(Invalid, match="would take part"):
        await campaigns.start(portal, new(portal), by=ANALYST)
    found = await who_takes_part(portal, Chosen())
    assert (found.practices, found.reviewing) == (1, 1)


@pytest.mark.both_databases
async def test_practices_are_chosen_by_state_name_ticks_or_risk(
    database: Database, portal: Portal, clock: MovableClock
) -> None:
    made = await having_access(portal)
    assert (await who_takes_part(portal, Chosen(which="risky"))).practices == 0
    clock.advance(days=40)
    assert (await who_takes_part(portal, Chosen(which="risky"))).practices == 1
    assert (
        await who_takes_part(portal, Chosen(which="some", jurisdiction="AZ", words=" PEAK "))
    ).practices == 1
    assert (await who_takes_part(portal, Chosen(which="some", jurisdiction="CO"))).practices == 0
    assert (await who_takes_part(portal, Chosen(practices=(made.group,)))).first == ((made.group, "Peaks"),)
    assert (await who_takes_part(portal, Chosen(practices=(uuid4(),)))).practices == 0


async def test_only_staff_start_a_campaign_with_a_reason_and_a_day_that_leaves_time(
    portal: Portal, made: Practice
) -> None:
    with pytest.raises(Forbidden):
        await campaigns.start(portal, new(portal), by=made.by)
    with pytest.raises(Invalid):
        await campaigns.start(portal, new(portal, reason=" "), by=ANALYST)
    for days in (-1, 366):
        day = campaigns.offered_day(portal) + timedelta(days=days)
        wrong = day if days > 0 else campaigns.soonest(portal) - timedelta(days=1)
        with pytest.raises(Invalid):
            await campaigns.start(portal, new(portal, due_on=wrong), by=ANALYST)
    assert await Campaign.count() == 0


@pytest.mark.both_databases
async def test_the_administrator_is_told_that_a_review_is_open(portal: Portal, made: Practice) -> None:
    review = await opened(portal, made)
    again = await telling.take_step(portal, review.id)
    mail = await OutboxMail.select().where(OutboxMail.template == "review-opened").first()
    assert mail and mail["recipient"] == BEN.email
    assert again is not None

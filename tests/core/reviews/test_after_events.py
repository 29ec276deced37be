"""What an event concerns is looked at again by itself, once, under the rules of every review."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from core.access.leaving import go_dormant
from core.actor import SYSTEM
from core.audit import change
from core.credentials.actions import keep_decision
from core.credentials.queries import about
from core.database import Database
from core.due.tables import Due
from core.errors import NotFound
from core.groups import appointments
from core.groups.appointments import Holder
from core.groups.correcting import correct_member
from core.groups.people import load_member
from core.mail.tables import OutboxMail
from core.office import acts as office
from core.portal import Portal
from core.reviews import answering, finishing, telling
from core.reviews.after_events import looking_again
from core.reviews.queries.campaigns import open_after_events, who_takes_part
from core.reviews.queries.evidence import evidence_of
from core.reviews.queries.reviews import open_review
from core.reviews.records import Chosen, ReviewFacts, ReviewView
from core.reviews.tables import ReviewAnswer, Round
from tests.conftest import MovableClock
from tests.core.office.following import mails
from tests.core.reviews.reviewing import opened, seen, state_of_grants
from tests.practices import ANALYST, BEN, ROSA, Practice, portal_of, themselves

Event = Callable[[Portal, Practice], Awaitable[None]]


async def role(portal: Portal, made: Practice) -> None:
    await _becomes(portal, made, "RN")


async def no_license(_: Portal, made: Practice) -> None:
    amara = await load_member(made.members["Amara"])
    async with change("credentials.decided", by=ANALYST, subject=("member", amara.id)):
        await keep_decision(amara.id, "not-valid", "Lapsed", about(amara), by=ANALYST)


async def disuse(portal: Portal, made: Practice) -> None:
    await go_dormant(portal, made.members["Amara"], "Not used since May.", by=SYSTEM)


async def another_sponsor(_: Portal, made: Practice) -> None:
    cara = Holder(made.members["Cara"])
    key = await appointments.propose(made.group, "sponsor", cara, by=ANALYST)
    await appointments.take_up(key, by=ANALYST)


async def _becomes(portal: Portal, made: Practice, suffix: str) -> None:
    amara = made.members["Amara"]
    async with change("office.person-edited", by=ANALYST, subject=("member", amara)):
        row = await load_member(amara)
        await correct_member(portal.site, amara, row.details.answers | {"suffix": suffix}, ())


async def come_by(portal: Portal) -> None:
    """The worker does what events made due."""
    for kind, handler in looking_again(portal).items():
        for row in await Due.select(Due.subject).where((Due.kind == kind) & Due.due.is_not_null()):
            await handler(row["subject"])


async def small(portal: Portal, made: Practice) -> list[ReviewView]:
    rows = (
        await Round.select()
        .where((Round.group == made.group) & (Round.cause != ""))
        .order_by(Round.opened_at)
    )
    return [await seen(portal, ReviewFacts.of(row).id) for row in rows]


async def after(portal: Portal, made: Practice, event: Event) -> ReviewView:
    """The review that an event opens."""
    await event(portal, made)
    await asyncio.gather(come_by(portal), come_by(portal))
    (found,) = await small(portal, made)
    return found


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("event", "whom"),
    [
        (role, {"Amara"}),
        (no_license, {"Amara"}),
        (disuse, {"Amara"}),
        (another_sponsor, {"Ben", "Rosa", "Cara"}),
    ],
)
async def test_an_event_opens_one_review_of_what_it_concerns(
    portal: Portal, made: Practice, event: Event, whom: set[str]
) -> None:
    view = await after(portal, made, event)
    assert {line.person.member.first_name for line in view.lines} == whom
    assert view.review.state == "lines" and not view.missing and all(line.why for line in view.lines)
    days = (view.review.due_on - view.review.opened_at.astimezone(portal.site.zone).date()).days
    assert days == portal.site.reviews.event_days
    await come_by(portal)
    assert len(await small(portal, made)) == 1
    assert [each.review for each in await open_after_events()] == [view.review.id]
    # A campaign takes the practice in all the same.
    assert (await who_takes_part(portal, Chosen())).reviewing == 0
    await opened(portal, made)
    assert await open_review(made.group)


@pytest.mark.both_databases
async def test_it_is_answered_and_left_behind_as_any_review(portal: Portal, made: Practice) -> None:
    view = await after(portal, made, role)
    review, amara = view.review.id, made.members["Amara"]
    assert view.lines[0].why[0] == "the staff type or suffix changed"
    await telling.take_step(portal, review)
    mail = await OutboxMail.select().where(OutboxMail.template == "review-after-event").first()
    assert mail and mail["recipient"] == BEN.email and "Amara Okafor: PACS" in mail["text"]
    kept, *gone = [line.access.id for line in view.lines]
    await answering.answer(portal, review, amara, [kept], "keep", by=made.by)
    for each in gone:
        await answering.answer(portal, review, amara, [each], "remove", by=made.by)
    # Whoever changes once more is asked about anew.
    await _becomes(portal, made, "LPN")
    assert all(line.is_open for line in (await seen(portal, review)).lines)
    for each in (kept, *gone):
        said = "keep" if each == kept else "remove"
        await answering.answer(portal, review, amara, [each], said, by=made.by)
    await finishing.finish_review(portal, review, by=made.by)
    found = await evidence_of(review)
    assert found.review.state == "done"
    assert sorted(each.answer for each in found.decisions) == ["keep", *["remove"] * len(gone)]
    await come_by(portal)
    assert len(await small(portal, made)) == 2


async def test_what_ends_meanwhile_needs_no_answer_and_a_review_of_nothing_is_over(
    portal: Portal, made: Practice
) -> None:
    view = await after(portal, made, role)
    await office.end_access(portal, made.members["Amara"], None, "Left", by=made.by)
    await telling.take_step(portal, view.review.id)
    assert (await small(portal, made))[0].review.state == "done"
    assert await mails("review-after-event") == []
    rows = await ReviewAnswer.select(ReviewAnswer.answer)
    assert {row["answer"] for row in rows} == {"look"}
    await come_by(portal)
    assert len(await small(portal, made)) == 1


async def test_whoever_is_brought_back_after_disuse_is_not_asked_about_once_more(
    portal: Portal, made: Practice
) -> None:
    view = await after(portal, made, disuse)
    await office.bring_back(portal, made.members["Amara"], by=made.by)
    await telling.take_step(portal, view.review.id)
    assert (await small(portal, made))[0].review.state == "done"


async def test_who_acts_for_the_practice_is_asked_of_the_sponsor_at_once(
    portal: Portal, made: Practice
) -> None:
    ben = made.members["Ben"]
    await go_dormant(portal, ben, "Not used since May.", by=SYSTEM)
    await come_by(portal)
    (view,) = await small(portal, made)
    assert view.review.state == "sponsor"
    await telling.take_step(portal, view.review.id)
    await telling.ask_others(portal, view.review.id)
    assert await mails("review-after-event") == [] and await mails("review-asked") == [ROSA.email]
    line, rosa = view.lines[0], await themselves(made, "Rosa")
    with pytest.raises(NotFound):
        await answering.answer(portal, view.review.id, ben, [line.access.id], "keep", by=made.by)
    for each in view.lines:
        await answering.answer(portal, view.review.id, ben, [each.access.id], "keep", by=rosa)
    await finishing.finish_review(portal, view.review.id, by=rosa)
    assert (await small(portal, made))[0].review.state == "done"


@pytest.mark.both_databases
async def test_silence_after_an_event_suspends_what_it_concerns_after_notice(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    review = (await after(portal, made, role)).review
    for _ in range(portal.site.reviews.event_days + portal.site.reviews.suspend_days):
        assert await state_of_grants(made, "Amara") == {"active"}
        await telling.take_step(portal, review.id)
        clock.advance(days=1)
    for _ in range(2):
        clock.advance(days=1)
        await telling.take_step(portal, review.id)
    reminders = [each for each in portal.site.reviews.reminder_days if each < portal.site.reviews.event_days]
    assert len(await mails("review-reminder")) == len(reminders)
    assert len(await mails("review-last-notice")) == 3
    assert await state_of_grants(made, "Amara") == {"suspended"}
    assert await state_of_grants(made, "Cara") == {"active"}


async def test_a_site_has_the_events_it_wants(database: Database, portal: Portal, made: Practice) -> None:
    rule = portal.site.reviews.model_copy(update={"after": frozenset({"role"})})
    quiet = portal_of(portal.site.model_copy(update={"reviews": rule}))
    await disuse(portal, made)
    await come_by(quiet)
    assert await small(quiet, made) == []

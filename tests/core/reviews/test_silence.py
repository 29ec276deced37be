"""A review nobody answers: reminders, the sponsor, then suspension after due notice, and the way back."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.access.tables import Grant
from core.mail.tables import OutboxMail
from core.portal import Portal
from core.reviews import answering, finishing, recalling, telling
from core.reviews.queries.reviews import load_review
from core.reviews.recalling import OwnList
from tests.conftest import MovableClock
from tests.core.office.following import mails
from tests.core.reviews.reviewing import answered, opened, seen, state_of_grants, use_all
from tests.practices import BEN, ROSA, Practice, themselves


async def told(portal: Portal, review: UUID) -> list[str]:
    """Take every step that is due, and list what was told, in its order."""
    for _ in range(9):
        await telling.take_step(portal, review)
    rows = await OutboxMail.select(OutboxMail.template).where(OutboxMail.template.like("review-%"))
    return [row["template"] for row in rows]


@pytest.mark.both_databases
async def test_silence_is_reminded_of_then_told_to_the_sponsor_and_then_suspends(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    review = (await opened(portal, made)).id
    assert set(await told(portal, review)) == {"review-opened"}
    for days, count in ((17, 1), (7, 2), (6, 3)):
        clock.advance(days=days)
        await told(portal, review)
        assert len(await mails("review-reminder")) == count
    assert await mails("review-late") == []
    clock.advance(days=2)
    await told(portal, review)
    assert await mails("review-late") == sorted([BEN.email, ROSA.email])
    clock.advance(days=portal.site.reviews.suspend_days - 3)
    await told(portal, review)
    support = portal.site.support_address
    assert await mails("review-last-notice") == sorted([BEN.email, ROSA.email, support])
    assert await state_of_grants(made, "Amara") == {"active"}
    clock.advance(days=3)
    await told(portal, review)
    assert await mails("review-suspended") == sorted([BEN.email, ROSA.email, support])
    assert await state_of_grants(made, "Amara") == {"suspended"}
    rows = await Grant.select(Grant.suspended_by, Grant.reason).where(Grant.state == "suspended")
    assert {(row["suspended_by"], row["reason"]) for row in rows} == {("review", telling.UNANSWERED)}


@pytest.mark.both_databases
async def test_finishing_the_review_brings_back_what_is_kept(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    review = (await opened(portal, made)).id
    for _ in range(60):
        clock.advance(days=1)
        await telling.take_step(portal, review)
    assert await state_of_grants(made, "Cara") == {"suspended"}
    ticked = OwnList(ticked=frozenset(made.members.values()))
    await recalling.say_who_works_here(portal, review, ticked, by=made.by)
    await use_all(made)
    await answered(portal, made, review)
    cara = made.members["Cara"]
    for line in (await seen(portal, review)).lines:
        if line.person.member.id == cara:
            await answering.answer(portal, review, cara, [line.access.id], "remove", by=made.by)
    await finishing.finish_review(portal, review, by=made.by)
    assert await state_of_grants(made, "Amara") == {"provisioning"}
    assert await state_of_grants(made, "Cara") == {"revoked"}


async def test_a_worker_that_was_off_for_long_suspends_nothing_that_was_not_told_before(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    review = (await opened(portal, made)).id
    clock.advance(days=200)
    sent = await told(portal, review)
    assert "review-late" in sent and "review-suspended" not in sent
    assert await state_of_grants(made, "Amara") == {"active"}


async def test_what_was_answered_in_time_is_not_suspended(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    review = (await opened(portal, made)).id
    ticked = OwnList(ticked=frozenset(made.members.values()))
    await recalling.say_who_works_here(portal, review, ticked, by=made.by)
    await answered(portal, made, review)
    for _ in range(60):
        clock.advance(days=1)
        await telling.take_step(portal, review)
    assert await state_of_grants(made, "Amara") == {"active"}
    assert await state_of_grants(made, "Ben") == {"suspended"}


async def test_a_review_that_is_done_is_told_no_more(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    review = (await opened(portal, made)).id
    ticked = OwnList(ticked=frozenset(made.members.values()))
    await recalling.say_who_works_here(portal, review, ticked, by=made.by)
    await answered(portal, made, review)
    await finishing.finish_review(portal, review, by=made.by)
    rosa = await themselves(made, "Rosa")
    for line in (await seen(portal, review)).open_for("sponsor"):
        await answering.answer(portal, review, line.person.member.id, [line.access.id], "keep", by=rosa)
    await finishing.finish_review(portal, review, by=rosa)
    assert (await load_review(review)).state == "done"
    clock.advance(days=90)
    assert await telling.take_step(portal, review) is None
    assert set(await told(portal, review)) <= {"review-asked", "review-opened"}

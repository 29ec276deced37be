"""Where answers came too fast, somebody else looks again at a part of what was kept, chosen by chance."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from core.actor import Actor
from core.database import Database
from core.errors import NotFound
from core.groups import appointments
from core.groups.appointments import Holder
from core.portal import Portal
from core.requests.queries.needs import find_standing
from core.reviews import answering, finishing, telling
from core.reviews.queries.campaigns import looked_at_again
from core.reviews.queries.evidence import evidence_of
from core.reviews.queries.needs import EVERY_NEED
from core.reviews.queries.reviews import load_review
from core.reviews.records import ReviewView
from core.reviews.second_look import drawn_by_chance
from tests.conftest import MovableClock
from tests.core.office.following import mails
from tests.core.reviews.reviewing import answered, having_access, named, opened, seen, state_of_grants
from tests.practices import ANALYST, ROSA, Practice, portal_for, themselves


@pytest.fixture(scope="module")
def strict() -> Portal:
    """The shipped site, with its limits."""
    return portal_for()


async def waits_for(by: Actor) -> bool:
    """Whether a second look is among what somebody needs to do."""
    needs = (await find_standing(portal_for(), by.account or uuid4(), EVERY_NEED)).needs
    return "second-look" in {each.kind for each in needs}


async def reviewed(portal: Portal, made: Practice, clock: MovableClock, seconds: float) -> ReviewView:
    """A review that everybody has answered, each answer after so many seconds."""
    review = (await opened(portal, made)).id
    await named(portal, made, review, *(name for name in made.members if name != "Ben"))
    for line in (await seen(portal, review)).open_for("practice"):
        clock.advance(seconds=seconds)
        member = line.person.member.id
        await answering.answer(portal, review, member, [line.access.id], "keep", by=made.by)
    await finishing.finish_review(portal, review, by=made.by)
    rosa = await themselves(made, "Rosa")
    for line in (view := await seen(portal, review)).open_for("sponsor"):
        await answering.answer(portal, review, line.person.member.id, [line.access.id], "keep", by=rosa)
    if view.open_for("sponsor"):
        await finishing.finish_review(portal, review, by=rosa)
    return await seen(portal, review)


@pytest.mark.both_databases
async def test_a_part_of_what_was_kept_too_fast_is_looked_at_again_by_the_sponsor(
    strict: Portal, made: Practice, clock: MovableClock
) -> None:
    view = await reviewed(strict, made, clock, 1)
    review = view.review
    again = [line for line in view.lines if line.is_second]
    assert (review.state, len(again)) == ("second", 1) and again[0].is_open
    kept = sorted(str(line.access.id) for line in view.lines if line.person.member.first_name != "Ben")
    assert drawn_by_chance(review.seed, kept, strict.site.reviews.second_look_percent) == [
        str(again[0].access.id)
    ]
    await telling.ask_others(strict, review.id)
    member, grant = again[0].person.member, again[0].access.id
    whose = {"sponsor": ROSA.email, "support": strict.site.support_address}[again[0].whose]
    assert await mails("review-second-look") == [whose]
    rosa = await themselves(made, "Rosa")
    assert await waits_for(rosa) is (again[0].whose == "sponsor") and not await waits_for(made.by)
    with pytest.raises(NotFound):
        await answering.answer(strict, review.id, member.id, [grant], "keep", by=made.by)
    by = rosa if again[0].whose == "sponsor" else replace(rosa, kind="staff", account=None)
    await answering.answer(strict, review.id, member.id, [grant], "remove", by=by)
    await finishing.finish_review(strict, review.id, by=by)
    assert not await waits_for(rosa)
    found = await evidence_of(review.id)
    assert found.review.state == "done" and (found.figures.again, found.figures.overturned) == (1, 1)
    assert [each.answer for each in found.decisions if each.second] == ["remove"]
    assert review.campaign and await looked_at_again(review.campaign) == (1, 1)


async def test_who_took_their_time_is_not_looked_at_again(
    strict: Portal, made: Practice, clock: MovableClock
) -> None:
    assert (await reviewed(strict, made, clock, 6)).review.state == "done"


@pytest.mark.both_databases
async def test_what_nobody_looks_at_again_is_suspended_after_notice(
    strict: Portal, made: Practice, clock: MovableClock
) -> None:
    view = await reviewed(strict, made, clock, 1)
    (line,) = [each for each in view.lines if each.is_second]
    for _ in range(70):
        await telling.take_step(strict, view.review.id)
        clock.advance(days=1)
    assert line.person.member.first_name and await state_of_grants(made, line.person.member.first_name) != {
        "active"
    }
    assert len(await mails("review-last-notice")) == 3 and await mails("review-suspended")
    others = {"Rosa", "Amara", "Cara"} - {line.person.member.first_name}
    assert [await state_of_grants(made, name) for name in sorted(others)] == [{"active"}] * 2


async def test_a_sponsor_who_administers_the_practice_does_not_look_again(
    database: Database, strict: Portal, clock: MovableClock
) -> None:
    made = await having_access(strict)
    key = await appointments.propose(made.group, "sponsor", Holder(made.members["Ben"]), by=ANALYST)
    await appointments.take_up(key, by=ANALYST)
    review = (await opened(strict, made)).id
    await named(strict, made, review, "Rosa", "Amara", "Cara")
    await answered(strict, made, review)
    await finishing.finish_review(strict, review, by=made.by)
    for line in (await seen(strict, review)).open_for("support"):
        await answering.answer(strict, review, line.person.member.id, [line.access.id], "keep", by=ANALYST)
    await finishing.finish_review(strict, review, by=ANALYST)
    again = [line for line in (await seen(strict, review)).lines if line.is_second]
    assert (await load_review(review)).state == "second" and {line.whose for line in again} == {"support"}


def test_the_same_seed_chooses_the_same_and_one_at_least() -> None:
    keys = [f"grant-{number}" for number in range(10)]
    assert (
        drawn_by_chance("a", keys, 20) == drawn_by_chance("a", reversed(keys), 20)
        and len(drawn_by_chance("a", keys, 20)) == 2
    )
    assert len(drawn_by_chance("b", keys[:1], 20)) == 1
    assert len({tuple(drawn_by_chance(str(seed), keys, 20)) for seed in range(50)}) > 20

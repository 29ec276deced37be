"""The administrator's review: who works there, then what changed, then the rest; and what follows."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from core.access.conditions import NotNow
from core.access.leaving import come_back, go_on_leave
from core.actor import Actor
from core.database import Database
from core.errors import Invalid, NotFound, PortalError, Stale
from core.groups.people import load_member
from core.mail.tables import OutboxMail
from core.office import acts as office
from core.portal import Portal
from core.reviews import answering, finishing, recalling, telling
from core.reviews.queries.reviews import load_review, own_open_reviews
from core.reviews.recalling import OwnList
from core.reviews.records import acts
from tests.conftest import MovableClock
from tests.core.office.working import carry_out
from tests.core.reviews.reviewing import (
    answered,
    having_access,
    named,
    opened,
    seen,
    state_of_grants,
    use_all,
)
from tests.practices import AMARA, ANALYST, BEN, ROSA, Practice, active, state_of, themselves

STRANGER = Actor("person", uuid4(), "Somebody else", "203.0.113.9", "Firefox")
WHY = "Does not work here"
EVERYBODY = ("Rosa", "Amara", "Cara")


@pytest.mark.both_databases
async def test_whoever_is_missing_from_the_own_list_leaves_in_one_act_that_names_them(
    portal: Portal, made: Practice
) -> None:
    review = await opened(portal, made)
    listed = b'Last name,First name\nDoe,Jane\n"Lund, Cara",\nWhite,Rosa\n'
    rosa = (await load_member(made.members["Rosa"])).name
    listed += rosa.encode()
    await recalling.say_who_works_here(portal, review.id, OwnList("staff.csv", listed), by=made.by)
    view = await seen(portal, review.id)
    assert [each.member.first_name for each in view.missing] == ["Amara"]
    assert view.review.state == "recall" and await state_of_grants(made, "Amara") == {"active"}
    await recalling.let_leave(portal, review.id, [made.members["Amara"]], WHY, by=made.by)
    assert await state_of_grants(made, "Amara") == {"revoked"}
    assert (await load_review(review.id)).state == "lines"


@pytest.mark.both_databases
async def test_nothing_is_shown_or_answered_before_everybody_is_accounted_for(
    portal: Portal, made: Practice
) -> None:
    review = await opened(portal, made)
    amara, grant = made.members["Amara"], made.grants["Amara", "cerner"]
    with pytest.raises(Stale):
        await answering.answer(portal, review.id, amara, [grant], "keep", by=made.by)
    with pytest.raises(Stale):
        await recalling.let_leave(portal, review.id, [amara], WHY, by=made.by)
    with pytest.raises(Invalid):
        await recalling.say_who_works_here(portal, review.id, OwnList(), by=made.by)
    await named(portal, made, review.id, "Rosa", "Cara")
    with pytest.raises(Stale):
        await finishing.finish_review(portal, review.id, by=made.by)
    await recalling.works_here(portal, review.id, amara, by=made.by)
    assert (await load_review(review.id)).state == "lines"


@pytest.mark.both_databases
async def test_when_most_of_a_practice_would_leave_it_is_asked_twice(portal: Portal, made: Practice) -> None:
    review = await opened(portal, made)
    view = await named(portal, made, review.id, "Rosa")
    keys = [each.member.id for each in view.missing]
    with pytest.raises(Invalid, match="Enter 2"):
        await recalling.let_leave(portal, review.id, keys, WHY, by=made.by)
    assert await state_of_grants(made, "Amara") == {"active"}
    await recalling.let_leave(portal, review.id, keys, WHY, "2", by=made.by)
    assert await state_of_grants(made, "Amara") == {"revoked"}


async def test_a_sponsor_who_is_missing_is_suspended_until_somebody_follows(
    portal: Portal, made: Practice
) -> None:
    review = await opened(portal, made)
    await named(portal, made, review.id, "Amara", "Cara")
    await recalling.let_leave(portal, review.id, [made.members["Rosa"]], WHY, by=made.by)
    assert await state_of_grants(made, "Rosa") == {"suspended"}
    assert (await load_review(review.id)).state == "lines"


@pytest.mark.both_databases
async def test_what_changed_is_answered_singly_and_the_rest_in_one_act_a_person(
    database: Database, portal: Portal
) -> None:
    amara = replace(AMARA, wants=("cerner", "pacs"))
    cara = replace(AMARA, first="Cara", last="Lund", email="cara@peaks.example", npi="1245319599")
    dora = replace(cara, first="Dora", last="Moss", email="dora@peaks.example", npi="1043200000")
    cara, dora = (replace(each, wants=("cerner", "pacs")) for each in (cara, replace(dora, npi="")))
    made = await having_access(portal, BEN, ROSA, amara, cara, dora)
    review = await opened(portal, made)
    await named(portal, made, review.id, "Rosa", "Amara", "Cara", "Dora")
    lines = [each for each in (await seen(portal, review.id)).lines if not acts(each.person)]
    assert not any(each.why for each in lines if each.person.member.first_name == "Amara")
    both = [made.grants["Amara", slug] for slug in ("cerner", "pacs")]
    await answering.answer(portal, review.id, made.members["Amara"], both, "keep", by=made.by)
    await go_on_leave(portal, made.members["Cara"], "Away", by=made.by)
    both = [made.grants["Cara", slug] for slug in ("cerner", "pacs")]
    with pytest.raises(Stale, match="by itself"):
        await answering.answer(portal, review.id, made.members["Cara"], both, "keep", by=made.by)


@pytest.mark.both_databases
async def test_an_access_nobody_opened_for_long_is_asked_about_by_itself(
    portal: Portal, made: Practice, clock: MovableClock
) -> None:
    clock.advance(days=40, hours=2)
    review = await opened(portal, made)
    view = await named(portal, made, review.id, *EVERYBODY)
    amara = [each for each in view.lines if each.person.member.first_name == "Amara"]
    assert [each.why for each in amara] == [("not used for 40 days",)] * len(amara)
    await use_all(made)
    assert not any("used" in words for each in (await seen(portal, review.id)).lines for words in each.why)


@pytest.mark.both_databases
async def test_answers_take_effect_when_the_review_is_finished_and_can_be_changed_until_then(
    portal: Portal, made: Practice
) -> None:
    review = await opened(portal, made)
    await named(portal, made, review.id, *EVERYBODY)
    await answered(portal, made, review.id)
    grant, member = made.grants["Amara", "cerner"], made.members["Amara"]
    await answering.answer(portal, review.id, member, [grant], "remove", by=made.by)
    assert await state_of(grant) == "active"
    await answering.answer(portal, review.id, member, [grant], "keep", by=made.by)
    await answering.answer(portal, review.id, member, [grant], "remove", by=made.by)
    await finishing.finish_review(portal, review.id, by=made.by)
    assert await state_of(grant) == "revoked"
    with pytest.raises(PortalError):
        await answering.answer(portal, review.id, member, [grant], "keep", by=made.by)


@pytest.mark.both_databases
async def test_the_administrators_own_access_is_decided_by_the_sponsor(
    portal: Portal, made: Practice
) -> None:
    review = await opened(portal, made)
    await named(portal, made, review.id, *EVERYBODY)
    ben, rosa = made.members["Ben"], await themselves(made, "Rosa")
    own = [line.access.id for line in (await seen(portal, review.id)).lines if line.person.member.id == ben]
    assert own
    for grant in own:
        with pytest.raises(NotFound):
            await answering.answer(portal, review.id, ben, [grant], "keep", by=made.by)
    await answered(portal, made, review.id)
    await finishing.finish_review(portal, review.id, by=made.by)
    assert (await load_review(review.id)).state == "sponsor"
    await telling.ask_others(portal, review.id)
    mail = await OutboxMail.select().where(OutboxMail.template == "review-asked").first()
    assert mail and mail["recipient"] == ROSA.email and BEN.name in mail["text"]
    assert rosa.account and [each.id for each in await own_open_reviews(rosa.account)] == [review.id]
    with pytest.raises(Stale):
        await finishing.finish_review(portal, review.id, by=rosa)
    for grant in own:
        await answering.answer(portal, review.id, ben, [grant], "keep", by=rosa)
    await finishing.finish_review(portal, review.id, by=rosa)
    assert (await load_review(review.id)).state == "done"


@pytest.mark.both_databases
async def test_what_the_practice_is_not_sure_of_is_for_the_sponsor_and_stays_noted(
    portal: Portal, made: Practice
) -> None:
    review = await opened(portal, made)
    await named(portal, made, review.id, *EVERYBODY)
    await answered(portal, made, review.id)
    amara, grant = made.members["Amara"], made.grants["Amara", "cerner"]
    rosa = await themselves(made, "Rosa")
    with pytest.raises(NotFound):
        await answering.answer(portal, review.id, amara, [grant], "keep", by=rosa)
    await answering.answer(portal, review.id, amara, [grant], "ask", by=made.by)
    await answering.answer(portal, review.id, amara, [grant], "remove", by=rosa)
    line = next(each for each in (await seen(portal, review.id)).lines if each.access.id == grant)
    assert line.answer and line.answer.unsure and line.answer.side == "sponsor"


async def test_strangers_members_and_staff_of_the_practice_answer_nothing(
    portal: Portal, made: Practice
) -> None:
    review = await opened(portal, made)
    amara = await themselves(made, "Amara")
    ticked = OwnList(ticked=frozenset(made.members.values()))
    for by in (STRANGER, amara, await themselves(made, "Rosa")):
        with pytest.raises(NotFound):
            await recalling.say_who_works_here(portal, review.id, ticked, by=by)
    with pytest.raises(NotNow):
        own = replace(ANALYST, account=amara.account)
        await recalling.say_who_works_here(portal, review.id, ticked, by=own)
    await recalling.say_who_works_here(portal, review.id, ticked, by=ANALYST)
    assert (await load_review(review.id)).state == "lines"


@pytest.mark.both_databases
async def test_some_of_what_somebody_has_goes_in_one_act(database: Database, portal: Portal) -> None:
    cara = replace(AMARA, first="Cara", last="Lund", email="cara@peaks.example", npi="1245319599")
    dora = replace(cara, first="Dora", last="Moss", email="dora@peaks.example", npi="")
    wants = ("cerner", "pacs")
    people = [replace(each, wants=wants) for each in (AMARA, cara, dora)]
    made = await having_access(portal, BEN, ROSA, *people)
    review = await opened(portal, made)
    await named(portal, made, review.id, "Rosa", "Amara", "Cara", "Dora")
    member, pacs = made.members["Amara"], made.grants["Amara", "pacs"]
    with pytest.raises(Invalid):
        await answering.reduce(portal, review.id, member, [], by=made.by)
    await answering.reduce(portal, review.id, member, [pacs], by=made.by)
    given = {
        line.access.slug: line.answer.answer
        for line in (await seen(portal, review.id)).lines
        if line.person.member.id == member and line.answer
    }
    assert given == {"cerner": "keep", "pacs": "remove"}


@pytest.mark.both_databases
async def test_a_review_is_postponed_once(portal: Portal, made: Practice) -> None:
    review = await opened(portal, made)
    await finishing.postpone(portal, review.id, "The list comes on Monday", by=made.by)
    after = await load_review(review.id)
    assert (after.due_on - review.due_on).days == portal.site.reviews.postpone_days
    with pytest.raises(NotNow):
        await finishing.postpone(portal, review.id, "Again", by=made.by)


@pytest.mark.both_databases
async def test_a_review_is_not_closed_over_somebody_who_is_added_meanwhile(
    database: Database, portal: Portal
) -> None:
    made = await having_access(portal)
    review = await opened(portal, made)
    await recalling.say_who_works_here(portal, review.id, _ticked(made, *EVERYBODY), by=made.by)
    amara = made.members["Amara"]
    await _all_answered(portal, made, review.id)
    # Somebody who had left belongs to the practice again while the administrator finishes.
    await office.end_access(portal, amara, None, WHY, by=made.by)
    both = [come_back(portal, amara, by=made.by), finishing.finish_review(portal, review.id, by=made.by)]
    came = await asyncio.gather(*both, return_exceptions=True)
    assert not isinstance(came[0], BaseException)
    after = await seen(portal, review.id)
    assert after.review.state in {"lines", "sponsor"}
    assert isinstance(came[1], Stale) == (after.review.state == "lines")


async def test_whoever_leaves_while_a_review_is_open_is_asked_about_no_more(
    portal: Portal, made: Practice
) -> None:
    review = await opened(portal, made)
    await named(portal, made, review.id, *EVERYBODY)
    await answered(portal, made, review.id)
    amara = made.members["Amara"]
    await office.end_access(portal, amara, None, WHY, by=made.by)
    assert amara not in {line.person.member.id for line in (await seen(portal, review.id)).lines}
    grant = made.grants["Amara", "cerner"]
    with pytest.raises(Stale):
        await answering.answer(portal, review.id, amara, [grant], "keep", by=made.by)
    # What was kept before takes no effect: nothing comes back.
    await finishing.finish_review(portal, review.id, by=made.by)
    assert await state_of_grants(made, "Amara") == {"revoked"}


@pytest.mark.both_databases
async def test_access_that_is_being_set_up_when_it_is_removed_leaves_nothing_behind(
    database: Database, portal: Portal
) -> None:
    made = await active(portal, BEN, ROSA, AMARA)
    review = await opened(portal, made)
    await recalling.say_who_works_here(portal, review.id, _ticked(made, "Rosa", "Amara"), by=made.by)
    await _all_answered(portal, made, review.id, "remove")
    both = [finishing.finish_review(portal, review.id, by=made.by), carry_out(portal, "grant")]
    came = await asyncio.gather(*both, return_exceptions=True)
    assert came[0] is None
    await carry_out(portal, "revoke")
    assert await state_of_grants(made, "Amara") == {"revoked"}


def _ticked(made: Practice, *names: str) -> OwnList:
    return OwnList(ticked=frozenset(made.members[name] for name in names))


async def _all_answered(portal: Portal, made: Practice, review: UUID, said: str = "keep") -> None:
    await answered(portal, made, review, said)
    assert not (await seen(portal, review)).open_for("practice")

"""Whoever always takes the cheapest act keeps nobody who left without an act that names them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest

from core.actor import Actor
from core.database import Database
from core.errors import PortalError
from core.groups.tables import Member
from core.portal import Portal
from core.reviews import answering, finishing, recalling
from core.reviews.queries.reviews import load_review
from core.reviews.recalling import OwnList
from core.reviews.records import ReviewView
from tests.core.reviews.reviewing import having_access, opened, seen
from tests.practices import BEN, Practice, Someone
from tests.practices.people import sponsor_of

# What somebody does with one press, and whom it names.
Act = tuple[frozenset[UUID], Callable[[], Awaitable[None]]]
Door = Callable[[Portal, UUID, Actor, ReviewView], Sequence[Act]]
PRACTICES, LEAVERS = 40, 20
WANTS = ("cerner", "pacs")


def one_press(portal: Portal, review: UUID, by: Actor, view: ReviewView) -> Sequence[Act]:
    """Everything that the page of a review offers as it stands, keeping first, the most at once first."""
    found: list[Act] = []
    for each in view.missing:
        key = each.member.id
        found.append((frozenset({key}), lambda key=key: recalling.works_here(portal, review, key, by=by)))
    if view.missing:
        gone = [each.member.id for each in view.missing]
        leave = partial(recalling.let_leave, portal, review, gone, "Left", str(len(gone)), by=by)
        found.insert(0, (frozenset(gone), leave))
        return found
    rest: dict[UUID, list[UUID]] = {}
    for line in view.open_for("practice"):
        key = line.person.member.id
        if line.why:
            found.append((frozenset({key}), _keeping(portal, review, key, [line.access.id], by)))
        else:
            rest.setdefault(key, []).append(line.access.id)
    found += [(frozenset({key}), _keeping(portal, review, key, grants, by)) for key, grants in rest.items()]
    return found or [(frozenset(), lambda: finishing.finish_review(portal, review, by=by))]


def with_tick_all(portal: Portal, review: UUID, by: Actor, view: ReviewView) -> Sequence[Act]:
    """The same page with a planted fault: one press says that everybody works there."""
    if not view.missing:
        return one_press(portal, review, by, view)
    everybody = OwnList(ticked=frozenset(each.member.id for each in view.asked))
    keep_all = partial(recalling.say_who_works_here, portal, review, everybody, by=by)
    return [(frozenset(), keep_all), *one_press(portal, review, by, view)]


def _keeping(
    portal: Portal, review: UUID, member: UUID, grants: list[UUID], by: Actor
) -> Callable[[], Awaitable[None]]:
    return lambda: answering.answer(portal, review, member, grants, "keep", by=by)


async def cheapest(portal: Portal, made: Practice, door: Door, here: set[UUID]) -> set[UUID]:
    """Review a practice by the first act that is offered, after a true list; returns whom an act named."""
    review = (await opened(portal, made)).id
    await recalling.say_who_works_here(portal, review, OwnList(ticked=frozenset(here)), by=made.by)
    named: set[UUID] = set()
    while (await load_review(review)).state in {"recall", "lines"}:
        whom, act = door(portal, review, made.by, await seen(portal, review))[0]
        named |= whom
        await act()
    return named


async def kept_unnamed(portal: Portal, door: Door, practices: int, leavers: int) -> int:
    """How many of the planted leavers still belong to their practice without an act that named them."""
    kept = 0
    for number in range(practices):
        made = await having_access(portal, *_people(number), name=f"Practice {number}")
        gone = {made.members["Leo"]} if number < leavers else set()
        named = await cheapest(portal, made, door, {*made.members.values()} - gone)
        rows = await Member.select(Member.id).where(Member.group == made.group, Member.state != "left")
        kept += len(gone & {row["id"] for row in rows} - named)
    return kept


def _people(number: int) -> tuple[Someone, ...]:
    house = f"house{number}.example"
    leo = Someone("Leo", "Gone", f"leo@{house}", WANTS, suffix="Billing")
    wei = Someone("Wei", "Stays", f"wei@{house}", WANTS, suffix="Coder")
    boss = replace(BEN, email=f"ben@{house}")
    return boss, sponsor_of(f"Practice {number}"), leo, wei


@pytest.mark.slow
async def test_the_cheapest_reviewer_of_forty_practices_keeps_no_leaver_unnamed(
    database: Database, portal: Portal
) -> None:
    assert await kept_unnamed(portal, one_press, PRACTICES, LEAVERS) == 0


async def test_the_cheapest_reviewer_keeps_no_leaver_unnamed_and_a_planted_tick_all_is_found(
    database: Database, portal: Portal
) -> None:
    assert await kept_unnamed(portal, one_press, 2, 1) == 0
    assert await kept_unnamed(portal, with_tick_all, 3, 1) == 1


async def test_no_act_of_the_review_takes_two_people_at_once_but_the_one_that_ends_their_access(
    portal: Portal, made: Practice
) -> None:
    review = (await opened(portal, made)).id
    await recalling.say_who_works_here(
        portal, review, OwnList(ticked=frozenset(made.members.values())), by=made.by
    )
    view = await seen(portal, review)
    both = view.open_for("practice")
    assert len({line.person.member.id for line in both}) > 1
    for line in both:
        with pytest.raises(PortalError):
            grants = [each.access.id for each in both]
            await answering.answer(portal, review, line.person.member.id, grants, "keep", by=made.by)

"""Steps of access reviews: opened, answered by each side, or by nobody, and finished."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from uuid import UUID, uuid4

from core.actor import Actor
from core.errors import NotFound
from core.reviews import answering, campaigns, finishing, recalling
from core.reviews.campaigns import NewCampaign
from core.reviews.queries.reviews import load_review, review_view
from core.reviews.recalling import OwnList
from core.reviews.records import Chosen, ReviewLine, ReviewView, Side
from tests.core.walk.steps import Steps, step
from tests.core.walk.years import WHY

OPEN = "open_for IS NOT NULL"
SAID = ("keep", "keep", "remove", "ask")
SIDES: tuple[Side, ...] = ("practice", "sponsor", "support")


class Reviewing(Steps):
    """What people have is looked at again, by whoever has to."""

    @step(numbers="which how", several=True)
    async def start_a_campaign(self, which: int, how: int) -> None:
        """Over one practice or all, opened at once."""
        w = self.world
        group = w.pick(which, "practice_group", "state = 'active'")["id"]
        chosen = Chosen(practices=(UUID(group),)) if how % 2 else Chosen()
        await self.look_again(chosen, WHY if how % 8 else "", by=w.staff(how))

    async def look_again(self, chosen: Chosen, reason: str, *, by: Actor) -> None:
        """Start a campaign whose reviews are open at once."""
        portal = self.world.portal
        new = NewCampaign(uuid4(), "A review", reason, campaigns.offered_day(portal), chosen)
        await campaigns.plan(portal, await campaigns.start(portal, new, by=by))

    @step(numbers="which how")
    async def say_who_works_there(self, which: int, how: int) -> None:
        """Everybody, or all but one of them."""
        view = await self._view(which, f"{OPEN} AND state = 'recall'")
        there = [each.member.id for each in view.asked]
        ticked = frozenset(there if how % 2 else there[1:])
        by, key = self._on(view, SIDES[how // 2 % 3]), view.review.id
        await recalling.say_who_works_here(self.world.portal, key, OwnList(ticked=ticked), by=by)

    @step(numbers="which how")
    async def say_of_who_is_missing(self, which: int, how: int) -> None:
        """They do work there, or leave."""
        view = await self._view(which, f"{OPEN} AND listed_at IS NOT NULL AND state = 'recall'")
        missing = [each.member.id for each in view.missing][:1] or [uuid4()]
        by, key = self._on(view, SIDES[how // 2 % 3]), view.review.id
        if how % 2:
            await recalling.works_here(self.world.portal, key, missing[0], by=by)
        else:
            await recalling.let_leave(self.world.portal, key, missing, WHY, "1", by=by)

    @step(numbers="which who how")
    async def answer_a_line(self, which: int, who: int, how: int) -> None:
        """Mostly by the side that has to."""
        view = await self._view(which, f"{OPEN} AND state <> 'recall'")
        line = _one([each for each in view.lines if each.is_open] or view.lines, who)
        by = self._on(view, line.whose if how % 4 else SIDES[how // 4 % 3])
        member, grants = line.person.member.id, [line.access.id]
        await answering.answer(self.world.portal, view.review.id, member, grants, SAID[how // 4 % 4], by=by)

    @step(numbers="which who how")
    async def take_some_away(self, which: int, who: int, how: int) -> None:
        view = await self._view(which, f"{OPEN} AND state <> 'recall'")
        line = _one(view.lines, who)
        by = self._on(view, line.whose if how % 4 else SIDES[how // 4 % 3])
        member, removed = line.person.member.id, [line.access.id]
        await answering.reduce(self.world.portal, view.review.id, member, removed, by=by)

    @step(numbers="which how")
    async def finish_a_review(self, which: int, how: int) -> None:
        view = await self._view(which, f"{OPEN} AND state <> 'recall'")
        await finishing.finish_review(self.world.portal, view.review.id, by=self._on(view, SIDES[how % 3]))

    @step(numbers="which how")
    async def postpone_a_review(self, which: int, how: int) -> None:
        view = await self._view(which, OPEN)
        by = self._on(view, SIDES[how % 3])
        await finishing.postpone(self.world.portal, view.review.id, WHY if how % 8 else "", by=by)

    @step(numbers="which how", several=True)
    async def answer_a_whole_review(self, which: int, how: int) -> None:
        """Everybody works there and keeps what they have; each side finishes its part."""
        view = await self._view(which, OPEN)
        await self.answer_it(view.review.id, how)

    @step(numbers="which how", several=True)
    async def ignore_a_review(self, which: int, how: int) -> None:
        """Until what nobody answered is suspended; now and then only."""
        w = self.world
        if how % 4:
            return
        review = w.pick(which, "access_review", f"{OPEN} AND suspended_at IS NULL")["id"]
        for _ in range(9):
            row = w.rows("SELECT due FROM due WHERE kind = 'review.dates' AND subject = ?", review)
            if not row or not row[0]["due"]:
                return
            w.clock.set(max(w.clock(), datetime.fromisoformat(row[0]["due"])))
            await w.see_to_dates()

    async def answer_it(self, review: UUID, how: int) -> None:
        """Say it all, in the place of every side."""
        portal = self.world.portal
        view = await review_view(portal, await load_review(review))
        if view.missing:
            ticked = frozenset(each.member.id for each in view.asked)
            by = self._on(view, SIDES[how % 3])
            await recalling.say_who_works_here(portal, review, OwnList(ticked=ticked), by=by)
            view = await review_view(portal, await load_review(review))
        for (member, side, _), lines in groupby(filter(_is_open, view.lines), key=_in_one_act):
            keys, by = [line.access.id for line in lines], self._on(view, side)
            await answering.answer(portal, review, member, keys, SAID[how // 4 % 3], by=by)
        for side in SIDES:
            if not (await load_review(review)).is_open:
                return
            await finishing.finish_review(portal, review, by=self._on(view, side))

    async def _view(self, which: int, likely: str) -> ReviewView:
        row = self.world.pick(which, "access_review", likely)
        return await review_view(self.world.portal, await load_review(UUID(row["id"])))

    def _on(self, view: ReviewView, side: Side) -> Actor:
        """Somebody on this side."""
        if side == "support":
            return self.world.nora
        return self.world.playing(str(view.group.id), "administrator" if side == "practice" else "sponsor")


def _is_open(line: ReviewLine) -> bool:
    return line.is_open


def _in_one_act(line: ReviewLine) -> tuple[UUID, Side, UUID | None]:
    """What is the same for lines that can be answered at once."""
    return line.person.member.id, line.whose, line.access.id if line.why else None


def _one(lines: tuple[ReviewLine, ...] | list[ReviewLine], which: int) -> ReviewLine:
    if not lines:
        raise NotFound
    return lines[which % len(lines)]

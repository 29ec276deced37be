"""Steps of the years: people leave, are away and come back, and what has a last day ends with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from core.access import leaving
from core.access.looking import DISUSE, LOOK
from core.access.renewing import TERM
from core.access.states import ALIVE as OPEN
from core.actor import Actor
from core.errors import NotFound
from core.office import acts, renewing
from tests.core.walk.signing import Signing
from tests.core.walk.steps import step

WHY = "This is how it is."
# How far away a last day is: today, some day, or one that is over; and none any more.
DAYS = (0, 1, 3, 30, 200, None, -1, None)
PAUSES = (0, 1, 4, 31)
# Until the first warning of access that nobody uses, from there to the last, and to the end.
UNUSED = (61, 20, 10)
BELONGS = "state <> 'left'"
# Most who are in a practice play a part that is never empty.
FREE = f"""{BELONGS} AND id NOT IN (SELECT member FROM appointment WHERE member IS NOT NULL
  AND state = 'in-force' AND part IN ('administrator', 'sponsor'))"""
ALIVE = f"state IN ({', '.join(repr(each) for each in OPEN)})"

# Working access is looked at again and again, its use as well, and each term is followed by another.
ONCE = f"due IS NOT NULL AND kind NOT IN ('{LOOK}', '{DISUSE}', '{TERM}')"
# How many days before the end of a term it is then.
BEFORE = (60, 60, 14, 1, 0, 0, 0, -29)


class Years(Signing):
    """What becomes of a member, and the worker that sees to every date."""

    @step(numbers="which how")
    async def leave(self, which: int, how: int) -> None:
        member = self._member(which, FREE if how % 4 else BELONGS)
        await leaving.leave(self.world.portal, member, WHY if how % 8 != 7 else "", by=self.world.staff(how))

    @step(numbers="which how")
    async def go_on_leave(self, which: int, how: int) -> None:
        member = self._member(which, "state = 'active'")
        reason = WHY if how % 8 != 7 else " "
        await leaving.go_on_leave(self.world.portal, member, reason, by=self.world.staff(how))

    @step(numbers="which how")
    async def come_back(self, which: int, how: int) -> None:
        """Mostly from a leave, and now and then somebody who had left."""
        away = "state = 'on-leave'" if how % 2 else "state <> 'active'"
        await leaving.come_back(self.world.portal, self._member(which, away), by=self.world.staff(how))

    @step(numbers="which how day")
    async def set_a_last_day(self, which: int, how: int, day: int) -> None:
        member = self._member(which, FREE if how % 4 else BELONGS)
        await leaving.set_last_day(self.world.portal, member, self._day(day), by=self.world.staff(how))

    @step(numbers="which how day")
    async def set_an_end(self, which: int, how: int, day: int) -> None:
        grant = UUID(self.world.pick(which, "access_grant", ALIVE)["id"])
        await leaving.set_end(self.world.portal, grant, self._day(day), by=self.world.staff(how))

    @step(numbers="pause")
    async def see_to_what_is_due(self, pause: int) -> None:
        """The worker of dates, at once or after some days."""
        self.world.clock.advance(days=PAUSES[pause % len(PAUSES)])
        await self.world.see_to_dates()

    @step(numbers="pause", several=True)
    async def let_nobody_open_anything(self, pause: int) -> None:
        """Everybody who uses nothing for so long is warned twice, and then suspended; now and then only."""
        w = self.world
        if pause % 4:
            return
        for days in UNUSED:
            w.clock.advance(days=days)
            await w.see_to_dates()
            await w.attend()

    @step(numbers="which how")
    async def bring_back_what_was_not_used(self, which: int, how: int) -> None:
        """By support, or whoever administers the practice."""
        member = self.world.pick(which, "member", "state = 'dormant'")
        own = self.world.acting_for(member["group"]) if how % 2 else None
        by = self.world.staff(how) if own is None else Actor("person", own, "Whoever acts")
        await acts.bring_back(self.world.portal, UUID(member["id"]), WHY, by=by)

    @step(numbers="which how", several=True)
    async def come_to_the_end_of_a_term(self, which: int, how: int) -> None:
        """Some days before the end of a term, or at it; only of one that ends in days to come."""
        w, row = self.world, self.world.pick(which, "agreement", "state = 'in-force'")
        if row["state"] != "in-force":
            raise NotFound
        moment = datetime.fromisoformat(row["ends_at"]) - timedelta(days=BEFORE[how % 8])
        w.clock.set(max(w.clock(), moment))
        await w.see_to_dates()
        await w.attend()

    @step(numbers="which how")
    async def send_what_follows(self, which: int, how: int) -> None:
        """Whoever administers the practice, mostly when it isn't bound."""
        lapsed = "id IN (SELECT \"group\" FROM agreement WHERE state = 'lapsed')"
        group = self.world.pick(which, "practice_group", lapsed if how % 2 else "state = 'active'")["id"]
        own = self.world.acting_for(group)
        by = self.world.staff(how) if own is None else Actor("person", own, "Whoever acts")
        await renewing.send_next(self.world.portal, UUID(group), by=by)

    @step(numbers="which", several=True)
    async def sign_what_follows(self, which: int) -> None:
        """Everybody who is still asked signs, and the seal is made."""
        row = self.world.pick(which, "agreement", "state = 'out' AND purpose = 'renewal'")
        if (row["state"], row["purpose"]) != ("out", "renewal"):
            raise NotFound
        await self.sign_one(row["id"])
        await self.world.attend()

    async def finish(self) -> None:
        """Time goes on until every date has come, and what follows from it is worked off."""
        # What was worked off is told in a summary, who came back is found out, and who is suspended is told.
        for _ in range(12):
            await self._see_to_every_date()
            await super().finish()
            if not self.world.rows(f"SELECT key FROM due WHERE {ONCE}"):
                return
        raise AssertionError("a date never came")

    async def _see_to_every_date(self) -> None:
        """Go on to the last date that is known now."""
        w = self.world
        (last,) = w.rows(f"SELECT max(due) AS due FROM due WHERE {ONCE}")
        if last["due"]:
            w.clock.set(max(w.clock(), datetime.fromisoformat(last["due"])))
        await w.see_to_dates()

    def _member(self, which: int, likely: str) -> UUID:
        return UUID(self.world.pick(which, "member", likely)["id"])

    def _day(self, day: int) -> date | None:
        away = DAYS[day % len(DAYS)]
        today = self.world.clock().astimezone(self.world.portal.site.zone).date()
        return None if away is None else today + timedelta(days=away)

"""Steps of absences by their days: planned, called off, ended on another day, and ended at once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from core.office import acts
from tests.core.walk.steps import Steps, step
from tests.core.walk.years import WHY

# How many days from now a leave begins, and how many it lasts; -1 is over, and None has no end.
FIRST = (0, 1, 5, 30, -1)
LASTS = (0, 2, 14, None, -2)


class Absences(Steps):
    """Who is away by date, by whoever administers the practice or by support."""

    @step(numbers="which how days")
    async def plan_a_leave(self, which: int, how: int, days: int) -> None:
        w, row = self.world, self.world.pick(which, "member", "state = 'active'")
        first = w.today + timedelta(days=FIRST[days % 5])
        lasts = LASTS[days // 5 % 5]
        last = None if lasts is None else first + timedelta(days=lasts)
        by, reason = w.practice_or_staff(row["group"], how), WHY if how % 8 else " "
        await acts.plan_leave(w.portal, UUID(row["id"]), first, last, reason, by=by)

    @step(numbers="which how days")
    async def say_when_somebody_returns(self, which: int, how: int, days: int) -> None:
        w, row = self.world, self.world.pick(which, "member", "state = 'on-leave'")
        lasts = LASTS[days % 5]
        last = None if lasts is None else w.today + timedelta(days=lasts)
        await acts.set_return(
            w.portal, UUID(row["id"]), last, _why(how), by=w.practice_or_staff(row["group"], how)
        )

    @step(numbers="which how")
    async def call_a_leave_off(self, which: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "member", "away_from IS NOT NULL")
        await acts.call_leave_off(
            w.portal, UUID(row["id"]), _why(how), by=w.practice_or_staff(row["group"], how)
        )

    @step(numbers="which how")
    async def end_a_leave(self, which: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "member", "state = 'on-leave'")
        await acts.end_leave(w.portal, UUID(row["id"]), _why(how), by=w.practice_or_staff(row["group"], how))


def _why(how: int) -> str:
    """Support says why, and now and then nothing."""
    return WHY if how % 8 else " "

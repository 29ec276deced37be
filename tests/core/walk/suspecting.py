"""Steps of suspicion: objections, suspected misuse, and a group that two people of the staff cancel."""

from __future__ import annotations

from uuid import UUID

from core.misuse import cancelling, handling, reporting
from core.misuse.reporting import Report
from core.office import objecting
from tests.core.walk.steps import Steps, step
from tests.core.walk.world import Row
from tests.core.walk.years import BELONGS, WHY

# Closing a group is for good, and leaves a walk little to do.
HOW = ("suspend", "reinstate", "suspend", "reinstate", "suspend", "suspend", "reinstate", "close")


class Suspecting(Steps):
    """What is taken away at once because somebody says so, and who gives it back."""

    @step(numbers="which how")
    async def object_to_somebody(self, which: int, how: int) -> None:
        """By the sponsor, by that person themselves, and now and then by somebody who may not."""
        w, row = self.world, self.world.pick(which, "member", BELONGS)
        by = w.in_person(row["id"]) if how % 4 == 3 else w.playing(row["group"], "sponsor")
        by = by if how % 16 else w.playing(row["group"])
        await objecting.object_to(w.portal, UUID(row["id"]), WHY if how % 8 else "", by=by)

    @step(numbers="which how")
    async def take_an_objection_back(self, which: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "member_objection", "state = 'open'")
        by = w.owner(row["account"]) if how % 8 else w.staff(how)
        await objecting.take_objection_back(w.portal, UUID(row["id"]), by=by)

    @step(numbers="which how")
    async def decide_about_an_objection(self, which: int, how: int) -> None:
        """The person stays, or has to go."""
        w, row = self.world, self.world.pick(which, "member_objection", "state = 'open'")
        decide = objecting.keep_person if how % 2 else objecting.end_access
        await decide(w.portal, UUID(row["id"]), WHY if how % 8 else "", by=w.staff(how // 2))

    @step(numbers="which how")
    async def suspect_somebody(self, which: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "member", BELONGS)
        by = w.practice_or_staff(row["group"], how)
        await reporting.suspend_on_suspicion(w.portal, UUID(row["id"]), WHY if how % 8 else "", by=by)

    @step(numbers="which how")
    async def report_somebody(self, which: int, how: int) -> None:
        """In writing, half of the time with everything suspended."""
        w, row = self.world, self.world.pick(which, "member", BELONGS)
        given = Report(UUID(row["group"]), UUID(row["id"]), "", WHY, "yes", w.clock(), suspend=how % 4 > 1)
        await reporting.report(w.portal, given, by=w.practice_or_staff(row["group"], how))

    @step(numbers="which how")
    async def suspect_no_more(self, which: int, how: int) -> None:
        """Whoever suspended somebody on a suspicion ends that; of support somebody else has to."""
        kept = "id IN (SELECT member FROM access_grant WHERE suspended_by <> '')"
        w, row = self.world, self.world.pick(which, "member", kept)
        by = w.practice_or_staff(row["group"], how)
        await reporting.end_suspension(w.portal, UUID(row["id"]), by=by)

    @step(numbers="which how")
    async def suspend_for_a_case(self, which: int, how: int) -> None:
        await handling.suspend_person(self.world.portal, self._case(which), by=self.world.staff(how))

    @step(numbers="which how")
    async def lift_a_suspension(self, which: int, how: int) -> None:
        case = self._case(which, "held_by IS NOT NULL AND state <> 'closed'")
        await handling.lift(self.world.portal, case, WHY if how % 8 else "", by=self.world.staff(how))

    @step(numbers="which how")
    async def end_access_for_a_case(self, which: int, how: int) -> None:
        await handling.end_for_person(self.world.portal, self._case(which), by=self.world.staff(how))

    @step(numbers="which how")
    async def close_a_case(self, which: int, how: int) -> None:
        outcome = ("confirmed", "not-confirmed", "unclear", "")[how % 4]
        await handling.close_case(self._case(which), outcome, WHY, by=self.world.staff(how // 4))

    @step(numbers="which how")
    async def reopen_a_case(self, which: int, how: int) -> None:
        case = self._case(which, "state = 'closed'")
        await handling.reopen(case, WHY if how % 4 else "", by=self.world.staff(how))

    @step(numbers="which how")
    async def propose_to_cancel_a_group(self, which: int, how: int) -> None:
        group = self.world.pick(which, "practice_group", "state IN ('active', 'suspended')")["id"]
        by = self.world.staff(how // 8)
        await cancelling.propose_for_group(self.world.portal, UUID(group), HOW[how % 8], WHY, by=by)

    @step(numbers="which how")
    async def decide_about_a_cancellation(self, which: int, how: int) -> None:
        """Mostly somebody else confirms it."""
        w, row = self.world, self.world.pick(which, "group_cancellation", "state = 'proposed'")
        if how % 4 == 3:
            await cancelling.withdraw(UUID(row["id"]), by=w.staff(how // 4))
        else:
            await cancelling.confirm(w.portal, UUID(row["id"]), by=w.staff(how // 4))

    def _case(self, which: int, likely: str = "state <> 'closed'") -> UUID:
        row: Row = self.world.pick(which, "misuse_case", likely)
        return UUID(row["id"])

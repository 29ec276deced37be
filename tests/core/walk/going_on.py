"""What a walk goes on with where something waits for somebody, in the years after activation."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from core.misuse import cancelling, handling, reporting
from core.office import new_sponsor, objecting
from core.office.change_requests import decide_change
from core.reviews.records import Chosen
from tests.core.office.changing_sponsors import somebody_new
from tests.core.walk.changing import MAKING, Succeeding
from tests.core.walk.reviewing import Reviewing
from tests.core.walk.world import Row
from tests.core.walk.years import WHY

WORKING = "id IN (SELECT member FROM access_grant WHERE state = 'active')"
# What waits for whom, each as (table, condition).
WAITING = (
    ("access_review", "open_for IS NOT NULL"),
    ("member_objection", "state = 'open'"),
    ("misuse_case", "held_by IS NOT NULL AND state <> 'closed'"),
    ("change_request", "state = 'open'"),
    ("group_cancellation", "state = 'proposed'"),
    ("appointment", "state = 'proposed' AND part = 'sponsor'"),
)


class GoingOn(Succeeding, Reviewing):
    """One of the things that wait is done, by somebody who may."""

    async def with_the_years(self, which: int) -> None:
        """Whatever waits for the sides of a review, for support, or for a signature."""
        found = [
            (table, row)
            for table, likely in WAITING
            for row in self.world.rows(f"SELECT * FROM {table} WHERE {likely} ORDER BY rowid")
        ]
        if found:
            await self._on_with(*found[which % len(found)], which)
        else:
            await self._begin(which)

    async def _begin(self, which: int) -> None:
        """Nothing waits: a review, an objection, a suspicion, or another sponsor."""
        w = self.world
        row = w.pick(which % 64, "member", WORKING)
        member, group = UUID(row["id"]), UUID(row["group"])
        match which % 4:
            case 0:
                await self.look_again(Chosen(), WHY, by=w.nora)
            case 1:
                await objecting.object_to(w.portal, member, WHY, by=w.playing(row["group"], "sponsor"))
            case 2:
                await reporting.suspend_on_suspicion(w.portal, member, WHY, by=w.nora)
            case _:
                whom = somebody_new(w.portal, f"other{which}@peaks.example")
                await new_sponsor.ask(w.portal, group, whom, WHY, by=w.nora)

    def _on_with(self, table: str, row: Row, which: int) -> Coroutine[Any, Any, Any]:
        portal, key, by = self.world.portal, UUID(row["id"]), self.world.vera
        match table:
            case "access_review":
                return self.answer_it(key, which)
            case "member_objection":
                return objecting.keep_person(portal, key, WHY, by=by)
            case "misuse_case":
                return handling.lift(portal, key, WHY, by=by)
            case "change_request":
                return decide_change(portal, key, True, "", by=by, apply=MAKING)
            case "group_cancellation":
                return cancelling.confirm(portal, key, by=by)
        return self._sponsor(UUID(row["group"]), row["agreement"])

    async def _sponsor(self, group: UUID, agreement: str | None) -> None:
        """Everything is in order and everybody is asked; or everybody signs, and the seal is made."""
        if agreement is None:
            await self.find_in_order(group, by=self.world.vera)
            await new_sponsor.send_to_sign(self.world.portal, group, by=self.world.vera)
        else:
            await self.sign_one(agreement)
            await self.world.attend()

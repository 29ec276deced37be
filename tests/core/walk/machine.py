"""The walk itself: every step there is, in any order, and going on where something waits."""

from __future__ import annotations

from uuid import UUID

from core.access import actions, suspending
from core.access.asking import ask_again
from core.activation import identifying
from core.activation.actions import resume_group
from core.console import working
from core.credentials.queries import checks, still_open
from tests.core.walk.absences import Absences
from tests.core.walk.accounts import Accounts
from tests.core.walk.appointing import Appointing
from tests.core.walk.changing import Adding, Changing
from tests.core.walk.deciding import READY, Deciding, Granting
from tests.core.walk.enrolling import Enrolling
from tests.core.walk.going_on import GoingOn
from tests.core.walk.moving import Moving
from tests.core.walk.suspecting import Suspecting
from tests.core.walk.working import Working
from tests.core.walk.years import Years

# What anybody would do next; now and then it is left for a step of the walk.
WAITS = """state IN ('waiting-for-signatures', 'checking-credentials')
  OR "group" IN (SELECT id FROM practice_group WHERE state = 'suspended')"""

BY_PEOPLE = "SELECT id FROM work_item WHERE \"grant\" = ? AND state = 'people' AND steps LIKE '%null%'"


class Everything(
    Adding, Enrolling, Deciding, Granting, Years, Absences, Working, Accounts, Appointing,
    GoingOn, Changing, Suspecting, Moving,
):  # fmt: skip
    """All parts of the product that change what somebody may have.

    Left to chance alone, hardly any walk would come as far as access that works and is ended again: so
    between its steps a walk goes on with what waits.
    """

    def go_on(self, onward: int) -> None:
        """Mostly: with a practice, with somebody's access, or with what happens in the years after that."""
        which = onward // 4
        if onward % 4 == 1:
            self.take("go_on_with_a_practice", self._with_a_practice(which), several=True)
        elif onward % 4 == 2:
            self.take("go_on_with_a_line", self._with_a_line(which), several=True)
        elif onward % 8 == 3:
            self.take("go_on_with_the_years", self.with_the_years(which), several=True)

    async def _with_a_practice(self, which: int) -> None:
        """Whatever its request waits for."""
        w, request = self.world, self.world.pick(which, "access_request", WAITS)
        by, number = w.nora, request["number"]
        match request["state"]:
            case "waiting-for-signatures":
                out = w.rows("SELECT rowid FROM agreement WHERE request = ? AND state = 'out'", request["id"])
                await (self.sign_everything(request["id"]) if out else self.anew(number, by=by))
                await w.attend()
            case "waiting-for-correction":
                await self.correct_it(request, which)
            case "checking-credentials" if still_open(
                w.portal.site, await checks(w.portal, UUID(request["group"]))
            ):
                await self.find_all_valid(request, by=by)
            case "checking-credentials":
                await self.activate_it(number, by=by)
            case _:
                await resume_group(w.portal, UUID(request["group"]), by=by)

    async def _with_a_line(self, which: int) -> None:
        """Whatever one person's access waits for."""
        w, grant = self.world, self.world.pick(which, "access_grant", f"state <> 'active' AND {READY}")
        key, by = UUID(grant["id"]), self.world.nora
        asked = w.rows("SELECT id FROM member WHERE id = ? AND person_state = 'asked'", grant["member"])
        match grant["state"]:
            case "requested":
                await actions.approve(w.portal, key, by=by)
            case "approved" if asked:
                await identifying.confirm(w.portal, UUID(grant["member"]), by=by)
            case "approved" | "failed":
                await actions.begin(w.portal, key, by=by)
            case "suspended":
                await suspending.resume(w.portal, key, by=by)
            case "revoked" | "denied" | "expired":
                await ask_again(w.portal, key, by=w.account("ben@peaks.example"))
            case _ if people := w.rows(BY_PEOPLE, grant["id"]):
                await working.tick(UUID(people[0]["id"]), [0, 1], w.hand(by))
            case _:
                w.machine.answer = self.answers(which % 8)
                await w.work_off()

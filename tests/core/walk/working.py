"""Steps of the work at the applications: machines that answer anything, people, time, mails."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any
from uuid import UUID

from core.access import actions, leaving
from core.activation.actions import suspend_group
from core.console import agreement, working
from core.errors import PortalError, Stale
from core.plugin_api import Done, Outcome, Refused, TryLater, Waiting
from core.provisioning.worker import raise_alarm
from tests.core.provisioning.machines import Machine, yes
from tests.core.walk.steps import Steps, step
from tests.core.walk.world import Row, World

TIMES = (
    {"minutes": 1}, {"minutes": 11}, {"hours": 1}, {"hours": 25}, {"days": 4}, {"days": 31}, {"days": 200},
)  # fmt: skip
WHY = "This is how it is."
TICKED = "state = 'people' AND steps NOT LIKE '%null%'"
# Access that was refused stays refused; everything else can be brought to an end.
UNDONE = "state IN ('people', 'dead') OR (state = 'failed' AND kind = 'revoke')"


def answers_of(world: World, kind: int) -> Callable[[str, Any], Outcome]:
    """How the machine behaves for a while; some faults come after the thing was done."""

    def answer(call: str, grant: Any) -> Outcome:
        has = world.machine.has
        match kind % 8:
            case 3:
                return Refused("No license is left.")
            case 4:
                raise TryLater("The server answered 503", 30)
            case 5:
                has.add(grant.key) if call == "grant" else has.discard(grant.key)
                raise OSError("the connection broke")
            case 6:
                return Waiting(("analyst", "administrator")[kind // 8 % 2], ("Do it.", "Look at it."))
            case 7:
                return Refused("No license is left.") if call == "grant" else Done()
        return yes(call, grant)

    return answer


class Working(Steps):
    """What the workers do, and what happens meanwhile."""

    def answers(self, kind: int) -> Callable[[str, Any], Outcome]:
        """How the applications answer from now on."""
        return answers_of(self.world, kind)

    @step(numbers="kind pause")
    async def work_a_round(self, kind: int, pause: int) -> None:
        """One round, mostly after so long that what failed is tried again."""
        self.world.clock.advance(minutes=pause % 4)
        self.world.machine.answer = self.answers(kind)
        await self.world.provisioning.work_due()

    @step(numbers="kind")
    async def work_it_all_off(self, kind: int) -> None:
        self.world.machine.answer = self.answers(kind)
        await self.world.work_off()

    @step(numbers="which meanwhile")
    async def be_slow(self, which: int, meanwhile: int) -> None:
        """While an application takes its time, what it was asked for is ended, or taken over."""
        w, machine = self.world, self.world.machine
        machine.answer, machine.hold = yes, asyncio.Event()
        machine.called.clear()
        working_ = asyncio.create_task(w.provisioning.work_due())
        called = asyncio.create_task(machine.called.wait())
        try:
            await asyncio.wait([working_, called], return_when=asyncio.FIRST_COMPLETED)
            with suppress(PortalError):
                await self._meanwhile(which, meanwhile)
        finally:
            called.cancel()
            machine.hold.set()
            await working_
            machine.hold = None

    async def _meanwhile(self, which: int, what: int) -> None:
        w, by = self.world, self.world.nora
        grant = w.pick(which, "access_grant", "state = 'provisioning'")
        things: tuple[Callable[[], Coroutine[Any, Any, Any]], ...] = (
            lambda: actions.revoke(UUID(grant["id"]), WHY, by=by),
            lambda: suspend_group(w.portal, UUID(w.pick(which, "practice_group")["id"]), WHY, by=by),
            lambda: agreement.void(w.signing, w.pick(which, "access_request")["number"], WHY, by=by),
            self._another_worker,
            lambda: leaving.go_on_leave(w.portal, UUID(grant["member"]), WHY, by=by),
            lambda: leaving.leave(w.portal, UUID(grant["member"]), WHY, by=by),
        )
        await things[what % 6]()
        if what & 64:
            await self._another_worker()

    async def _another_worker(self) -> None:
        """The first one's lease runs out, and somebody else goes on."""
        self.world.clock.advance(seconds=60)
        await self.world.another_worker(Machine(has=self.world.machine.has)).work_due()

    @step(numbers="which how")
    async def take_work(self, which: int, how: int) -> None:
        await working.take(self._work(which), self.world.hand(self.world.staff(how)))

    @step(numbers="which who how")
    async def give_work(self, which: int, who: int, how: int) -> None:
        to = None if who % 3 == 0 else self.world.staff(who).account
        await working.give(self._work(which), to, self.world.hand(self.world.staff(how)))

    @step(numbers="which how")
    async def tick_off(self, which: int, how: int) -> None:
        await working.tick(self._work(which), [0, 1][: how % 8], self.world.hand(self.world.staff(how)))

    @step(numbers="which how")
    async def complete(self, which: int, how: int) -> None:
        """People did it at the application, and say so; now and then not every step is ticked."""
        w, row = self.world, self.world.pick(which, "work_item", TICKED)
        evidence = "Seen." if how % 8 != 7 else ""
        await working.complete(w.portal, UUID(row["id"]), evidence, "account", w.hand(w.staff(how)))
        _done_by_people(w, row)

    @step(numbers="which how")
    async def refuse(self, which: int, how: int) -> None:
        reason = "It cannot be done." if how % 8 else ""
        await working.refuse(
            self.world.portal, self._work(which), reason, self.world.hand(self.world.staff(how))
        )

    @step(numbers="which how")
    async def retry(self, which: int, how: int) -> None:
        row = self.world.pick(which, "work_item", "state IN ('dead', 'failed')")
        await working.retry(self.world.portal, UUID(row["id"]), self.world.hand(self.world.staff(how)))

    @step(numbers="kind")
    async def wait(self, kind: int) -> None:
        """Time passes, from a minute to most of a year; what is late is named."""
        self.world.clock.advance(**TIMES[kind % 7 if kind < 128 else kind % 3])
        await raise_alarm(self.world.portal)

    @step(numbers="kind")
    async def deliver(self, kind: int) -> None:
        for _ in range(kind % 4):
            await self.world.mail.deliver_due()

    async def finish(self) -> None:
        """By machines that work and people who do all they are asked."""
        w = self.world
        w.machine.answer = yes
        await w.attend()
        for _ in range(20):
            w.clock.advance(minutes=11)
            await w.work_off()
            rows = w.rows(f"SELECT * FROM work_item WHERE {UNDONE} ORDER BY rowid")
            for row in rows:
                await _by_hand(w, row, w.hand(w.vera))
            if not rows:
                return
        left = [(row["kind"], row["state"], row["words"]) for row in rows]
        raise AssertionError(f"the work never comes to an end: {left}")

    def _work(self, which: int) -> UUID:
        return UUID(self._row(which)["id"])

    def _row(self, which: int) -> Row:
        return self.world.pick(which, "work_item", "state = 'people'")


def _done_by_people(world: World, row: Row) -> None:
    """What somebody did at the application."""
    if row["kind"] == "grant":
        world.machine.has.add(row["grant"])
    elif row["kind"] == "revoke":
        world.machine.has.discard(row["grant"])


async def _by_hand(world: World, row: Row, hand: working.StaffActor) -> None:
    with suppress(Stale):
        if row["state"] != "people":
            await working.retry(world.portal, UUID(row["id"]), hand)
            return
        await working.tick(UUID(row["id"]), [*range(len(json.loads(row["steps"])))], hand)
        await working.complete(world.portal, UUID(row["id"]), "Seen.", "account", hand)
        _done_by_people(world, row)

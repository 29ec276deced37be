"""Steps of those who say who plays which part of a practice, and who may act for it afterwards."""

from __future__ import annotations

from uuid import UUID

from core.groups.appointments import Holder, Part, end, propose, take_up, withdraw
from tests.core.walk.steps import Steps, step

PARTS: tuple[Part, ...] = ("administrator", "backup", "sponsor", "officer")


class Appointing(Steps):
    """Every move of an appointment, in any order."""

    @step(numbers="which who how")
    async def propose_somebody(self, which: int, who: int, how: int) -> None:
        """Mostly a member of the practice; as an officer anybody, and now and then nobody at all."""
        w, group = self.world, self.world.pick(which, "practice_group")["id"]
        members = w.rows('SELECT id FROM member WHERE "group" = ? ORDER BY position, rowid', group)
        account = w.acting_for(group) if how % 2 else None
        holder = Holder(UUID(members[who % len(members)]["id"]) if members else None, account=account)
        if how % 8 == 7:
            holder = Holder(name="Ines Legal", email="ines@legal.example")
        await propose(UUID(group), PARTS[who % 4], holder, by=w.staff(how))

    @step(numbers="which")
    async def take_up_a_proposal(self, which: int) -> None:
        key = self.world.pick(which, "appointment", "state = 'proposed'")["id"]
        await take_up(UUID(key), by=self.world.nora)

    @step(numbers="which")
    async def withdraw_a_proposal(self, which: int) -> None:
        key = self.world.pick(which, "appointment", "state = 'proposed'")["id"]
        await withdraw(UUID(key), by=self.world.nora)

    @step(numbers="which")
    async def end_an_appointment(self, which: int) -> None:
        likely = "state = 'in-force' AND part IN ('backup', 'officer')"
        await end(UUID(self.world.pick(which, "appointment", likely)["id"]), by=self.world.nora)

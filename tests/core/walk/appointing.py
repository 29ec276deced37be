"""Steps of those who say who plays which part of a practice, and who may act for it afterwards."""

from __future__ import annotations

from uuid import UUID

from core.actor import Actor
from core.groups.appointments import Holder, Part, end, propose, take_up, withdraw
from core.office import handing_over
from tests.core.walk.signing import Signing
from tests.core.walk.steps import step

# Those first who have a password, and so an address that is proved, but for the one who administers now.
MEMBERS = """SELECT m.id FROM member m LEFT JOIN person p ON p.id = m.person
  LEFT JOIN account a ON a.id = p.account WHERE m."group" = ?
  ORDER BY m.id IN (SELECT member FROM appointment WHERE state = 'in-force' AND part = 'administrator'),
    m.person_state NOT IN ('new', 'known'), COALESCE(a.password_hash, '') = '', m.position, m.rowid"""
PARTS: tuple[Part, ...] = ("administrator", "backup", "sponsor", "officer")


class Appointing(Signing):
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

    @step(numbers="which who how")
    async def hand_it_over(self, which: int, who: int, how: int) -> None:
        """By support, and now and then by whoever administers the practice; mostly to who has signed in."""
        w = self.world
        group = w.pick(which, "practice_group", "state IN ('active', 'suspended')")["id"]
        members = w.rows(MEMBERS, group)
        places = 2 if who % 8 else len(members)
        member = UUID(members[who % min(places, len(members))]["id"]) if members else UUID(int=who)
        await handing_over.begin(w.portal, UUID(group), member, "They called.", by=self._by(group, how))

    @step(numbers="which how")
    async def withdraw_what_is_handed_over(self, which: int, how: int) -> None:
        w = self.world
        group = w.pick(which, "appointment", "state = 'proposed' AND agreement IS NOT NULL")["group"]
        await handing_over.withdraw(w.signing, UUID(group), by=self._by(group, how))

    @step(numbers="which", several=True)
    async def sign_what_is_handed_over(self, which: int) -> None:
        """Everybody who is still asked signs, and the seal is made."""
        agreement = self.world.pick(which, "agreement", "state = 'out' AND purpose = 'transfer'")
        await self.sign_one(agreement["id"])
        await self.world.attend()

    def _by(self, group: str, how: int) -> Actor:
        own = self.world.acting_for(group) if how % 4 == 3 else None
        return self.world.staff(how) if own is None else Actor("person", own, "Whoever acts")

    @step(numbers="which")
    async def end_an_appointment(self, which: int) -> None:
        likely = "state = 'in-force' AND part IN ('backup', 'officer')"
        await end(UUID(self.world.pick(which, "appointment", likely)["id"]), by=self.world.nora)

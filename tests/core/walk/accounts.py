"""Steps of people who sign in: staff who are invited and removed, people who open their new account."""

from __future__ import annotations

from core.actor import SYSTEM
from core.errors import NotFound
from core.identity import pick_up, reset, sessions, sign_in, staff
from core.identity.roles import StaffRoles
from core.identity.staff import Newcomer
from core.mfa import authenticators
from tests.core.agreements.sample import BROWSER
from tests.core.walk.stages import PASSWORD
from tests.core.walk.steps import Steps, step

STAFF = ("kim@health.example", "lee@health.example", "max@health.example", "ben@peaks.example")


class Accounts(Steps):
    """Sessions come and go; none outlives its account."""

    @step(numbers="who how", several=True)
    async def sign_in(self, who: int, how: int) -> None:
        """The password, now and then a wrong one, and for some also the code."""
        w, email = self.world, STAFF[who % 4]
        password = "this is not it at all" if how % 8 == 7 else PASSWORD
        token = await sign_in.with_password(w.identity, email, password, by=BROWSER)
        w.sessions.append((email, token))
        if how % 2:
            await self._give_code(email, token)

    @step(numbers="which")
    async def give_the_code(self, which: int) -> None:
        w = self.world
        email, token = w.sessions[which % len(w.sessions)] if w.sessions else (STAFF[0], "none")
        await self._give_code(email, token)

    async def _give_code(self, email: str, token: str) -> None:
        w = self.world
        session = await sessions.find(token, sessions.LONGEST)
        if session is None:
            raise NotFound
        code = await authenticators.current_code(session.account, w.keys) or "000000"
        w.sessions.append((email, await sign_in.with_code(w.identity, session, code, by=BROWSER)))

    @step(numbers="who")
    async def remove_from_the_staff(self, who: int) -> None:
        await staff.remove(STAFF[1 + who % 3], by=SYSTEM)

    @step(numbers="who")
    async def invite_to_the_staff(self, who: int) -> None:
        email = STAFF[1 + who % 3]
        whom = Newcomer(email, email.partition("@")[0].title(), "Alvarez")
        await staff.invite(self.world.identity, whom, StaffRoles.parse("credentialing"), by=SYSTEM)

    @step(numbers="which how")
    async def set_up_a_staff_account(self, which: int, how: int) -> None:
        w = self.world
        token = w.token(which, "staff-invitation", "/staff/set-up")
        password = PASSWORD if how % 8 else "short"
        w.sessions.append((STAFF[2], await staff.set_up(w.identity, token, password, by=BROWSER)))

    @step(numbers="which how")
    async def open_an_account(self, which: int, how: int) -> None:
        """The page of the mail that works once."""
        w = self.world
        token = w.token(which, "pick-up", "/pick-up")
        password = PASSWORD if how % 8 else "short"
        await pick_up.pick_up(w.identity, token, password, by=BROWSER)

    @step(numbers="who how", several=True)
    async def choose_a_new_password(self, who: int, how: int) -> None:
        w = self.world
        await reset.ask(w.identity, STAFF[who % 4], by=BROWSER)
        token = w.token(0, "reset-password", "/reset/choose") if how % 4 else "none"
        await reset.choose(w.identity, token, PASSWORD, by=BROWSER)

"""Steps of what changes on a day or with a proof: email addresses, moves; and one person taken back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from core.identity import sessions, sign_in
from core.office import moving, new_address
from core.requests.taking_back import take_person_back
from tests.core.agreements.sample import BROWSER
from tests.core.walk.stages import PASSWORD
from tests.core.walk.steps import Steps, step
from tests.core.walk.years import BELONGS, WHY

ACTIVE = "state = 'active'"
ADDRESSES = "id IN (SELECT subject FROM mail_proof WHERE purpose = 'new-address' AND used_at IS NULL)"
# How many days from now a practice moves.
DAYS = (0, 1, 5, 30, -1, 400)
PLACES = (("AZ", "85004"), ("CO", "80525"), ("NV", "89406"), ("AZ", "no such code"))
DECIDING = "state = 'to-be-decided'"
# Whoever somebody signs in as, when they have chosen a password.
SIGNS_IN = """SELECT a.email_key FROM member m JOIN person p ON p.id = m.person
  JOIN account a ON a.id = p.account WHERE m.id = ? AND a.password_hash <> ''"""


class Moving(Steps):
    """What is known under other words from some day on."""

    @step(numbers="which who how")
    async def ask_for_another_address(self, which: int, who: int, how: int) -> None:
        """A new one, and now and then that of somebody else."""
        w, row = self.world, self.world.pick(which, "member", BELONGS)
        email = f"another{who}@peaks.example" if who % 4 else w.pick(who, "member")["email"]
        by, why = w.practice_or_staff(row["group"], how), WHY if how % 8 else ""
        await new_address.ask_address(w.portal, UUID(row["id"]), email, by=by, reason=why)

    @step(numbers="which how")
    async def ask_for_an_address_again(self, which: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "member", ADDRESSES)
        by = w.practice_or_staff(row["group"], how)
        await new_address.ask_again(w.portal, UUID(row["id"]), by=by)

    @step(numbers="which how")
    async def keep_the_address(self, which: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "member", ADDRESSES)
        await new_address.keep_address(UUID(row["id"]), by=w.practice_or_staff(row["group"], how))

    @step(numbers="which how", several=True)
    async def confirm_an_address(self, which: int, how: int) -> None:
        """By who reads it; who signs in with the one before does so first, mostly."""
        w = self.world
        mails, session = w.mails("address-confirm")[-3:], None
        mail = mails[which % len(mails)] if mails else None
        known = w.rows(SIGNS_IN, mail["about"]) if mail else []
        if known and how % 4:
            token = await sign_in.with_password(w.identity, known[0]["email_key"], PASSWORD, by=BROWSER)
            session = await sessions.find(token, sessions.LONGEST)
        link = w.secret([mail], "/new-address") if mail else "no-such-link"
        await new_address.confirm(w.portal, w.identity, link, by=BROWSER, session=session)

    @step(numbers="which")
    async def stop_an_address(self, which: int) -> None:
        link = self.world.token(which, "address-asked", "/new-address/stop")
        await new_address.deny(self.world.portal, link, by=BROWSER)

    @step(numbers="which what day how")
    async def move_a_practice(self, which: int, what: int, day: int, how: int) -> None:
        """To another place, on some day, and sometimes under another name."""
        w = self.world
        group = w.pick(which, "practice_group", ACTIVE)["id"]
        by, (state, postcode) = w.practice_or_staff(group, how), PLACES[what // 2 % len(PLACES)]
        drawn = await moving.draw_move(w.portal, UUID(group), by=by)
        when = w.today + timedelta(days=DAYS[day % len(DAYS)])
        typed = {"state": state, "postcode": postcode, "day": when.isoformat(), "reason": WHY}
        typed |= {"name": f"Practice {'abcdefgh'[what // 4 % 8]}"} if what % 2 else {}
        sent = {**drawn.form.sent, **{name: [each] for name, each in typed.items()}}
        await moving.move_practice(w.portal, UUID(group), sent, ask=True, by=by)

    @step(numbers="which who how")
    async def take_somebody_back(self, which: int, who: int, how: int) -> None:
        """One person of a request, about whom nobody has decided yet."""
        w, row = self.world, self.world.pick(which, "access_request", DECIDING)
        there = w.rows(
            'SELECT DISTINCT g.member FROM access_grant g JOIN request_line l ON l."grant" = g.id'
            " WHERE l.request = ? ORDER BY g.member",
            row["id"],
        )
        member = UUID(there[who % len(there)]["member"]) if there else uuid4()
        by = w.playing(row["group"]) if how % 8 else w.account("kim@health.example")
        await take_person_back(w.portal, w.signing, row["number"], member, WHY if how % 8 > 1 else "", by=by)

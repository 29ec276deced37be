"""Steps of support: credentials, corrections, activation, who somebody is, and every move of a grant."""

from __future__ import annotations

from uuid import UUID, uuid4

from core.access import actions, suspending
from core.access.asking import Asked, ask_again, request_applications
from core.activation import identifying, unidentified
from core.activation.actions import resume_group, suspend_group
from core.activation.identifying import Said
from core.actor import Actor
from core.console import activating, deciding
from core.console.credentials import decide, prove_address
from core.credentials.queries import checks
from core.errors import NotFound
from core.requests import corrections
from core.requests.correcting import correct
from core.requests.withdrawing import withdraw
from tests.core.walk.steps import Steps, step
from tests.core.walk.world import Row
from tests.practices.made import tell_apart

CHECKING = "state = 'checking-credentials'"
CORRECTING = "state = 'waiting-for-correction'"
WHY = "This is how it is."
# These ask no questions.
SLUGS = ("cerner", "pacs", "iecg", "no-such-application")
ACTIVE = "\"group\" IN (SELECT id FROM practice_group WHERE state = 'active')"
READY = """member IN (SELECT id FROM member WHERE "group" IN
  (SELECT id FROM practice_group WHERE state = 'active'))"""
# Who asked last for a grant, and in which request.
ASKED = """SELECT sent_by, number FROM access_request WHERE id IN
  (SELECT request FROM request_line WHERE "grant" = ?) ORDER BY number DESC"""
KNOWN = f"{READY} AND member IN (SELECT id FROM member WHERE person_state IN ('new', 'known'))"


class Deciding(Steps):
    """What people of the site say about a request."""

    @step(numbers="which who how")
    async def judge_somebody(self, which: int, who: int, how: int) -> None:
        w, row = self.world, self._request(which, CHECKING)
        members = w.rows('SELECT * FROM member WHERE "group" = ? ORDER BY position, rowid', row["group"])
        member = UUID(members[who % len(members)]["id"]) if members else UUID(int=who)
        decision = "not-valid" if how % 8 == 7 else "valid"
        reason = "" if how % 16 == 7 else "Seen."
        await decide(w.portal, row["number"], member, decision, reason, by=w.staff(how))

    @step(numbers="which how", several=True)
    async def judge_everybody(self, which: int, how: int) -> None:
        row = self._request(which, CHECKING)
        if row["state"] != "checking-credentials":
            raise NotFound
        await self.find_all_valid(row, by=self.world.staff(how))

    @step(numbers="which how")
    async def give_it_back(self, which: int, how: int) -> None:
        w, row = self.world, self._request(which, CHECKING)
        sponsor = w.rows(
            "SELECT member AS id FROM appointment WHERE part = 'sponsor' AND state = 'in-force'"
            ' AND "group" = ?', row["group"],
        )  # fmt: skip
        fields = ["practice.phone", *(f"{each['id']}.license_number" for each in sponsor)]
        fields = fields if how % 8 else ["practice.name"]
        await corrections.give_back(w.portal, row["number"], fields, WHY, by=w.staff(how))

    @step(numbers="which how")
    async def take_it_back(self, which: int, how: int) -> None:
        await corrections.take_back(self._request(which, CORRECTING)["number"], by=self.world.staff(how))

    @step(numbers="which how")
    async def correct_what_was_given_back(self, which: int, how: int) -> None:
        """What is wrong is told and changes nothing; what was not given back is not read."""
        row, w = self._request(which, CORRECTING), self.world
        await self.correct_it(row, how, by=None if how % 8 else w.account("ben@peaks.example"))

    async def correct_it(self, row: Row, how: int, by: Actor | None = None) -> None:
        """Type new values into everything, whatever was given back."""
        w = self.world
        sent = {"practice.phone": [f"602 555 01{how % 90 + 10}"], "practice.name": ["Another name"]}
        for each in w.rows('SELECT id FROM member WHERE "group" = ?', row["group"]):
            sent |= {f"{each['id']}.license_number": [f"L-{how}"], f"{each['id']}.suffix": ["MD"]}
        await correct(
            w.portal, row["number"], sent, by=by or w.owner(str(w.acting_for(row["group"]) or uuid4()))
        )

    async def find_all_valid(self, row: Row, *, by: Actor) -> None:
        """Everybody's credentials are in order."""
        for check in await checks(self.world.portal, UUID(row["group"])):
            await self.prove(row, check.member, by=by)
            await decide(self.world.portal, row["number"], check.member, "valid", "Seen.", by=by)

    async def prove(self, row: Row, member: UUID, *, by: Actor) -> None:
        """Where the sponsor is reached stands in the medical-staff file; nobody else is looked up."""
        try:
            await prove_address(self.world.portal, row["number"], member, "staff-file", "Seen.", by=by)
        except NotFound:
            return

    async def activate_it(self, number: str, *, by: Actor) -> None:
        """Activate the group of a request."""
        await tell_apart(number, by=by)
        await activating.activate(self.world.portal, self.world.keys, number, by=by)

    @step(numbers="which how", several=True)
    async def activate(self, which: int, how: int) -> None:
        """Half of the time after everybody's credentials were found valid."""
        row, by = self._request(which, CHECKING), self.world.staff(how)
        if how % 2:
            await self.find_all_valid(row, by=by)
        await self.activate_it(row["number"], by=by)

    @step(numbers="which how")
    async def decline(self, which: int, how: int) -> None:
        w, row = self.world, self._request(which, CHECKING)
        await activating.decline(w.signing, row["number"], WHY if how % 4 else "", by=w.staff(how))

    @step(numbers="which how")
    async def suspend_a_group(self, which: int, how: int) -> None:
        w = self.world
        group = UUID(w.pick(which, "practice_group", "state = 'active'")["id"])
        await suspend_group(w.portal, group, WHY, by=w.staff(how))

    @step(numbers="which how")
    async def resume_a_group(self, which: int, how: int) -> None:
        w = self.world
        group = UUID(w.pick(which, "practice_group", "state = 'suspended'")["id"])
        await resume_group(w.portal, group, by=w.staff(how))

    @step(numbers="which how")
    async def answer_who_it_is(self, which: int, how: int) -> None:
        """The administrator answers the mail about somebody who is known already."""
        w = self.world
        token = w.token(which, "known-people" if how % 2 else "known-person", "/known-person")
        acting = w.acting_for(w.pick(which, "member", "person_state = 'asked'")["group"])
        by = w.owner(str(acting)) if acting and how % 16 else w.account("ben@peaks.example")
        await identifying.answer(w.portal, token, same=how % 3 != 0, by=by)

    @step(numbers="which how")
    async def confirm_who_it_is(self, which: int, how: int) -> None:
        w = self.world
        member = UUID(w.pick(which, "member", "person_state = 'asked'")["id"])
        await identifying.confirm(w.portal, member, by=w.staff(how))

    @step(numbers="which who how")
    async def say_who_it_is(self, which: int, who: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "member", "person_state IN ('unclear', 'asked')")
        named = w.pick(who, "person", "portal_id IS NOT NULL")
        own = Said(email=f"own{who}@peaks.example" if how % 8 == 4 else "")
        said = Said(named.get("portal_id") or "nobody") if how % 4 else own
        number = self._number(row)
        await unidentified.say_who(w.portal, w.keys, number, UUID(row["id"]), said, by=w.staff(how))

    @step(numbers="which how")
    async def ask_again_who_it_is(self, which: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "member", "person_state = 'asked'")
        await unidentified.ask_again(w.portal, self._number(row), UUID(row["id"]), by=w.staff(how))

    @step(numbers="which how")
    async def undo_who_it_is(self, which: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "member", "person_state = 'known'")
        await unidentified.undo(w.portal, self._number(row), UUID(row["id"]), WHY, by=w.staff(how))

    def _number(self, member: Row) -> str:
        request = self.world.rows('SELECT number FROM access_request WHERE "group" = ?', member["group"])
        return request[0]["number"] if request else "CS0000000"

    def _request(self, which: int, likely: str = "1") -> Row:
        return self.world.pick(which, "access_request", likely)


class Granting(Steps):
    """Every move of one grant, in any order."""

    @step(numbers="which how")
    async def approve(self, which: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "access_grant", f"state = 'requested' AND {READY}")
        by = w.staff(how)
        if how % 8 == 7 and (mine := w.rows(ASKED, row["id"])):
            by = w.owner(mine[0]["sent_by"])
        await actions.approve(w.portal, UUID(row["id"]), by=by)

    @step(numbers="which how")
    async def begin_to_set_up(self, which: int, how: int) -> None:
        row = self._grant(which, "approved", "failed", ready=True)
        await actions.begin(self.world.portal, UUID(row["id"]), by=self.world.staff(how))

    @step(numbers="which how")
    async def call_it_working(self, which: int, how: int) -> None:
        """Only what is being set up, and only where it may be; the application then has the account."""
        w, key = self.world, self._grant(which, "provisioning")["id"]
        await actions.activate(w.portal, UUID(key), "account", by=w.staff(how))
        w.machine.has.add(key)

    @step(numbers="which how")
    async def deny(self, which: int, how: int) -> None:
        key = UUID(self._grant(which, "requested")["id"])
        await actions.deny(key, WHY if how % 4 else "", by=self.world.staff(how))

    @step(numbers="which how")
    async def suspend(self, which: int, how: int) -> None:
        """Support or the practice, one after the other now and then."""
        row = self._grant(which, *("active", "suspended")[: 1 + how % 2])
        await suspending.suspend(UUID(row["id"]), WHY if how % 8 else "", by=self._side(how))

    @step(numbers="which how")
    async def resume(self, which: int, how: int) -> None:
        row = self._grant(which, "suspended", ready=how % 4 > 0)
        await suspending.resume(self.world.portal, UUID(row["id"]), by=self._side(how))

    @step(numbers="which how")
    async def revoke(self, which: int, how: int) -> None:
        key = UUID(self._grant(which, "active", "provisioning", "failed", "suspended", "approved")["id"])
        await actions.revoke(key, WHY if how % 8 else "", by=self.world.staff(how))

    @step(numbers="which how")
    async def expire(self, which: int, how: int) -> None:
        key = UUID(self._grant(which, "active", "suspended")["id"])
        await actions.expire(key, by=self.world.staff(how))

    @step(numbers="which how")
    async def ask_again(self, which: int, how: int) -> None:
        w, key = self.world, UUID(self._grant(which, "revoked", "expired", "denied")["id"])
        await ask_again(w.portal, key, by=w.staff(how))

    @step(numbers="which who how")
    async def ask_for_an_application(self, which: int, who: int, how: int) -> None:
        """The practice asks for more, for one of its people or for somebody else's."""
        w, row = self.world, self.world.pick(which, "member", ACTIVE)
        found = [Asked(UUID(row["id"]), SLUGS[how % len(SLUGS)])]
        if how % 8 == 7:
            found.append(Asked(UUID(w.pick(who, "member")["id"]), SLUGS[who % len(SLUGS)]))
        await request_applications(w.portal, UUID(row["group"]), found, by=w.account("ben@peaks.example"))

    @step(numbers="which how")
    async def approve_lines(self, which: int, how: int) -> None:
        """Support agrees to a line of a request and sets it up."""
        w, (number, grants) = self.world, self._undecided(which)
        await deciding.approve_lines(w.portal, number, grants, by=w.staff(how))

    @step(numbers="which how")
    async def deny_lines(self, which: int, how: int) -> None:
        number, grants = self._undecided(which)
        await deciding.deny_lines(number, grants, WHY if how % 4 else "", by=self.world.staff(how))

    @step(numbers="which")
    async def withdraw(self, which: int) -> None:
        """The practice takes a request back."""
        row = self.world.pick(which, "access_request", "state = 'to-be-decided'")
        await withdraw(self.world.signing, row["number"], by=self.world.account("ben@peaks.example"))

    def _undecided(self, which: int) -> tuple[str, list[UUID]]:
        row = self.world.pick(which, "access_grant", f"state = 'requested' AND {READY}")
        asked = self.world.rows(ASKED, row["id"])
        return asked[0]["number"] if asked else "CS0000000", [UUID(row["id"])]

    def _side(self, how: int) -> Actor:
        """Who suspends and resumes: staff, and every third time somebody of the practice."""
        return self.world.account("ben@peaks.example") if how % 3 == 2 else self.world.staff(how)

    def _grant(self, which: int, *states: str, ready: bool = False) -> Row:
        likely = f"state IN ({', '.join(repr(state) for state in states)})"
        return self.world.pick(which, "access_grant", f"{likely} AND {KNOWN}" if ready else likely)

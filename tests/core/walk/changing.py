"""Steps of changes after activation: people, the practice, who stands in, who sponsors it, more people."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from core.access.queries import grants_asked
from core.actor import Actor
from core.console import deciding, proposed_sponsor
from core.console.credentials import decide
from core.credentials.actions import Decision
from core.credentials.queries import checks
from core.enrollment import members, starting
from core.enrollment.submission import submit
from core.groups.people import load_member
from core.office import backing_up, new_sponsor, seeking
from core.office.change_requests import decide_change, withdraw_change
from core.office.editing import apply_to_member, edit
from core.office.new_sponsor import NewPerson
from core.office.practice_data import apply_to_practice, change_practice, draw_practice
from core.requests.open_parts import open_person
from tests.core.enrollment.conftest import WHO, values
from tests.core.office.changing_sponsors import somebody_new
from tests.core.walk.enrolling import KINDS, Enrolling
from tests.core.walk.people import PEOPLE
from tests.core.walk.signing import Signing
from tests.core.walk.steps import Steps, step
from tests.core.walk.years import BELONGS, WHY

ACTIVE = "state = 'active'"
MAKING = {"person": apply_to_member, "practice": apply_to_practice}
# These ask no questions.
SLUGS = ("cerner", "pacs", "iecg")


class Changing(Steps):
    """What is known of people and practices changes, at once or once support approves it."""

    @step(numbers="which what how")
    async def edit_somebody(self, which: int, what: int, how: int) -> None:
        """Another name, or another staff type and suffix: less ends at once, more is asked for."""
        w, row = self.world, self.world.pick(which, "member", BELONGS)
        form = (await open_person(w.portal, await load_member(UUID(row["id"])), None)).form
        typed: dict[str, Any] = {"last_name": f"Name{'abcdefgh'[what % 8]}"} if what % 4 == 3 else {}
        typed = typed or dict(KINDS[what % 4])
        sent = {name: list(each) for name, each in form.sent.items()}
        sent |= {f"{row['id']}.{name}": [str(each)] for name, each in typed.items()}
        by, why = w.practice_or_staff(row["group"], how), WHY if how % 8 else ""
        await edit(w.portal, UUID(row["id"]), sent, by=by, reason=why)

    @step(numbers="which what how")
    async def change_a_practice(self, which: int, what: int, how: int) -> None:
        """Its phone at once; its name, its facility and where it is once support approves that."""
        w = self.world
        group = w.pick(which, "practice_group", ACTIVE)["id"]
        by, site = w.practice_or_staff(group, how), w.portal.site
        drawn = await draw_practice(w.portal, UUID(group), by=by)
        places = [each.code for each in site.jurisdictions]
        typed = (
            {"phone": f"602 555 01{what % 90 + 10}"},
            {"name": f"Practice {'abcdefgh'[what // 4 % 8]}"},
            {"facility": site.facilities[what // 4 % len(site.facilities)].code},
            {"state": places[what // 4 % len(places)]},
        )[what % 4]
        sent = {**drawn.form.sent, "reason": [WHY], **{name: [each] for name, each in typed.items()}}
        await change_practice(w.portal, UUID(group), sent, by=by)

    @step(numbers="which how")
    async def decide_about_a_change(self, which: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "change_request", "state = 'open'")
        approve, by = how % 4 > 0, w.staff(how // 4)
        reason = WHY if how % 8 else ""
        await decide_change(w.portal, UUID(row["id"]), approve, reason, by=by, apply=MAKING)

    @step(numbers="which how")
    async def withdraw_a_change(self, which: int, how: int) -> None:
        w, row = self.world, self.world.pick(which, "change_request", "state = 'open'")
        by = w.playing(row["group"]) if how % 4 else w.staff(how)
        await withdraw_change(UUID(row["id"]), by=by)


class Succeeding(Signing):
    """Who stands in for the administrator, and who follows as sponsor."""

    @step(numbers="which who how")
    async def name_who_stands_in(self, which: int, who: int, how: int) -> None:
        """Mostly somebody who can."""
        w = self.world
        group = w.pick(which, "practice_group", ACTIVE)["id"]
        able = await backing_up.could_stand_in(w.portal, UUID(group))
        able = tuple(each for each in able if not each.why_not) if who % 4 and able else able
        member = able[who % len(able)].member.id if able else uuid4()
        by = w.practice_or_staff(group, how)
        await backing_up.name_backup(w.portal, UUID(group), member, WHY if how % 8 else "", by=by)

    @step(numbers="which how")
    async def have_nobody_stand_in(self, which: int, how: int) -> None:
        w = self.world
        backed = "id IN (SELECT \"group\" FROM appointment WHERE part = 'backup' AND state = 'in-force')"
        group = w.pick(which, "practice_group", backed)["id"]
        by = w.practice_or_staff(group, how)
        await backing_up.end_backup(w.portal, UUID(group), WHY if how % 8 else "", by=by)

    @step(numbers="which how")
    async def seek_a_sponsor(self, which: int, how: int) -> None:
        w = self.world
        group = w.pick(which, "practice_group", ACTIVE)["id"]
        by = w.playing(group, "sponsor") if how % 3 == 2 else w.practice_or_staff(group, how)
        await seeking.seek(w.portal, UUID(group), "leaves", WHY if how % 8 else "", by=by)

    @step(numbers="which who how")
    async def ask_for_a_sponsor(self, which: int, who: int, how: int) -> None:
        """A member, or somebody who is not in the practice."""
        w = self.world
        group = w.pick(which, "practice_group", ACTIVE)["id"]
        there = w.rows('SELECT id FROM member WHERE "group" = ? ORDER BY position, rowid', group)
        email = f"sponsor{who}@peaks.example"
        whom: UUID | NewPerson = somebody_new(w.portal, email)
        if who % 2 and there:
            whom = UUID(there[who % len(there)]["id"])
        by = w.practice_or_staff(group, how)
        await new_sponsor.ask(w.portal, UUID(group), whom, WHY if how % 8 else "", by=by)

    @step(numbers="which how", several=True)
    async def check_a_new_sponsor(self, which: int, how: int) -> None:
        """Everything is in order, mostly, and everybody is asked to sign."""
        w, group, by = self.world, UUID(self._proposed(which)), self.world.staff(how)
        if how % 8:
            await self.find_in_order(group, "valid" if how % 8 > 1 else "not-valid", by=by)
        await new_sponsor.send_to_sign(w.portal, group, by=by)

    async def find_in_order(self, group: UUID, decision: Decision = "valid", *, by: Actor) -> None:
        """Whoever is to sponsor a practice is reached at their address, and licensed."""
        portal = self.world.portal
        await proposed_sponsor.prove_address(portal, group, "staff-file", "Seen.", by=by)
        await proposed_sponsor.decide(portal, group, decision, "Seen.", by=by)

    @step(numbers="which how")
    async def withdraw_a_new_sponsor(self, which: int, how: int) -> None:
        w, group = self.world, self._proposed(which)
        await new_sponsor.withdraw(w.signing, UUID(group), by=w.practice_or_staff(group, how))

    @step(numbers="which", several=True)
    async def sign_for_a_new_sponsor(self, which: int) -> None:
        """Everybody who is still asked signs, and the seal is made."""
        agreement = self.world.pick(which, "agreement", "state = 'out' AND purpose = 'sponsor'")
        await self.sign_one(agreement["id"])
        await self.world.attend()

    def _proposed(self, which: int) -> str:
        row = self.world.pick(which, "appointment", "state = 'proposed' AND part = 'sponsor'")
        return str(row["group"])


class Adding(Enrolling):
    """An active practice asks for more people, and for more for those who are there."""

    @step(numbers="which who kind", several=True)
    async def ask_for_people(self, which: int, who: int, kind: int) -> None:
        """Somebody new and somebody who is there, half of the time sent at once."""
        w = self.world
        group = w.pick(which, "practice_group", ACTIVE)["id"]
        by = w.playing(group) if kind % 16 else w.account("kim@health.example")
        key = await starting.start(UUID(group), by=by)
        there = w.rows("SELECT id FROM member WHERE \"group\" = ? AND state = 'active'", group)
        if kind & 1 and there:
            await members.take_members_up(w.portal, key, [UUID(there[who % len(there)]["id"])], by=by)
        known: dict[str, Any] = dict(PEOPLE[who // 4 % len(PEOPLE)])
        if who % 4:
            name = f"Person{'abcdefgh'[who % 8]}"
            known = {"first_name": "New", "last_name": name, "email": f"new{who}@peaks.example"}
        wanted = [slug for n, slug in enumerate(SLUGS) if kind >> n & 1]
        typed = WHO | KINDS[(1, 2, 1, 0)[who % 4]] | known | {"applications": wanted}
        await members.save_person(w.portal, key, None, values(typed), by=by)
        await self.agree_to_all({"id": str(key), "account": str(by.account)})
        if kind & 2:
            await submit(w.portal, key, by=by)

    @step(numbers="which how", several=True)
    async def agree_to_a_later_request(self, which: int, how: int) -> None:
        """Everybody's credentials are in order, and support agrees to everything that is asked."""
        w, row = self.world, self.world.pick(which, "access_request", "state = 'to-be-decided'")
        by, number = w.staff(how), row["number"]
        for check in await checks(w.portal, UUID(row["group"])):
            if check.state == "open":
                await decide(w.portal, number, check.member, "valid", "Seen.", by=by)
        await deciding.approve_lines(w.portal, number, await grants_asked(UUID(row["id"])), by=by)

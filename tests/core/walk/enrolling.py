"""Steps of a practice that enrolls: drafts, the people in them, what is asked for, sending."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from core.enrollment import grid, members, starting
from core.enrollment.sections import draw_section, save_section, section_names
from core.enrollment.submission import submit
from tests.core.enrollment.conftest import LICENSE, WHO, values
from tests.core.walk.people import PEOPLE, PRACTICES, typed_sections
from tests.core.walk.steps import Steps, step
from tests.core.walk.world import Row

SLUGS = ("cerner", "pacs", "qventus", "iecg", "no-such-application")
KINDS = (
    LICENSE | {"staff_type": "provider", "suffix": "MD"},
    {"staff_type": "staff", "suffix": "Coder"},
    {"staff_type": "staff", "suffix": "Surgery Scheduler"},
    {"staff_type": "provider", "suffix": "Coder"},
)
SCHEDULING = {
    "qventus.role": "surgeon",
    "qventus.own-answers": "yes",
    "qventus.facilities": ["BDMC"],
}
DRAFT = "state = 'draft'"


class Enrolling(Steps):
    """Before anything was sent."""

    @step(numbers="who")
    async def start(self, who: int) -> None:
        await starting.start(by=self.world.account(PRACTICES[who % len(PRACTICES)].administrator))

    @step(numbers="which", several=True)
    async def fill_in(self, which: int) -> None:
        """Every step of a draft as its administrator would type it."""
        w, row = self.world, self.world.pick(which, "enrollment", DRAFT)
        by, key = w.owner(row["account"]), UUID(row["id"])
        practice = next(
            (p for p in PRACTICES if w.account(p.administrator).account == by.account), PRACTICES[0]
        )
        draft = await starting.load(key, UUID(row["account"]))
        for name, typed in typed_sections(practice).items():
            version = draw_section(w.portal, draft, name).version
            draft = (await save_section(w.portal, key, name, values(typed, version), by=by)).draft
        await self.agree_to_all(row)

    async def agree_to_all(self, row: Row) -> None:
        """Agree to whatever a draft asks."""
        draft = await starting.load(UUID(row["id"]), UUID(row["account"]))
        for name in {"purpose", "additional", "attestation"}.intersection(
            section_names(self.world.portal, draft)
        ):
            await self._agree(row, name)

    async def _agree(self, row: Row, name: str) -> None:
        w, by = self.world, self.world.owner(row["account"])
        page = draw_section(w.portal, await starting.load(UUID(row["id"]), UUID(row["account"])), name)
        typed = {each.name: each.value if each.kind == "hidden" else "yes" for each in page.form}
        await save_section(w.portal, UUID(row["id"]), name, values(typed, page.version), by=by)

    @step(numbers="which what how")
    async def change_a_part(self, which: int, what: int, how: int) -> None:
        """Sponsor, administrator or practice typed anew: another suffix, another's address, another place."""
        w, row = self.world, self.world.pick(which, "enrollment", DRAFT)
        name = ("sponsor", "administrator", "practice", "backup")[what % 4]
        typed: dict[str, Any] = dict(typed_sections(PRACTICES[how % len(PRACTICES)]).get(name, {}))
        if name == "administrator" and how % 3 == 0:
            typed["suffix"] = ("Surgery Scheduler", "MD", "Coder")[what % 3]
        if how % 5 == 4 and "email" in typed:
            typed["email"] = PEOPLE[what % len(PEOPLE)]["email"]
        draft = await starting.load(UUID(row["id"]), UUID(row["account"]))
        version = draw_section(w.portal, draft, name).version + (how % 16 == 15)
        await save_section(
            w.portal, UUID(row["id"]), name, values(typed, version), by=w.owner(row["account"])
        )

    @step(numbers="which who kind")
    async def add_somebody(self, which: int, who: int, kind: int) -> None:
        w, row = self.world, self.world.pick(which, "enrollment", DRAFT)
        typed = WHO | KINDS[kind % 4] | PEOPLE[who % len(PEOPLE)] | SCHEDULING
        asked = {"applications": [slug for n, slug in enumerate(SLUGS) if kind >> n & 1]}
        await members.save_person(
            w.portal, UUID(row["id"]), None, values(typed | asked), by=w.owner(row["account"])
        )

    @step(numbers="which who kind")
    async def change_somebody(self, which: int, who: int, kind: int) -> None:
        """Another staff type or suffix: what it does not allow falls away in the same step."""
        w, row = self.world, self.world.pick(which, "enrollment", DRAFT)
        person = self._person(row, who)
        kept = {"email": f"{uuid4().hex}@peaks.example"} if who % 2 else PEOPLE[kind % len(PEOPLE)]
        typed = WHO | KINDS[kind % 4] | kept | SCHEDULING | {"applications": ["cerner", "qventus"]}
        sent = values(typed, person.get("version", 0))
        by, how = w.owner(row["account"]), "later" if kind > 200 else "complete"
        await members.save_person(w.portal, UUID(row["id"]), UUID(person["id"]), sent, by=by, kept=how)

    @step(numbers="which who")
    async def remove_somebody(self, which: int, who: int) -> None:
        w, row = self.world, self.world.pick(which, "enrollment", DRAFT)
        person = UUID(self._person(row, who)["id"])
        await members.remove_person(w.portal, UUID(row["id"]), person, by=w.owner(row["account"]))

    @step(numbers="which who what")
    async def tick(self, which: int, who: int, what: int) -> None:
        w, row = self.world, self.world.pick(which, "enrollment", DRAFT)
        box = grid.Tick(UUID(self._person(row, who)["id"]), SLUGS[what % 5], bool(what & 8))
        await grid.set_ticks(w.portal, UUID(row["id"]), [box], by=w.owner(row["account"]))

    @step(numbers="which what")
    async def tick_a_column(self, which: int, what: int) -> None:
        w, row = self.world, self.world.pick(which, "enrollment", DRAFT)
        slug = ("cerner", "pacs", "iecg")[what % 3]
        by = w.owner(row["account"]) if what % 16 else w.account("kim@health.example")
        await grid.apply_to_eligible(w.portal, UUID(row["id"]), slug, bool(what & 8), by=by)

    @step(numbers="which")
    async def send(self, which: int) -> None:
        """Send a draft; one that was sent already answers the same again."""
        w, row = self.world, self.world.pick(which, "enrollment", DRAFT)
        await submit(w.portal, UUID(row["id"]), by=w.owner(row["account"]))

    @step(numbers="which")
    async def give_up(self, which: int) -> None:
        row = self.world.pick(which, "enrollment", DRAFT if which % 4 == 0 else "state <> 'draft'")
        await starting.abandon(UUID(row["id"]), by=self.world.owner(row["account"]))

    async def add_as(self, which: int, who: int, kind: int, wants: int) -> None:
        """Somebody of a known kind, who asks for what the bits say."""
        w, row = self.world, self.world.pick(which, "enrollment", DRAFT)
        typed = WHO | KINDS[kind] | PEOPLE[who] | SCHEDULING
        asked = {"applications": [slug for n, slug in enumerate(SLUGS) if wants >> n & 1]}
        saved = await members.save_person(
            w.portal, UUID(row["id"]), None, values(typed | asked), by=w.owner(row["account"])
        )
        assert saved.stored, saved.page.errors

    async def agree_again(self, which: int) -> None:
        """Agree to whatever is asked now."""
        await self.agree_to_all(self.world.pick(which, "enrollment", DRAFT))

    def _person(self, row: Row, who: int) -> Row:
        query = (
            "SELECT * FROM enrollment_person WHERE enrollment = ? AND role LIKE ? ORDER BY position, rowid"
        )
        people = self.world.rows(query, row["id"], "member" if who < 160 else "%")
        return people[who % len(people)] if people else {"id": str(uuid4())}

"""A practice of a mould is registered and sent, by the acts of whoever administers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import BaseModel

from benchmarks.data.casts import Cast, Role, practice
from core.actor import Actor
from core.demo import making
from core.demo.registering import Asking, DoesNotFit, Registration, as_sent, list_of
from core.enrollment import imports, members, sections
from core.enrollment.drafts import Draft, DraftPerson
from core.enrollment.facts import member_choices, offered_in
from core.enrollment.submission import submit
from core.forms import questions
from core.identity import Identity
from core.identity.actions import Person, create_account
from core.portal import Portal

PASSWORD = "nobody signs in with this one"  # noqa: S105 - of made-up people, whose copies have another account
# A longer list of people is handed in as a file, as it is by practices.
MOST_TYPED = 12


@dataclass(frozen=True, slots=True)
class Registering:
    """One registration while it is typed."""

    registering: Registration
    cast: Cast

    @classmethod
    async def begin(cls, identity: Identity, portal: Portal, cast: Cast) -> Registering:
        """Make the account of whoever administers the practice, and begin."""
        who = cast.administrator.who
        visitor, person = (
            Actor("person", None, who.name),
            Person(who.first, who.last, who.email, "+16025550100"),
        )
        account = await create_account(identity, person, PASSWORD, by=visitor)
        by = Actor("person", account, who.name, "203.0.113.7", "Firefox")
        return cls(await Registration.begin(portal, by=by), cast)

    @classmethod
    async def begun(cls, portal: Portal, by: Actor, cast: Cast) -> Registering:
        """Go on where it was left."""
        return cls(await Registration.begin(portal, by=by), cast)

    @property
    def portal(self) -> Portal:
        return self.registering.portal

    async def describe(self, kind: str) -> None:
        """Say what the practice is, and who sponsors and administers it."""
        begun, site = self.registering, self.portal.site
        draft = await begun.agree(await begun.draft(), "purpose")
        draft = await begun.save(draft, "practice", practice(site, kind, self.cast))
        sponsor, administrator = self.cast.sponsor, self.cast.administrator
        draft = await begun.save(draft, "sponsor", sponsor.typed(site))
        own = (
            {"same_person": "yes"} if self.cast.alone else {"same_person": "no", **administrator.typed(site)}
        )
        draft = await begun.save(draft, "administrator", own)
        if "backup" in sections.section_names(self.portal, draft):
            draft = await begun.save(draft, "backup", {"has_backup": "no"})
        await self._ask_for_part("sponsor", sponsor)
        if not self.cast.alone:
            await self._ask_for_part("administrator", administrator)

    async def add(self, others: Sequence[Role]) -> None:
        """Add these people with what they ask for."""
        typed, listed = others[:MOST_TYPED], others[MOST_TYPED:]
        for role in typed:
            draft = await self.registering.draft()
            known = {**role.typed(self.portal.site), "staff_type": role.staff_type}
            asked = self._asked(draft, members.new_member(draft), role, known)
            await self.registering.add({**known, **asked})
        if listed:
            await self._hand_in(listed)

    async def send(self) -> UUID:
        """Send it; return the key of the request."""
        begun = self.registering
        draft = await begun.share(await begun.draft())
        await begun.agree(draft, "additional", "attestation")
        return (await submit(self.portal, begun.enrollment, by=begun.by)).request

    async def _ask_for_part(self, part: str, role: Role) -> None:
        begun, draft = self.registering, await self.registering.draft()
        person = draft.in_role(part)
        if person is None:
            raise DoesNotFit(part)
        typed = {**person.details, **self._asked(draft, person, role, dict(person.details))}
        sent = as_sent(typed, person.version)
        saved = await members.save_person(self.portal, begun.enrollment, person.id, sent, by=begun.by)
        if not saved.stored or saved.page.left_out:
            raise DoesNotFit(f"{role.who.name}: {saved.page.errors}{saved.page.left_out}")

    def _asked(self, draft: Draft, person: DraftPerson, role: Role, typed: making.Answers) -> making.Answers:
        """The ticks of somebody, as many as they want of what they may have, and the answers to them."""
        known = members.redraw_person(self.portal, draft, person, as_sent(typed, person.version)).person
        people = member_choices(draft)
        offered = [slug for slug in offered_in(self.portal, draft, known) if self._wanted(slug)]
        fitting = making.that_take_made_up(self.portal, offered, role.who.number, people)
        # Not everybody wants the same: who wants more than the first ones has others than the next.
        turn = role.who.number % max(1, len(fitting) - role.wants + 1) if role.wants > 2 else 0
        asked = fitting[turn : turn + role.wants]
        answers: making.Answers = {"applications": list(asked)}
        for slug in asked:
            answers |= making.answers_for(self.portal, slug, role.who.number, people)
        return answers

    def _wanted(self, slug: str) -> bool:
        """Whether people do all of its work at once; what users have to try first is set up for long."""
        return self.cast.patient or self.portal.applications[slug].still_missing is None

    async def _hand_in(self, listed: Sequence[Role]) -> None:
        portal, begun = self.portal, self.registering
        plain = [slug for slug in portal.applications if not any(questions(_fields(portal, slug)))]
        people: list[Asking] = [
            ({**role.typed(portal.site), "staff_type": role.staff_type}, plain[: role.wants])
            for role in listed
        ]
        data = list_of(portal, people)
        read = await imports.read_import(portal, begun.enrollment, "people.csv", data, by=begun.by)
        done = await imports.confirm_import(portal, begun.enrollment, read.id, set_aside=False, by=begun.by)
        if done.left_out:
            raise DoesNotFit(str([each.left_out for each in read.rows]))


def _fields(portal: Portal, slug: str) -> type[BaseModel]:
    fields: type[BaseModel] = portal.applications[slug].fields
    return fields

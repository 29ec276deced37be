"""Fills an empty demo by the same actions that people use, so that everything in it is true to life."""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from core.actor import Actor
from core.agreements.context import Signing
from core.database import transaction
from core.demo import making
from core.demo.going_on import go_on
from core.demo.sign_ins import PASSWORD, STORIES, Story
from core.demo.staff import hire
from core.enrollment import imports, members, sections, starting
from core.enrollment.facts import member_choices, offered_in
from core.enrollment.spreadsheet.columns import columns
from core.enrollment.submission import submit
from core.identity import Identity
from core.identity.actions import Person, create_account
from core.identity.queries import account_of
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class _Telling:
    """One made-up practice while it is being told."""

    desk: Portal
    story: Story
    by: Actor
    enrollment: UUID

    async def save(self, name: str, typed: Mapping[str, Any]) -> None:
        """One step of the registration, which must come out complete."""
        draft = await starting.load(self.enrollment, self.account)
        version = sections.draw_section(self.desk, draft, name).version
        sent = _sent(typed, version)
        saved = await sections.save_section(self.desk, self.enrollment, name, sent, by=self.by)
        if not saved.page.complete:
            raise RuntimeError(f"the demo does not fit the site: {name}: {saved.page.form.errors}")

    async def add(self, typed: Mapping[str, Any], number: int) -> None:
        """One member, asking for most of what is possible."""
        draft = await starting.load(self.enrollment, self.account)
        nobody = members.new_member(draft)
        known = members.redraw_person(self.desk, draft, nobody, _sent(typed, 0)).person
        asked = offered_in(self.desk, draft, known)[: 2 + number % 3]
        answers: dict[str, Any] = {"applications": list(asked)}
        for slug in asked:
            answers |= making.answers_for(self.desk, slug, number, member_choices(draft))
        sent = _sent({**typed, **answers}, 0)
        saved = await members.save_person(self.desk, self.enrollment, None, sent, by=self.by)
        if not saved.stored:
            raise RuntimeError(f"the demo does not fit the site: {saved.page.errors}")

    @property
    def account(self) -> UUID:
        if self.by.account is None:
            raise RuntimeError("a story is told by an account")
        return self.by.account


async def fill(identity: Identity, desk: Portal, signing: Signing) -> None:
    """Make every story that is not there yet, and carry on what happens after a request was sent.

    What leads to a request is stored whole or not at all; what follows goes on from where it stands.
    """
    await hire(identity)
    for number, story in enumerate(STORIES):
        if await account_of(story.email) is None:
            async with transaction():
                await _tell(identity, desk, story, number)
        account = await account_of(story.email)
        if account and story.kind in _GOING_ON:
            to_work = story.kind == "working"
            await go_on(desk, signing, identity.keys, account.account, to_work=to_work)


async def _tell(identity: Identity, desk: Portal, story: Story, number: int) -> None:
    first, _, last = story.name.partition(" ")
    visitor = Actor("person", None, story.name)
    person = Person(first, last, story.email, "+12025550100")
    by = Actor("person", await create_account(identity, person, PASSWORD, by=visitor), story.name)
    if story.kind == "new":
        return
    telling = _Telling(desk, story, by, await starting.start(by=by))
    await _practice(telling, number)
    await _KINDS[story.kind](telling, number)


async def _practice(telling: _Telling, number: int) -> None:
    desk, site = telling.desk, telling.desk.site
    await _agree(telling, "purpose")
    await telling.save("practice", making.practice(site, telling.story.practice, number))
    if site.enrollment.sponsor:
        (kind,) = site.staff_types_in_role("sponsor")
        suffix = site.suffixes_for(kind.slug)[0].code
        name = making.NAMES[number]
        await telling.save("sponsor", making.person(site, name, 20 + number, kind.slug, suffix))
    (kind,) = site.staff_types_in_role("administrator")
    suffix = next(
        each.code for each in site.suffixes_for(kind.slug) if not site.needs_license(kind.slug, each.code)
    )
    own = making.person(site, telling.story.name, number, kind.slug, suffix) | {"email": telling.story.email}
    other = {"same_person": "no"} if site.enrollment.sponsor else {}
    await telling.save("administrator", other | own)
    draft = await starting.load(telling.enrollment, telling.account)
    if "backup" in sections.section_names(desk, draft):
        await telling.save("backup", {"has_backup": "no"})


async def _some(telling: _Telling, number: int) -> None:
    """A registration that is half done."""
    await _members(telling, number, 4)


async def _sent_off(telling: _Telling, number: int) -> None:
    """A registration that was sent."""
    await _members(telling, number, 10)
    draft = await starting.load(telling.enrollment, telling.account)
    for name in ("additional", "attestation"):
        if name in sections.section_names(telling.desk, draft):
            await _agree(telling, name)
    await submit(telling.desk, telling.enrollment, by=telling.by)


async def _importing(telling: _Telling, number: int) -> None:
    """A registration with a spreadsheet that was read and has two rows to mend."""
    desk, site, text = telling.desk, telling.desk.site, io.StringIO()
    known, writer = columns(desk), csv.writer(text)
    writer.writerow([column.label for column in known])
    for place, (staff_type, suffix) in enumerate(islice(making.kinds_of_members(site), 8)):
        typed = making.person(site, making.NAMES[place], 60 + place, staff_type, suffix)
        typed |= {"staff_type": staff_type} | ({"email": "no address"} if place in {2, 5} else {})
        writer.writerow(["yes" if column.application else typed.get(column.name, "") for column in known])
    data = text.getvalue().encode()
    await imports.read_import(desk, telling.enrollment, "staff-list.csv", data, by=telling.by)


async def _members(telling: _Telling, number: int, people: int) -> None:
    site = telling.desk.site
    for place, (staff_type, suffix) in enumerate(islice(making.kinds_of_members(site), people)):
        at = 30 + 20 * number + place
        typed = making.person(
            site, making.NAMES[(number + place + 1) % len(making.NAMES)], at, staff_type, suffix
        )
        await telling.add(typed | {"staff_type": staff_type}, at)


async def _agree(telling: _Telling, name: str) -> None:
    draft = await starting.load(telling.enrollment, telling.account)
    form = sections.draw_section(telling.desk, draft, name).form
    await telling.save(name, {each.name: each.value if each.kind == "hidden" else "yes" for each in form})


def _sent(typed: Mapping[str, Any], version: int) -> dict[str, list[str]]:
    sent = {name: value if isinstance(value, list) else [str(value)] for name, value in typed.items()}
    return {**sent, "version": [str(version)]}


_KINDS: Mapping[str, Callable[[_Telling, int], Awaitable[None]]] = {
    "half-done": _some,
    "sent": _sent_off,
    "importing": _importing,
    "signed": _sent_off,
    "working": _sent_off,
}
_GOING_ON = ("signed", "working")

"""Fills an empty demo by the same actions that people use, so that everything in it is true to life."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from core.actor import Actor
from core.agreements.context import Signing
from core.database import transaction
from core.demo import making
from core.demo.going_on import go_on
from core.demo.joining import join_all
from core.demo.registering import Asking, Registration, as_sent, list_of
from core.demo.reviewing import review_all
from core.demo.sign_ins import PASSWORD, Story, told_at
from core.demo.staff import hire
from core.demo.suspecting import suspect
from core.enrollment import imports, members, sections
from core.enrollment.facts import member_choices, offered_in
from core.identity import Identity
from core.identity.actions import Person, create_account
from core.identity.queries import account_of
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class _Telling:
    """One made-up practice while it is being told."""

    story: Story
    registering: Registration

    @property
    def portal(self) -> Portal:
        return self.registering.portal

    async def save(self, name: str, typed: Mapping[str, Any]) -> None:
        """Save one step of the registration."""
        await self.registering.save(await self.registering.draft(), name, typed)

    async def add(self, typed: Mapping[str, Any], number: int) -> None:
        """Add one member, asking for most of what is possible."""
        draft = await self.registering.draft()
        nobody = members.new_member(draft)
        known = members.redraw_person(self.portal, draft, nobody, as_sent(typed, 0)).person
        offered, people = offered_in(self.portal, draft, known), member_choices(draft)
        asked = making.that_take_made_up(self.portal, offered, number, people)[: 2 + number % 3]
        answers: dict[str, Any] = {"applications": list(asked)}
        for slug in asked:
            answers |= making.answers_for(self.portal, slug, number, people)
        await self.registering.add({**typed, **answers})


async def fill(identity: Identity, portal: Portal, signing: Signing) -> None:
    """Make every story that is not there yet, and carry on what happens after a request was sent.

    What leads to a request is stored whole or not at all; what follows goes on from where it stands.
    """
    await hire(identity)
    for number, story in enumerate(told_at(portal.site)):
        if await account_of(story.email) is None:
            async with transaction():
                await _tell(identity, portal, story, number)
        account = await account_of(story.email)
        if account and story.kind in _GOING_ON:
            to_work = story.kind == "working"
            await go_on(portal, signing, identity.keys, account.account, to_work=to_work)
            if to_work and portal.site.enrollment.people == "join":
                await join_all(identity, portal, signing, Actor("person", account.account, story.name))
            if to_work:
                await suspect(portal, account.account, story.name)
    await review_all(portal)


async def _tell(identity: Identity, portal: Portal, story: Story, number: int) -> None:
    if story.kind == "new":
        await _sign_up(identity, story)
        return
    registering = await register_story(identity, portal, story, number)
    await _KINDS[story.kind](_Telling(story, registering), number)


async def register_story(identity: Identity, portal: Portal, story: Story, number: int) -> Registration:
    """Begin the registration of the practice of a story, up to the people who work there."""
    telling = _Telling(story, await Registration.begin(portal, by=await _sign_up(identity, story)))
    await _practice(telling, number)
    return telling.registering


async def _sign_up(identity: Identity, story: Story) -> Actor:
    first, _, last = story.name.partition(" ")
    visitor = Actor("person", None, story.name)
    person = Person(first, last, story.email, "+12025550100")
    return Actor("person", await create_account(identity, person, PASSWORD, by=visitor), story.name)


async def _practice(telling: _Telling, number: int) -> None:
    portal, site = telling.portal, telling.portal.site
    await telling.registering.agree(await telling.registering.draft(), "purpose")
    await telling.save("practice", making.practice(site, telling.story.practice, number))
    if site.enrollment.sponsor:
        (kind,) = site.staff_types_in_role("sponsor")
        suffix = site.suffixes_for(kind.slug)[0].code
        name = making.NAMES[number]
        await telling.save("sponsor", making.person(site, name, 20 + number, kind.slug, suffix))
    (kind,) = site.staff_types_in_role("administrator")
    suffix = next(each.code for each in site.suffixes_for(kind.slug) if not site.needs_license(each.code))
    own = making.person(site, telling.story.name, number, kind.slug, suffix) | {"email": telling.story.email}
    other = {"same_person": "no"} if site.enrollment.sponsor else {}
    await telling.save("administrator", other | own)
    draft = await telling.registering.draft()
    if "backup" in sections.section_names(portal, draft):
        await telling.save("backup", {"has_backup": "no"})


async def _some(telling: _Telling, number: int) -> None:
    """A registration that is half done."""
    await _members(telling, number, 4)


async def _sent_off(telling: _Telling, number: int) -> None:
    """A registration that was sent."""
    await _members(telling, number, 10)
    await telling.registering.send_off()


async def _importing(telling: _Telling, number: int) -> None:
    """A registration with a spreadsheet that was read and has two rows to mend."""
    portal, site, people = telling.portal, telling.portal.site, list[Asking]()
    for place, (staff_type, suffix) in enumerate(islice(making.kinds_of_members(site), 8)):
        typed = making.person(site, making.NAMES[place], 60 + place, staff_type, suffix)
        typed |= {"staff_type": staff_type} | ({"email": "no address"} if place in {2, 5} else {})
        people.append((typed, [*portal.applications]))
    data, begun = list_of(portal, people), telling.registering
    await imports.read_import(portal, begun.enrollment, "staff-list.csv", data, by=begun.by)


async def _members(telling: _Telling, number: int, people: int) -> None:
    site = telling.portal.site
    if site.enrollment.people == "join":
        return
    for place, (staff_type, suffix) in enumerate(islice(making.kinds_of_members(site), people)):
        at = 30 + 20 * number + place
        typed = making.person(
            site, making.NAMES[(number + place + 1) % len(making.NAMES)], at, staff_type, suffix
        )
        await telling.add(typed | {"staff_type": staff_type}, at)


_KINDS: Mapping[str, Callable[[_Telling, int], Awaitable[None]]] = {
    "half-done": _some,
    "sent": _sent_off,
    "importing": _importing,
    "signed": _sent_off,
    "working": _sent_off,
}
_GOING_ON = ("signed", "working")

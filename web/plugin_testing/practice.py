"""A made-up practice in which one person has the application, brought in by the acts that people use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from core.access.following import signing_of
from core.access.lines import load
from core.access.queries import grants_asked, newest_of
from core.actor import Actor
from core.database import transaction
from core.demo import making
from core.demo.filling import register_story
from core.demo.going_on import go_on
from core.demo.registering import DoesNotFit, Registration, as_sent
from core.demo.sign_ins import Story
from core.demo.staff import colleague, hire
from core.enrollment import members
from core.enrollment.facts import member_choices, offered_in
from core.groups.rights import sponsors_of
from core.identity import Identity
from core.identity.queries import account_of
from core.plugin_api import Audience
from core.portal import Portal
from core.settings import Settings

Typed = Mapping[str, Sequence[str]]
_BOSS = Story("working", "Alex Example", "alex.example@example.com", "Example Practice", "administers it")
_MEMBER = "Robin Example"


class NoAccess(Exception):
    """Nobody of the made-up practice can get the application; the words say why."""


@dataclass(frozen=True, slots=True)
class Practice:
    """The keys of the practice, of its member and of their access, and who reads pages about them."""

    group: UUID
    member: UUID
    grant: UUID
    readers: Mapping[Audience, Actor]


async def make_practice(identity: Identity, portal: Portal, settings: Settings, answers: Typed) -> Practice:
    """Register it, have it signed and activated, and bring its one access on; NoAccess."""
    await hire(identity)
    async with transaction():
        registering = await register_story(identity, portal, _BOSS, 0)
        await _ask(registering, answers)
    account = registering.by.account
    if account is None:
        raise RuntimeError("only an account registers a practice")
    await go_on(portal, signing_of(portal, settings), identity.keys, account, to_work=True)
    (grant,) = await grants_asked(await newest_of(account))
    line = await load(grant)
    (sponsor,) = await sponsors_of([line.group.id])
    return Practice(
        line.group.id,
        line.member.id,
        grant,
        {
            "administrator": registering.by,
            "sponsor": await _behind(sponsor.email),
            "member": await _behind(line.member.email),
            "analyst": await colleague("analyst"),
            "privacy-officer": await colleague("privacy-officer"),
        },
    )


async def _ask(registering: Registration, answers: Typed) -> None:
    """Add a member who asks for the one application there is, and send the registration."""
    (slug,) = registering.portal.applications
    typed = await _whoever_may(registering, slug)
    given = await _given(registering, slug, answers)
    try:
        await registering.add({**typed, "applications": [slug], **given})
        await registering.send_off(given)
    except DoesNotFit as problem:
        raise NoAccess(f"the answers of {slug} don’t fit: {problem}") from problem


async def _whoever_may(registering: Registration, slug: str) -> dict[str, Any]:
    """Make up somebody who may ask for it, of the first kind of people who may."""
    portal, draft = registering.portal, await registering.draft()
    site, nobody = portal.site, members.new_member(draft)
    kinds = sum(len(site.suffixes_for(each.slug)) for each in site.staff_types_in_role("member"))
    for staff_type, suffix in islice(making.kinds_of_members(site), kinds):
        typed = making.person(site, _MEMBER, 1, staff_type, suffix) | {"staff_type": staff_type}
        if slug in offered_in(
            portal, draft, members.redraw_person(portal, draft, nobody, as_sent(typed, 0)).person
        ):
            return typed
    raise NoAccess(f"nobody who works at a practice in the north of the made-up site may have {slug}")


async def _given(registering: Registration, slug: str, answers: Typed) -> dict[str, Any]:
    """Name the answers as a page does, made up where there are none; `person-1` and so on are its people."""
    people = member_choices(await registering.draft())
    if not answers:
        return making.answers_for(registering.portal, slug, 1, people)
    keys = {f"person-{number}": each.value for number, each in enumerate(people, 1)}
    return {f"{slug}.{name}": [keys.get(each, each) for each in values] for name, values in answers.items()}


async def _behind(email: str) -> Actor:
    found = await account_of(email)
    if found is None:
        raise RuntimeError("whoever is in an active practice has an account")
    return Actor("person", found.account, found.name)

"""Somebody who asks to join, as a draft in the practice: what asks and checks is what asks a practice."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID, uuid5

from core import clock
from core.access.authority import those_who_may
from core.enrollment.drafts import Asked, Draft, DraftPerson
from core.enrollment.forms.people import NAMESAKE
from core.enrollment.in_practice import as_it_stands
from core.errors import NotFound
from core.forms import Choice
from core.groups.people import load_group, members_of
from core.identity.queries import account, email_key
from core.joining.asked import AskedToJoin
from core.portal import Portal
from core.site import SiteProfile


class ToBe(NamedTuple):
    """Somebody who may become a member of a practice, with this staff type."""

    id: UUID
    group: UUID
    staff_type: str


def member_to_be(group: UUID, account: UUID) -> UUID:
    """Return the key that somebody has as a member of a practice which they join."""
    return uuid5(group, str(account))


async def empty_draft(portal: Portal, group: UUID, asker: UUID) -> Draft:
    """Begin with what the account says; NotFound unless people join here, and for a group that is not active.

    It names everybody there: whoever is not in the practice sees `without_others`.
    """
    if portal.site.enrollment.people != "join" or (await load_group(group)).state != "active":
        raise NotFound
    own = await account(asker)
    names = ("first_name", "last_name", "email", "phone", "extension")
    known = {name: getattr(own, name) for name in names}
    person = DraftPerson(member_to_be(group, asker), "member", details=known)
    now, address = clock.now(), email_key(own.email)
    draft = Draft(person.id, asker, "draft", 0, now, now, everybody=(person,), address=address, group=group)
    return await as_it_stands(draft, group)


async def with_who_may_authorize(portal: Portal, draft: Draft, group: UUID) -> Draft:
    """Return the same with those colleagues alone who may authorize somebody who joins, as things stand."""
    kinds = [each.slug for each in portal.site.staff_types if each.authorized_by]
    there, able = await members_of(group) if kinds else [], set[UUID]()
    for kind in kinds:
        able |= {each.id for each in await those_who_may(portal, ToBe(draft.id, group, kind), there)}
    return replace(draft, colleagues=tuple(each for each in draft.colleagues if each.member in able))


def without_others(draft: Draft) -> Draft:
    """Return the same as somebody from outside may know it: without the people of the practice."""
    return replace(draft, colleagues=())


def as_asked(draft: Draft, asked: AskedToJoin) -> Draft:
    """Return the draft with what was typed; whoever decides has seen who there has a similar name."""
    (person,) = draft.everybody
    wanted = {slug: Asked(answers=answers) for slug, answers in asked.applications.items()}
    details = {**asked.details, "email": draft.address, NAMESAKE: "yes"}
    return draft.with_person(
        replace(
            person,
            staff_type=asked.staff_type,
            suffix=asked.suffix,
            details=details,
            applications=wanted,
            sent=True,
        )
    )


def authorizers_for(site: SiteProfile, draft: Draft, staff_type: str) -> tuple[Choice, ...] | None:
    """List who in the practice could authorize somebody of this staff type; None where nobody has to.

    Somebody from outside reads it: the names, and a suffix only where two have the same one.
    """
    kind = site.staff_type(staff_type)
    if kind is None or not kind.authorized_by:
        return None
    there = [each for each in draft.colleagues if each.there and each.staff_type in kind.authorized_by]
    often = Counter(map(_by_name, there))
    return tuple(
        Choice(str(each.member), each.name, _called(site, each) if often[_by_name(each)] > 1 else "")
        for each in sorted(there, key=_by_name)
    )


def _called(site: SiteProfile, person: DraftPerson) -> str:
    suffix = site.suffix(person.suffix)
    return suffix.label if suffix else ""


def _by_name(person: DraftPerson) -> str:
    return person.name.casefold()

"""A practice that is registered and sent, by the account of its administrator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from core.actor import Actor
from core.database import transaction
from core.demo.making import answers_for
from core.demo.registering import DoesNotFit, Registration, as_sent, list_of
from core.enrollment import imports, members
from core.enrollment.drafts import Draft
from core.enrollment.facts import member_choices
from core.enrollment.submission import Receipt, submit
from core.forms import questions
from core.identity.actions import Person, create_account
from core.identity.queries import account_of
from core.portal import Portal
from tests.practices.people import Someone, sponsor_of
from tests.practices.portals import identity_at
from tests.practices.typed import PRACTICE

PASSWORD = "kettle orchard violin sparrow"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays which part; the administrator may be the sponsor."""

    sponsor: Someone
    administrator: Someone
    others: tuple[Someone, ...]


def cast(portal: Portal, people: Sequence[Someone], practice: str) -> Cast:
    """The first provider is the sponsor, somebody else if there is none; who administers is said, or it is
    the sponsor.
    """
    providers = sorted(
        (each for each in people if each.is_provider(portal.site)), key=lambda each: each.administrator
    )
    sponsor = providers[0] if providers else sponsor_of(practice)
    administrator = next((each for each in people if each.administrator), sponsor)
    others = tuple(each for each in people if each not in (sponsor, administrator))
    return Cast(sponsor, administrator, others)


async def send(portal: Portal, people: Sequence[Someone], practice: str) -> tuple[Receipt, Actor]:
    """Register a practice with these people and send it; the answer says who did."""
    async with transaction():
        registering = await fill_in(portal, people, practice)
        return await submit(portal, registering.enrollment, by=registering.by), registering.by


async def fill_in(portal: Portal, people: Sequence[Someone], practice: str) -> Registration:
    """Register a practice with these people, so that nothing is missing, and leave it unsent."""
    parts = cast(portal, people, practice)
    by = await account_for(portal, parts.administrator)
    registering = await Registration.begin(portal, by=by)
    draft = await registering.agree(await registering.draft(), "purpose")
    draft = await registering.save(draft, "practice", {**PRACTICE, "name": practice, **_of_its_own(practice)})
    draft = await _fill_parts(registering, draft, parts)
    draft = await _add_others(registering, draft, parts.others)
    draft = await registering.share(draft)
    await registering.agree(draft, "additional", "attestation")
    return registering


def _of_its_own(practice: str) -> dict[str, str]:
    """The telephone and address of a practice: those of the usual one, or of one that has another name."""
    if practice == PRACTICE["name"]:
        return {}
    number = crc32(practice.encode()) % 7_000_000
    return {"phone": f"(602) {200 + number // 10_000}-{number % 10_000:04}", "address": f"{number} Main St"}


async def account_for(portal: Portal, who: Someone) -> Actor:
    """The account of somebody, made if there is none."""
    if known := await account_of(who.email):
        return Actor("person", known.account, who.name, "203.0.113.7", "Firefox")
    person = Person(who.first, who.last, who.email, "+16025550100")
    visitor = Actor("person", None, who.name, "203.0.113.7", "Firefox")
    account = await create_account(identity_at(portal), person, PASSWORD, by=visitor)
    return Actor("person", account, who.name, "203.0.113.7", "Firefox")


async def _fill_parts(registering: Registration, draft: Draft, parts: Cast) -> Draft:
    """Sponsor and administrator, with what they ask for, and no backup."""
    site = registering.portal.site
    draft = await registering.save(draft, "sponsor", parts.sponsor.typed(site, "sponsoring-physician"))
    administrator: dict[str, Any] = {"same_person": "yes"}
    if parts.administrator is not parts.sponsor:
        own = parts.administrator.typed(site, "group-administrator")
        administrator = {"same_person": "no"} | own
    draft = await registering.save(draft, "administrator", administrator)
    draft = await registering.save(draft, "backup", {"has_backup": "no"})
    draft = await _ask(registering, draft, parts.sponsor, "sponsor")
    if parts.administrator is not parts.sponsor:
        draft = await _ask(registering, draft, parts.administrator, "administrator")
    return draft


async def _ask(registering: Registration, draft: Draft, who: Someone, role: str) -> Draft:
    """What somebody with a part asks for, on their own page."""
    person = draft.in_role(role)
    if person is None or not who.wants:
        return draft
    typed = {**person.details, **_asked(registering.portal, draft, who)}
    sent = as_sent(typed, person.version)
    saved = await members.save_person(
        registering.portal, registering.enrollment, person.id, sent, by=registering.by
    )
    if not saved.stored or saved.page.left_out:
        raise DoesNotFit(f"{who.name}: {saved.page.errors}{saved.page.left_out}")
    return saved.draft


async def _add_others(registering: Registration, draft: Draft, others: Sequence[Someone]) -> Draft:
    """Whoever has something to answer is typed in; all others come in a list."""
    portal, listed = registering.portal, []
    for each in others:
        staff_type = each.staff_type(portal.site)
        typed = each.typed(portal.site, staff_type) | {"staff_type": staff_type}
        if each.answers or any(questions(portal.applications[slug].fields) for slug in each.wants):
            draft = await registering.add(typed | _asked(portal, draft, each))
        else:
            listed.append((typed, each.wants))
    if not listed:
        return draft
    by, key, data = registering.by, registering.enrollment, list_of(portal, listed)
    read = await imports.read_import(portal, key, "people.csv", data, by=by)
    done = await imports.confirm_import(portal, key, read.id, set_aside=False, by=by)
    assert not done.left_out, [each.left_out for each in read.rows]
    return await registering.draft()


def _asked(portal: Portal, draft: Draft, who: Someone) -> dict[str, Any]:
    """The ticks of somebody, and an answer to everything that their applications ask."""
    answers: dict[str, Any] = {"applications": list(who.wants)}
    for slug in who.wants:
        answers |= answers_for(portal, slug, len(draft.people), member_choices(draft))
    return answers | dict(who.answers)

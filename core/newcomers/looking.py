"""What somebody asked for, as the rules of today see it: for whoever answers, and again when they do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from core.access.authority import those_who_may
from core.access.steps import Step
from core.access.why_not import why_not
from core.enrollment.already_here import lookalikes
from core.enrollment.details import checked
from core.enrollment.drafts import Draft
from core.enrollment.facts import group_facts, person_facts
from core.enrollment.forms.people import person_choices
from core.enrollment.offers import Offer, checked_offers
from core.enrollment.once import choices_for
from core.enrollment.review import CheckedPerson, missing_of
from core.forms import rows
from core.groups.people import members_of
from core.identity import people
from core.joining.asked import AskedToJoin
from core.newcomers.drafts import ToBe, as_asked, authorizers_for, empty_draft
from core.newcomers.forms import texts_for
from core.portal import Portal

Shown = Sequence[tuple[str, str]]
HERE_BEFORE = (
    "{name} was in this {{practice}} before. Open their page and bring them back, then decline this."
)
HERE = "{name} is in this {{practice}} already."
NOBODY_LEFT = "Nobody whom they named may authorize them in this {practice} now."
TAKEN_OUT = (
    "They asked for {names}, which isn’t offered any more. Decline this with that as the reason, "
    "and they can ask again without it."
)
NEW_TEXT = (
    "The text “{title}” has changed since they agreed to it. Decline this with that as the reason, "
    "and they read the new text when they ask again."
)


@dataclass(frozen=True, slots=True)
class WantedApplication:
    """An application that is asked for, what was answered, and the conditions that decide about it."""

    name: str
    shown: Shown
    chain: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody asked for; `against` says why it cannot be accepted, if so.

    `alike` are people of the practice with a similar name, `authorizers` those named who may authorize them
    now, and `unable` the names of those who may not, as far as they are known there.
    """

    asked: AskedToJoin
    person: CheckedPerson
    shown: Shown
    wishes: tuple[WantedApplication, ...]
    authorizers: tuple[UUID, ...]
    vouching: tuple[str, ...]
    unable: tuple[str, ...]
    alike: tuple[str, ...]
    against: str


async def look_at_asked(portal: Portal, group: UUID, asker: UUID, asked: AskedToJoin) -> Looked:
    """Look at what was asked; NotFound for a practice that nobody can join now."""
    draft = as_asked(await empty_draft(portal, group, asker), asked)
    (person,) = draft.everybody
    found = CheckedPerson(*checked(portal.site, draft, person), checked_offers(portal, draft, person))
    able = await _able(portal, draft, group, asked)
    named = [each for each in draft.colleagues if each.member in asked.authorizers]
    needed = authorizers_for(portal.site, draft, person.staff_type) is not None
    against = (
        await _here_before(portal, group, asker, draft) or _missing(found) or _changed(portal, found, asked)
    )
    if not against and needed and not able:
        against = portal.site.terms.said(NOBODY_LEFT)
    return Looked(
        asked,
        found,
        (*_shown(portal, found), *_purposes(portal, asked)),
        tuple(
            _wish(portal, draft, each) for each in found.offers if each.wanted or each.slug in person.wanted
        ),
        able,
        tuple(each.name for each in named if each.member in able),
        tuple(each.name for each in named if each.member not in able),
        tuple(each.person.name for each in lookalikes(portal.site, draft, person) if each.by == "name"),
        against,
    )


async def _able(portal: Portal, draft: Draft, group: UUID, asked: AskedToJoin) -> tuple[UUID, ...]:
    """List those whom they named who may authorize them as things stand."""
    named = set(asked.authorizers)
    if not named:
        return ()
    (person,) = draft.everybody
    there = [each for each in await members_of(group) if each.id in named]
    able = await those_who_may(portal, ToBe(person.id, group, person.staff_type), there)
    return tuple(each.id for each in able)


def _changed(portal: Portal, found: CheckedPerson, asked: AskedToJoin) -> str:
    """What was taken out of the site, or changed its text, since they asked."""
    gone = [slug for slug in asked.applications if slug not in portal.applications]
    if gone:
        return TAKEN_OUT.format(names=" and ".join(gone))
    texts = texts_for(portal, found.person.wanted)
    new = next((each.title for each in texts if (each.title, each.version) not in asked.agreed), "")
    return NEW_TEXT.format(title=new) if new else ""


def _purposes(portal: Portal, asked: AskedToJoin) -> Shown:
    asks = portal.site.purposes
    return ((asks.question, ", ".join(asked.purposes)),) if asks and asked.purposes else ()


def _missing(found: CheckedPerson) -> str:
    """The first thing that is wrong now; what may not be had any more is said by its name."""
    lost = next(
        (each for each in found.offers if not each.offered and each.slug in found.person.wanted), None
    )
    if lost is not None:
        return f"{lost.name}: {lost.words}"
    return next((each.words for each in missing_of(found)), "")


async def _here_before(portal: Portal, group: UUID, asker: UUID, draft: Draft) -> str:
    """Say that somebody of the practice has this login or address; who left comes back as they were."""
    person = await people.of_account(asker)
    for each in await members_of(group):
        if each.email == draft.address or (person and each.person == person["id"]):
            words = HERE_BEFORE if each.state == "left" else HERE
            return portal.site.terms.said(words.format(name=each.name))
    return ""


def _shown(portal: Portal, found: CheckedPerson) -> Shown:
    person = found.person
    if found.answers is None:
        return ()
    choices = person_choices(portal.site, person.role, person.staff_type)
    return rows(type(found.answers), found.answers, choices=choices)


def _wish(portal: Portal, draft: Draft, offer: Offer) -> WantedApplication:
    (person,) = draft.everybody
    facts, group = person_facts(portal.site, person), group_facts(portal.site, draft)
    links = why_not(portal, offer.slug, facts, group)
    chain = tuple(each for each in links if each.decides and not each.closed)
    answers = offer.answers
    shown: Shown = ()
    if answers is not None:
        shown = rows(type(answers), answers, choices=choices_for(portal, draft, offer.slug))
    return WantedApplication(offer.name, shown, chain)

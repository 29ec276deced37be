"""After every change of a draft, what is no longer possible falls away, and is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from core.enrollment.drafts import Asked, Draft, DraftPerson
from core.enrollment.facts import group_facts, member_choices, refused_to
from core.enrollment.once import without_leavers
from core.forms import still_offered
from core.plugin_api import Group
from core.portal import Portal


@dataclass(frozen=True, slots=True)
class Dropped:
    """An application that a person no longer asks for, because they may not have it, and why."""

    key: UUID
    person: str
    slug: str
    words: str


def pruned(portal: Portal, draft: Draft) -> tuple[Draft, tuple[Dropped, ...]]:
    """Return the draft without what is no longer possible.

    A person asks only for what they are offered, and no answer names somebody who is not in the group. What
    an application could not be asked about stays, and so does what is closed to new requests; both are
    looked at again before anything is sent.
    """
    group, dropped = group_facts(portal.site, draft), []
    for person in draft.everybody:
        gone = _refused(portal, person, group)
        dropped += [Dropped(person.id, person.name, slug, words) for slug, words in gone.items()]
        asked = {
            slug: Asked(each.wanted and slug not in gone, _named(portal, draft, slug, each))
            for slug, each in person.applications.items()
        }
        if asked != person.applications:
            draft = draft.with_person(replace(person, applications=asked))
    return without_leavers(portal, draft), tuple(dropped)


def _refused(portal: Portal, person: DraftPerson, group: Group) -> Mapping[str, str]:
    refusals = {slug: refused_to(portal, person, slug, group) for slug in person.wanted}
    return {slug: step.words for slug, step in refusals.items() if step and not step.passes}


def _named(portal: Portal, draft: Draft, slug: str, asked: Asked) -> Mapping[str, object]:
    """The answers without people who left."""
    if slug not in portal.applications or not asked.answers:
        return asked.answers
    fields = portal.applications[slug].fields
    choices = portal.applications.choices(slug, member_choices(draft))
    return still_offered(fields, asked.answers, choices=choices)

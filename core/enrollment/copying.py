"""What one person asks for, asked for others too, with the answers that may be the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from pydantic import BaseModel

from core.actor import Actor
from core.enrollment.drafts import Asked, DraftPerson, Typed
from core.enrollment.facts import group_facts, refused_to
from core.enrollment.grid import LeftOut, Tick, Ticked
from core.enrollment.members import person_of
from core.enrollment.once import OWN, differs
from core.enrollment.storing import Edit, editing
from core.forms import questions
from core.portal import Portal


async def same_as(
    portal: Portal, enrollment: UUID, model: UUID, others: Collection[UUID], *, by: Actor
) -> Ticked:
    """Ask for the same applications for others of the same staff type; nothing is taken from anybody.

    Answers that are chosen from a list are copied, what was typed is each person's own. NotFound for somebody
    who is not in this draft.
    """
    async with editing(portal, "enrollment.access-copied", enrollment, by=by, person=model) as edit:
        source = person_of(edit.draft, model)
        changed: list[Tick] = []
        left_out: list[LeftOut] = []
        for key in others:
            person = person_of(edit.draft, key)
            if person.staff_type != source.staff_type:
                left_out.append(
                    LeftOut(key, person.name, "", "Only people of one staff type can have the same.")
                )
                continue
            ticks, refused_to = _copied(portal, edit, source, person)
            changed += ticks
            left_out += refused_to
        edit.details |= {"changed": len(changed), "left_out": len(left_out)}
        outcome = Ticked(edit.draft, tuple(changed), tuple(left_out))
    return replace(outcome, draft=edit.draft)


def _copied(
    portal: Portal, edit: Edit, source: DraftPerson, person: DraftPerson
) -> tuple[list[Tick], list[LeftOut]]:
    """Put what the source asks for and the person may have into the draft."""
    group = group_facts(portal.site, edit.draft)
    asked: dict[str, Asked] = dict(person.applications)
    ticks, left_out = [], []
    for slug in source.wanted:
        if slug in person.wanted or slug not in portal.applications:
            continue
        if step := refused_to(portal, person, slug, group):
            left_out.append(LeftOut(person.id, person.name, slug, step.words))
            continue
        given = _may_be_the_same(portal, slug, source.applications[slug].answers)
        own = {name: answer for name, answer in asked.get(slug, Asked()).answers.items() if answer}
        asked[slug] = Asked(True, {**given, **own})
        ticks.append(Tick(person.id, slug, True))
    edit.draft = edit.draft.with_person(replace(person, applications=asked))
    return ticks, left_out


def _may_be_the_same(portal: Portal, slug: str, answers: Typed) -> Mapping[str, object]:
    """The answers that were chosen, and with them those that stand in place of the practice's."""
    fields: type[BaseModel] = portal.applications[slug].fields
    own = differs(answers)
    names = {each.name for each in questions(fields) if each.chosen or (own and each.scope == "practice")}
    return {name: answer for name, answer in answers.items() if name in names or (own and name == OWN)}

"""Who leaves is named no more in what others of the practice answered: alerts go to nobody who is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core.access.lines import Line, lines_of
from core.access.records import Shown, StepNote
from core.access.states import ALIVE
from core.access.tables import Grant
from core.access.work import note_work, queue
from core.actor import Actor
from core.audit import change
from core.forms import NOT_GIVEN, Question, questions
from core.groups.people import members_of
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import parts_played
from core.portal import Portal

# What is there, or may be: people look at the application itself.
THERE = frozenset({"active", "provisioning"})


async def strike_out(portal: Portal, group: GroupFacts, member: MemberFacts, *, by: Actor) -> None:
    """Take a member who leaves out of every answer of their practice that names members; part of a change.

    Where nobody is left who was named, the administrator takes their place. What is set up already becomes
    work: an answer that changed here changes nothing at the application.
    """
    everybody = [each for each in await members_of(group.id) if each.id != member.id]
    parts = await parts_played(group.id)
    instead = next((each.id for each in everybody if "administrator" in parts.get(each.id, ())), None)
    names = {str(each.id): each.name for each in everybody}
    for line in await lines_of(group, everybody, *ALIVE):
        for question in _naming(portal, line):
            if str(member.id) in (line.grant.answers.get(question.name) or ()):
                await _without(line, question, member, names, instead, by=by)


def _naming(portal: Portal, line: Line) -> Sequence[Question]:
    """The questions of an application whose answers are several members."""
    application = portal.applications.get(line.grant.application)
    if application is None:
        return ()
    fields: type[BaseModel] = application.fields
    asked = questions(fields)
    return [each for each in asked if each.source == "members" and each.many]


async def _without(
    line: Line,
    question: Question,
    member: MemberFacts,
    names: Mapping[str, str],
    instead: UUID | None,
    *,
    by: Actor,
) -> None:
    left = [key for key in line.grant.answers[question.name] if key != str(member.id)]
    left = left or ([str(instead)] if instead else [])
    words = ", ".join(names.get(key, key) for key in left) or NOT_GIVEN
    shown: Shown = tuple(
        (title, words if title == question.label else said) for title, said in line.grant.shown
    )
    about = {"application": line.grant.application, "member": str(member.id), "question": question.name}
    async with change("grant.named-no-more", by=by, subject=("grant", line.id), **about):
        values: dict[Any, Any] = {
            Grant.answers: {**line.grant.answers, question.name: left},
            Grant.shown: [list(pair) for pair in shown],
        }
        await Grant.update(values).where(Grant.id == line.id)
        if line.grant.state in THERE:
            await _have_it_done(line, question, member, words)


async def _have_it_done(line: Line, question: Question, member: MemberFacts, words: str) -> None:
    item = await queue(line, "check")
    steps = [
        f"{member.name} <{member.email}> has left {line.group.name}.",
        f"Open the access of {line.member.name} at {line.grant.application_name}.",
        f"Set “{question.label}” to: {words}.",
    ]
    said = f"{member.name} has left and is still named: {question.label}."
    stored = [StepNote(text=step[:500]).stored() for step in steps]
    await note_work(item, state="people", due=None, for_whom="analyst", words=said[:500], steps=stored)

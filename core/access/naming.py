"""Who leaves, or loses access, is named no more in what others of the practice have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core.access.changing import have_changed, named
from core.access.lines import Line, lines_of, load
from core.access.practice_values import strike_out_of_practice
from core.access.states import ALIVE
from core.access.tables import Grant
from core.actor import SYSTEM, Actor
from core.audit import change
from core.forms import NOT_GIVEN, Question, questions
from core.groups.people import members_of
from core.groups.records import GroupFacts, MemberFacts
from core.groups.rights import parts_played
from core.portal import Portal


async def strike_out(portal: Portal, group: GroupFacts, member: MemberFacts, *, by: Actor) -> None:
    """Take a member who leaves out of everything in their practice that names members; part of a change.

    Where nobody is left whom an answer named, the administrator takes their place. What works already is
    changed at its application.
    """
    members = await members_of(group.id)
    everybody = [each for each in members if each.id != member.id]
    parts = await parts_played(group.id)
    instead = next((each.id for each in everybody if "administrator" in parts.get(each.id, ())), None)
    names = {str(each.id): each.name for each in everybody}
    await strike_out_of_practice(portal, group, member, by=by)
    for line in await lines_of(group, everybody, *ALIVE):
        without = _answers_without(portal, line, member, names, instead) | _kept_without(portal, line, member)
        if without:
            await _follow(line, member, without, by=by)


async def forget_when_over(portal: Portal, grant: UUID) -> datetime | None:
    """Take somebody whose access is over out of what is kept of the same application in their practice.

    Also when they have it again by then: they are chosen anew.
    """
    if not await _still_naming(portal, await load(grant)):
        return None
    async with change("grant.forgotten", by=SYSTEM, subject=("grant", grant)):
        line = await load(grant, lock=True)
        for other, without in await _still_naming(portal, line):
            await _follow(other, line.member, without, by=SYSTEM)
    return None


async def _still_naming(portal: Portal, line: Line) -> list[tuple[Line, dict[Any, Any]]]:
    """Access of others whose pages keep the member of this one, each with what is kept without them."""
    application = portal.applications.get(line.grant.application)
    if application is None or application.keeps is None:
        return []
    everybody = await lines_of(line.group, await members_of(line.group.id), *ALIVE)
    others = [each for each in everybody if each.grant.application == line.grant.application]
    found = [(each, _kept_without(portal, each, line.member)) for each in others]
    return [(each, without) for each, without in found if without]


def _answers_without(
    portal: Portal, line: Line, member: MemberFacts, names: Mapping[str, str], instead: UUID | None
) -> dict[Any, Any]:
    """The columns of a grant whose answers named the member, as they are without; none where none did."""
    application = portal.applications.get(line.grant.application)
    answers, shown, found = dict(line.grant.answers), dict(line.grant.shown), False
    for question in _naming(application.fields if application else None):
        if str(member.id) not in named(question, answers):
            continue
        found = True
        left = [key for key in answers[question.name] if key != str(member.id)]
        left = left or ([str(instead)] if instead else [])
        answers[question.name] = left
        if question.label in shown:
            shown[question.label] = ", ".join(names.get(key, key) for key in left) or NOT_GIVEN
    return {Grant.answers: answers, Grant.shown: [list(pair) for pair in shown.items()]} if found else {}


def _kept_without(portal: Portal, line: Line, member: MemberFacts) -> dict[Any, Any]:
    application = portal.applications.get(line.grant.application)
    kept, found = dict(line.grant.kept), False
    for question in _naming(application.keeps if application else None):
        if str(member.id) in named(question, kept):
            found = True
            kept[question.name] = [key for key in kept[question.name] if key != str(member.id)]
    return {Grant.kept: kept} if found else {}


def _naming(model: type[BaseModel] | None) -> Sequence[Question]:
    """The questions of a model whose answers are several members."""
    asked = questions(model) if model is not None else ()
    return [each for each in asked if each.source == "members" and each.many]


async def _follow(line: Line, member: MemberFacts, values: Mapping[Any, Any], *, by: Actor) -> None:
    about = {"application": line.grant.application, "member": str(member.id)}
    async with change("grant.named-no-more", by=by, subject=("grant", line.id), **about):
        await have_changed(line, values)

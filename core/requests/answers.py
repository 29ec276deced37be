"""The answers about an application for one person, corrected in the application's own form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from core.access.answering import ANSWERABLE, Answered, answer_anew
from core.access.given import answers_that_fit, as_of_now
from core.access.lines import Line, open_lines
from core.access.records import GrantFacts, LineFacts, RequestFacts, Shown
from core.access.request_moves import CHECKING, CORRECTING
from core.actor import Actor
from core.apart import Silent
from core.forms import Choice, questions, to_json
from core.groups.people import load_group, members_of
from core.groups.records import MemberFacts
from core.portal import Portal
from core.requests.fields import Part

# All of an application's questions are given back together: what one asks may depend on another.
ANSWERS = "answers"
BEING_SET_UP = ("to-be-decided", "in-progress")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePart(Part):
    """One application of one person; `addresses` are those of everybody in the practice."""

    line: Line
    addresses: frozenset[str]

    @property
    def shown(self) -> Shown:
        """The answers as people saw them."""
        return self.line.line.shown

    def value(self, name: str) -> str:
        """Return all answers, as people read them."""
        return "; ".join(f"{label}: {value}" for label, value in self.shown)

    def label(self, name: str) -> str:
        """Return what people read for all answers together."""
        return "Answers"

    def opened(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return every question of the application."""
        return tuple(self.model.model_fields) if ANSWERS in names else ()


async def lines_to_correct(portal: Portal, request: RequestFacts) -> tuple[LinePart, ...]:
    """List every line of a request that asks something and whose access does not work yet."""
    if request.state not in (CHECKING, CORRECTING, *BEING_SET_UP):
        return ()
    group = await load_group(request.group)
    lines = [each for each in await open_lines(request, group) if _can_be_corrected(portal, each)]
    members = await members_of(group.id) if lines else []
    place = {each.id: number for number, each in enumerate(members)}
    return tuple(_part(portal, each, members) for each in sorted(lines, key=lambda one: place[one.member.id]))


async def store_answers(
    portal: Portal, part: LinePart, answers: BaseModel, shown: Shown, labels: Sequence[str], *, by: Actor
) -> None:
    """Keep the corrected answers of one line; part of a change."""
    application = portal.applications[part.line.grant.application]
    answered = Answered(to_json(answers), str(application.fields_version), shown)
    await answer_anew(part.line, answered, labels, by=by)


def can_be_answered_anew(line: LineFacts, grant: GrantFacts) -> bool:
    """Tell whether a line has answers that still count for something."""
    return line.open and bool(line.shown) and grant.state in ANSWERABLE


def _can_be_corrected(portal: Portal, line: Line) -> bool:
    installed = line.grant.application in portal.applications
    return installed and can_be_answered_anew(line.line, line.grant) and line.member.state != "left"


def _part(portal: Portal, line: Line, members: Sequence[MemberFacts]) -> LinePart:
    grant = line.grant
    fields: type[BaseModel] = portal.applications[grant.application].fields
    named = any(each.source == "members" for each in questions(fields))
    people = [Choice(str(each.id), each.name, each.email) for each in members] if named else []
    return LinePart(
        key=str(grant.id),
        title=f"{line.member.name}: {grant.application_name}",
        model=fields,
        choices=portal.applications.choices(grant.application, people),
        stored=_stored(portal, line),
        names=(ANSWERS,),
        member=line.member,
        line=line,
        addresses=frozenset(each.email for each in members),
    )


def _stored(portal: Portal, line: Line) -> dict[str, Any]:
    """The answers as today's form has them; those that fit it no more, as they are."""
    application, grant = portal.applications[line.grant.application], line.grant
    try:
        answers = answers_that_fit(application, grant.answers, grant.fields_version)
    except Silent:
        answers = None
    if answers is None:
        return as_of_now(application, grant.answers, grant.fields_version)
    return to_json(answers)

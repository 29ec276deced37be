"""A grant as the plugin of its application gets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError

from core.access.conditions import NotNow
from core.access.lines import Line, login_of
from core.forms import from_json, questions
from core.groups.for_rules import as_group, as_person
from core.groups.people import members_of
from core.groups.records import MemberFacts
from core.identity.queries import portal_ids
from core.plugin_api import ClinicalApplication
from core.plugin_api import Grant as Given
from core.plugin_api import Person as PersonFacts
from core.portal import Portal

_NOBODY = UUID(int=0)


class CannotBePut(Exception):
    """The stored grant cannot be handed to its plugin any more; people have to look."""


async def given(portal: Portal, line: Line) -> Given[Any]:
    """Return the grant as its plugin gets it; raises CannotBePut."""
    application = portal.applications.get(line.grant.application)
    if application is None:
        raise CannotBePut("The application is switched off.")
    try:
        answers = from_json(application.fields, line.grant.answers)
    except (ValidationError, ValueError, TypeError) as problem:
        raise CannotBePut("The answers no longer fit the application's questions.") from problem
    everybody = await _people(portal, _under_its_login(line, await _who_may_be_named(application, line)))
    me = next(each for each in everybody if each.key == str(line.member.id))
    group = as_group(portal.site, line.group, everybody)
    return Given(str(line.id), me, group, answers, application.options)


async def require_nothing_missing(portal: Portal, line: Line) -> None:
    """Go on only when the application has nothing against calling the access working; raises NotNow."""
    application = portal.applications.get(line.grant.application)
    if application is None or application.still_missing is None:
        return
    if words := await application.still_missing(await given(portal, line)):
        raise NotNow(words[:300])


async def _who_may_be_named(application: ClinicalApplication[Any], line: Line) -> list[MemberFacts]:
    """Everybody in the group where answers can name members, and elsewhere only whose grant it is."""
    fields: type[BaseModel] = application.fields
    named = any(question.source == "members" for question in questions(fields))
    return await members_of(line.group.id) if named else [line.member]


def _under_its_login(line: Line, members: Sequence[MemberFacts]) -> list[MemberFacts]:
    """Whose grant it is, under the login it was set up for."""
    return [replace(each, person=login_of(line)) if each.id == line.member.id else each for each in members]


async def _people(portal: Portal, members: Sequence[MemberFacts]) -> tuple[PersonFacts, ...]:
    names = await portal_ids([member.person for member in members if member.person])
    return tuple(
        as_person(portal.site, member, names.get(member.person or _NOBODY, ""), str(member.person or ""))
        for member in members
    )

"""Working access changes: its answers, and what pages of its plugin keep of it, become work at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core.access.conditions import NotNow
from core.access.lines import Line, load
from core.access.records import Shown
from core.access.states import PREPARED
from core.access.tables import Grant
from core.access.work import queue, queue_update
from core.actor import Actor
from core.audit import change
from core.errors import Invalid
from core.forms import Choice, Question, from_json, gone, questions, rows, to_json
from core.groups.people import members_of
from core.groups.records import MemberFacts
from core.plugin_api import ClinicalApplication
from core.portal import Portal

MOST_KEPT = 50_000
NOT_THERE = "You can’t choose this any more. Open the page again."
TOO_MUCH = "Choose fewer: this is too much."
Offered = Mapping[str, Sequence[Choice]]


async def keep_of_access(portal: Portal, grant: UUID, values: BaseModel, *, by: Actor) -> None:
    """Keep what a plugin's page says of an access, in place of what it kept; its application is told.

    Invalid for a member who has left or is of another practice, a facility that the site does not offer, or
    more than can be kept. The same as before changes nothing.
    """
    async with change("grant.kept", by=by, subject=("grant", grant)) as event:
        line, application = await _held(portal, grant)
        event.details["application"] = application.slug
        if application.keeps is None:
            raise NotNow("This application has nothing to choose here.")
        stored = fitting(application.keeps, values)
        require_offered(
            application.keeps, stored, await lists_for_group(portal, line.group.id, application.slug)
        )
        version = str(application.fields_version)
        if (stored, version) != (line.grant.kept, line.grant.kept_version):
            await have_changed(line, {Grant.kept: stored, Grant.kept_version: version})


async def answer_anew(portal: Portal, grant: UUID, answers: BaseModel, *, by: Actor) -> None:
    """Put answers to an application's own questions in place of those in force; its application is told.

    Invalid as above, and for whatever the application has against them in this practice.
    """
    async with change("grant.answered-anew", by=by, subject=("grant", grant)) as event:
        line, application = await _held(portal, grant)
        event.details["application"] = application.slug
        stored = fitting(application.fields, answers)
        offered = await lists_for_group(portal, line.group.id, application.slug)
        require_offered(application.fields, stored, offered)
        read = from_json(application.fields, stored)
        if application.against_answers is not None:
            addresses = frozenset(each.email for each in await _there(line.group.id))
            if wrong := application.against_answers(read, addresses):
                raise Invalid(wrong)
        shown: Shown = rows(application.fields, read, choices=offered)
        event.details["answers"] = _differing(line.grant.shown, shown)
        if stored != line.grant.answers:
            version = str(application.fields_version)
            values = {Grant.answers: stored, Grant.shown: [list(pair) for pair in shown]}
            await have_changed(line, {**values, Grant.fields_version: version})


async def tell_again(grant: UUID, *, by: Actor) -> None:
    """Have working access made at its application as it is now, for what it rests on has changed."""
    async with change("grant.told-again", by=by, subject=("grant", grant)) as event:
        line = await load(grant, lock=True)
        event.details["application"] = line.grant.application
        await have_changed(line, {})


async def have_changed(line: Line, values: Mapping[Any, Any]) -> None:
    """Write columns of a locked grant, and have its application follow; part of a change.

    What works is changed there, what is being set up is set up anew; what is taken away for a while comes
    back as it is then.
    """
    if values:
        await Grant.update(dict(values)).where(Grant.id == line.id)
    if line.grant.state == "active":
        await queue_update(line, as_told(line))
    elif line.grant.state == "provisioning":
        await queue(line, "grant")


def as_told(line: Line) -> dict[str, Any]:
    """Return what an application was told of an access, as a change of it remembers that."""
    grant = line.grant
    return {
        "application": grant.application,
        "answers": dict(grant.answers),
        "fields_version": grant.fields_version,
        "kept": dict(grant.kept),
        "kept_version": grant.kept_version,
    }


async def lists_for_group(portal: Portal, group: UUID, slug: str) -> Offered:
    """Return the lists that a form about a group may offer: facilities, and everybody who has not left."""
    members = [Choice(str(each.id), each.name) for each in await _there(group)]
    return portal.applications.choices(slug, members)


async def _there(group: UUID) -> list[MemberFacts]:
    return [each for each in await members_of(group) if each.state != "left"]


async def _held(portal: Portal, grant: UUID) -> tuple[Line, ClinicalApplication[Any]]:
    line = await load(grant, lock=True)
    application = portal.applications.get(line.grant.application)
    if application is None or line.grant.state not in PREPARED:
        raise NotNow("You can’t change this access now.")
    return line, application


def fitting(model: type[BaseModel], values: BaseModel) -> dict[str, Any]:
    """Return what is stored of values that fit a model; Invalid for what does not, or is too much."""
    if not issubclass(model, type(values)):
        raise Invalid({"": NOT_THERE})
    try:
        stored = to_json(from_json(model, to_json(values)))
    except (ValueError, TypeError, AttributeError) as problem:
        raise Invalid({"": NOT_THERE}) from problem
    if len(json.dumps(stored)) > MOST_KEPT:
        raise Invalid({"": TOO_MUCH})
    return stored


def require_offered(model: type[BaseModel], stored: Mapping[str, Any], offered: Offered) -> None:
    """Go on only when everything that is chosen from a list is offered; Invalid."""
    for question in questions(model):
        # What can be chosen no more, forms refuse; what an application keeps of it may stay.
        known = (*offered.get(question.source, ()), *offered.get(gone(question.source), ()))
        allowed = {each.value for each in known}
        if question.source and not {*named(question, stored)} <= allowed:
            raise Invalid({question.name: NOT_THERE})


def named(question: Question, stored: Mapping[str, Any]) -> list[str]:
    """List what stored answers choose at a question, one or several."""
    value = stored.get(question.name) or ()
    return [value] if isinstance(value, str) else [str(each) for each in value]


def _differing(before: Shown, after: Shown) -> list[str]:
    """Name the questions whose answers differ; the trail holds no addresses or numbers."""
    was = dict(before)
    return [label for label, said in after if was.get(label) != said]

"""A grant as the plugin of its application gets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

import structlog
from pydantic import BaseModel

from core.access.authorizers import authorizers_of
from core.access.conditions import NotAsked, NotNow
from core.access.lines import Line, lines_of, login_of
from core.access.states import PREPARED
from core.apart import Silent
from core.applications import does_not_answer
from core.forms import from_json, questions
from core.groups.for_rules import as_group, as_person
from core.groups.people import members_of
from core.groups.records import GroupFacts, MemberFacts
from core.identity.queries import portal_ids
from core.plugin_api import ClinicalApplication, Group, Held
from core.plugin_api import Grant as Given
from core.plugin_api import Person as PersonFacts
from core.portal import Portal

_NOBODY = UUID(int=0)
Upgrade = Callable[[int, Mapping[str, Any]], Mapping[str, Any]]
# What is locked meanwhile, others wait for.
LONGEST_SECONDS = 1

log = structlog.get_logger(__name__)


class CannotBePut(Exception):
    """The stored grant cannot be handed to its plugin any more; people have to look."""


class NoAnswerNow(CannotBePut):
    """The plugin did not answer when its own code was needed to read the answers; later it may."""


class Gone(CannotBePut):
    """The application is switched off here, or its plugin is not installed any more."""


async def given(portal: Portal, line: Line, *, asked_anew: bool = False) -> Given[Any]:
    """Return the grant as its plugin gets it; raises CannotBePut.

    Where it is asked anew, answers may be stored that do not fit: it has none then, and in `raw` what is
    stored, as far as the plugin can turn it into answers of this version.
    """
    application = _application(portal, line)
    try:
        answers = answers_that_fit(application, line.grant.answers, line.grant.fields_version)
    except Silent as problem:
        raise NoAnswerNow(does_not_answer(application.name)) from problem
    if answers is None and not asked_anew:
        raise CannotBePut("The answers no longer fit the application’s questions.")
    found = await _with_its_people(portal, line, application, answers)
    whole = {each.name: getattr(found, each.name) for each in fields(found)}
    if answers is None:
        whole["raw"] = as_of_now(application, line.grant.answers, line.grant.fields_version)
    return Given(**whole)


async def held(portal: Portal, line: Line) -> Held[Any]:
    """Return the grant as far as it can be read, which is enough to take access away; raises Gone."""
    application, answers = _application(portal, line), None
    with suppress(Silent):
        answers = answers_that_fit(application, line.grant.answers, line.grant.fields_version)
    if answers is None:
        log.warning("answers.do-not-fit", application=application.slug, grant=str(line.id))
    return await _with_its_people(portal, line, application, answers)


def _application(portal: Portal, line: Line) -> ClinicalApplication[Any]:
    application = portal.applications.get(line.grant.application)
    if application is None:
        raise Gone("The application is switched off.")
    return application


async def _with_its_people(
    portal: Portal, line: Line, application: ClinicalApplication[Any], answers: Any
) -> Held[Any]:
    everybody = await _people(portal, _under_its_login(line, await _who_may_be_named(application, line)))
    me = next(each for each in everybody if each.key == str(line.member.id))
    group = _as_it_sees(portal, application, line.group, everybody)
    options, raw = application.options, line.grant.answers
    theirs = (await authorizers_of(portal, application.slug, [line.member])).get(line.member.id, ())
    kept = kept_of(application, line)
    return Held(str(line.id), me, group, answers, options, line.grant.account, raw, kept, theirs)


async def given_in(
    portal: Portal, application: ClinicalApplication[Any], group: GroupFacts
) -> tuple[Given[Any], ...]:
    """List all access to one application in a group that is prepared, whose answers fit; few statements.

    The group has everybody in it who has not left.
    """
    return (await practice_in(portal, application, group))[1]


async def practice_in(
    portal: Portal, application: ClinicalApplication[Any], group: GroupFacts
) -> tuple[Group, tuple[Given[Any], ...]]:
    """Return a group as one application sees it, with the same access, of which there may be none."""
    members = await members_of(group.id)
    prepared = await lines_of(group, members, *PREPARED)
    lines = [line for line in prepared if line.grant.application == application.slug]
    logins = {line.member.id: login_of(line) for line in lines}
    named = [replace(each, person=logins.get(each.id, each.person)) for each in members]
    everybody = dict(zip((each.id for each in members), await _people(portal, named), strict=True))
    there = tuple(everybody[each.id] for each in members if each.state != "left")
    facts, found = _as_it_sees(portal, application, group, there), []
    vouching = await authorizers_of(portal, application.slug, [line.member for line in lines])
    for line in lines:
        answers = answers_that_fit(application, line.grant.answers, line.grant.fields_version)
        if answers is not None:
            kept, theirs = kept_of(application, line), vouching.get(line.member.id, ())
            more = line.grant.account, line.grant.answers, kept, theirs
            me = everybody[line.member.id]
            found.append(Given(str(line.id), me, facts, answers, application.options, *more))
    return facts, tuple(found)


def _as_it_sees(
    portal: Portal, application: ClinicalApplication[Any], group: GroupFacts, people: tuple[PersonFacts, ...]
) -> Group:
    """A group as one application sees it, with what it keeps of it: empty where nothing that fits is kept."""
    facts, model = as_group(portal.site, group, people), application.keeps_of_practice
    if model is None:
        return facts
    kept = group.kept.get(application.slug, {"values": {}, "version": str(application.fields_version)})
    try:
        read = _upgraded(model, application.upgrade_of_practice, application.fields_version, kept)
        return replace(facts, kept=_upgraded(model, None, 0, {"values": {}}) if read is None else read)
    except Silent:
        # Nothing, and not something empty, which a page could put in its place.
        return facts


def _upgraded(
    model: type[BaseModel], upgrade: Upgrade | None, version: int, kept: Mapping[str, Any]
) -> BaseModel | None:
    raw = kept["values"]
    try:
        if upgrade is not None and kept["version"] != str(version):
            raw = upgrade(int(kept["version"]), raw)
        return from_json(model, raw)
    except Silent:
        raise
    # Code of the plugin, which may raise anything: what it kept stays stored.
    except (Exception, SystemExit):
        return None


def kept_of(application: ClinicalApplication[Any], line: Line) -> Any:
    """Read what pages of a plugin keep of a grant; empty where nothing that fits is kept."""
    return _kept(application, line.grant.kept, line.grant.kept_version)


def as_it_was(portal: Portal, now: Given[Any], before: Mapping[str, Any]) -> Held[Any]:
    """Return access as its application had it when a change of it was stored."""
    application, answers = portal.applications[str(before["application"])], None
    with suppress(Silent):
        answers = answers_that_fit(application, before["answers"], before["fields_version"])
    kept = _kept(application, before["kept"], before["kept_version"])
    return Held(now.key, now.person, now.group, answers, now.options, now.account, before["answers"], kept)


def _kept(application: ClinicalApplication[Any], stored: Mapping[str, Any], version: str) -> Any:
    if application.keeps is None:
        return None
    try:
        return from_json(application.keeps, stored if version == str(application.fields_version) else {})
    # Code of the plugin, which may raise anything or not answer: what it kept is left out then.
    except (Exception, SystemExit):
        return None


def answers_that_fit(application: ClinicalApplication[Any], raw: Mapping[str, Any], version: str) -> Any:
    """Read stored answers, of an older version upgraded by the plugin; None when they do not fit.

    Silent when the plugin does not answer.
    """
    try:
        return from_json(application.fields, _of_this_version(application, raw, version))
    except Silent:
        raise
    # The plugin's own code, which may raise anything: only the answers are lost by it.
    except (Exception, SystemExit):
        return None


def as_of_now(application: ClinicalApplication[Any], raw: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return stored answers by the names of this version, whether or not they fit; else as they are."""
    try:
        return dict(_of_this_version(application, raw, version))
    # The plugin's own code, which may raise anything or not answer: then nobody knows the names.
    except (Exception, SystemExit):
        return dict(raw)


def _of_this_version(
    application: ClinicalApplication[Any], raw: Mapping[str, Any], version: str
) -> Mapping[str, Any]:
    upgrade = application.upgrade_answers
    if upgrade is None or version == str(application.fields_version):
        return raw
    return upgrade(int(version), raw)


async def require_nothing_missing(portal: Portal, line: Line) -> None:
    """Go on only when the application has nothing against calling the access working; raises NotNow."""
    application = portal.applications.get(line.grant.application)
    if application is None or application.still_missing is None:
        return
    asked = application.still_missing
    put = await given(portal, line)
    try:
        words = await portal.applications.run(
            application.slug, "still_missing", lambda _: asked(put), LONGEST_SECONDS
        )
    except Silent as problem:
        raise NotAsked(does_not_answer(application.name)) from problem
    if words:
        raise NotNow(portal.site.terms.said(str(words))[:300])


async def _who_may_be_named(application: ClinicalApplication[Any], line: Line) -> list[MemberFacts]:
    """Everybody in the group where answers can name members, and elsewhere only whose grant it is."""
    asked: list[type[BaseModel]] = [application.fields, *([application.keeps] if application.keeps else [])]
    named = any(question.source == "members" for model in asked for question in questions(model))
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

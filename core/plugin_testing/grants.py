"""Access that is made up, as a provisioner gets it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from core.forms import Choice, Offered, read, to_json
from core.plugin_api import ClinicalApplication, Grant, Group, Held, Options, Person
from core.plugin_testing.people import a_person, a_practice
from core.plugin_testing.site import made_up_site

Typed = Mapping[str, Sequence[str]]
_NOTHING: Typed = MappingProxyType({})


class UnfitAnswers(ValueError):
    """Answers or options that the application refuses; the words say which, and why."""


def a_grant(
    application: ClinicalApplication[Any],
    *,
    person: Person | None = None,
    group: Group | None = None,
    answers: BaseModel | Typed = _NOTHING,
    options: Options | Mapping[str, Any] | None = None,
) -> Grant[Any]:
    """Make access to an application, as it is given; raises UnfitAnswers.

    `answers` are an instance of its fields, or a form as it is typed: each name with all its values.
    `options` are an instance of its options, or its section of a site profile. The person is in the group.
    """
    person, group = person or a_person(), group or a_practice()
    if person.key not in {each.key for each in group.people}:
        group = replace(group, people=(*group.people, person))
    section = application.options if options is None else options
    chosen = section if isinstance(section, Options) else _options_of(application, section)
    if not isinstance(answers, BaseModel):
        answers = _answers_of(application, answers, _lists(group, chosen))
    kept = application.keeps() if application.keeps else None
    if application.keeps_of_practice and group.kept is None:
        group = replace(group, kept=application.keeps_of_practice())
    return Grant("grant-1", person, group, answers, chosen, raw=to_json(answers), kept=kept)


def held_of(grant: Grant[Any], **changes: Any) -> Held[Any]:
    """Return what is held of this access, for `revoke` and `check`; `changes` are fields of `Held`.

    With `answers=None` the stored answers cannot be read any more.
    """
    held = {each.name: getattr(grant, each.name) for each in fields(Held)}
    return Held(**{**held, **changes})


def _options_of(application: ClinicalApplication[Any], section: Mapping[str, Any]) -> Options:
    try:
        return application.options_model.model_validate(dict(section))
    except ValueError as problem:
        raise UnfitAnswers(f"the options of {application.slug}: {problem}") from problem


def _answers_of(application: ClinicalApplication[Any], typed: Typed, lists: Offered) -> BaseModel:
    found = read(application.fields, typed, choices=lists)
    if found.answers is None:
        wrong = [f"{name}: {words}" for name, words in found.form.errors] + list(found.form.problems)
        raise UnfitAnswers(f"the answers of {application.slug}: {'; '.join(wrong)}")
    made: BaseModel = found.answers
    return made


def _lists(group: Group, options: Options) -> Offered:
    members = tuple(Choice(each.key, each.name) for each in group.people)
    return {**made_up_site().facilities_to_choose(options.facilities), "members": members}

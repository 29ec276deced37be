"""The check-lists of a manifest, written out for one access at a time: people do the work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from pydantic import BaseModel

from core.applications.manifests.names import ACCOUNT, filled_in, of_people
from core.applications.manifests.shape import CheckLists, StepSaid
from core.forms import Question, questions
from core.forms.draw import written
from core.plugin_api import ByPeople, Grant, Held
from core.site.terms import is_noun

NOT_GIVEN, NOT_KNOWN = "(not given)", "(not known)"


@dataclass(frozen=True, slots=True)
class AskedOf:
    """What is asked, and the names of facilities by their codes, as they were when the file was read."""

    fields: type[BaseModel]
    facilities: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Answers:
    """What was answered, as far as it can be read."""

    asking: AskedOf
    held: Held[Any]

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the stored texts of one answer."""
        return tuple(filter(None, written(self._question(name), self._value(name))))

    def words(self, name: str) -> str:
        """Return one answer as people read it."""
        question, texts = self._question(name), self.texts(name)
        if self.held.answers is None and name not in self.held.raw:
            return NOT_KNOWN
        if question.kind == "checkbox":
            return "yes" if texts == ("yes",) else "no"
        labels = {choice.value: choice.label for choice in question.choices}
        people = {each.key: f"{each.name} <{each.email}>" for each in self.held.group.people}
        lists = {"members": people, "facilities": self.asking.facilities}
        called = lists.get(question.source, labels)
        return ", ".join(called.get(text, text) for text in texts) or NOT_GIVEN

    def _question(self, name: str) -> Question:
        model: type[BaseModel] = self.asking.fields if self.held.answers is None else type(self.held.answers)
        return next(each for each in questions(model) if each.name == name)

    def _value(self, name: str) -> Any:
        return getattr(self.held.answers, name) if self.held.answers is not None else self.held.raw.get(name)


def provisioner_of(lists: CheckLists, asking: AskedOf) -> ByPeople[Any]:
    """Make the provisioner whose work is done by people, by these check-lists."""

    def changing(grant: Grant[Any], before: Held[Any]) -> Sequence[str]:
        return _steps(lists.change or lists.give, asking, grant, before)

    return ByPeople(
        to_grant=partial(_steps, lists.give, asking),
        to_update=changing,
        to_check=partial(_steps, lists.look, asking),
        to_revoke=partial(_steps, lists.take_away, asking),
    )


def _steps(
    steps: Sequence[StepSaid], asking: AskedOf, held: Held[Any], before: Held[Any] | None = None
) -> Sequence[str]:
    now = _Answers(asking, held)
    known = {"answers": now, "before": now if before is None else _Answers(asking, before)}
    return [
        filled_in(each.step, partial(_value, held, known))
        for each in steps
        if all(value in now.texts(name) for name, value in each.when.items())
    ]


def _value(held: Held[Any], known: Mapping[str, _Answers], name: str) -> str | None:
    """What a name of a step stands for; None for a word of the site."""
    about, _, part = name.partition(".")
    if about in known:
        return known[about].words(part)
    if name == ACCOUNT:
        return held.account or NOT_KNOWN
    return None if is_noun(name) else of_people(name, held.person, held.group) or NOT_GIVEN

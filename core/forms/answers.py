"""Answers after they were given: stored as JSON, shown as rows, brought up to date."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from core.forms.apart import dumped, validated
from core.forms.declare import TICKED, Question, questions
from core.forms.draw import NOTHING_OFFERED, Offered, named_for, written

M = TypeVar("M", bound=BaseModel)
NOT_GIVEN = "Not given"
_NEVER_SHOWN = frozenset({"password", "hidden", "file"})


def to_json(answers: BaseModel) -> dict[str, Any]:
    """Return answers as JSON can hold them."""
    return dumped(answers)


def from_json(model: type[M], stored: Mapping[str, Any]) -> M:
    """Read answers as they were before `to_json`; pydantic's ValidationError when the model has moved on."""
    nullable = {question.name for question in questions(model) if question.nullable}
    # "Not answered" was not validated when it was given, so it is not validated now: the default stands
    # for it.
    given = {name: value for name, value in stored.items() if name in nullable or value not in (None, "", [])}
    return validated(model, given)


def rows(
    model: type[BaseModel], answers: BaseModel, *, choices: Offered = NOTHING_OFFERED
) -> tuple[tuple[str, str], ...]:
    """List (label, answer) of all that was asked, in the words the person saw; no secrets, nothing hidden."""
    asked = questions(model)
    texts = {question.name: written(question, getattr(answers, question.name)) for question in asked}
    found: list[tuple[str, str]] = []
    shown: set[str] = set()
    for question in asked:
        depends = question.shown_when
        if depends and not (depends[0] in shown and depends[1] in texts[depends[0]]):
            continue
        shown.add(question.name)
        if question.kind not in _NEVER_SHOWN:
            found.append((question.label, _words(question, texts[question.name], choices)))
    return tuple(found)


def still_offered(
    model: type[BaseModel], stored: Mapping[str, Any], *, choices: Offered = NOTHING_OFFERED
) -> dict[str, Any]:
    """Return stored answers without what their lists do not know: who left is no longer a recipient.

    What can be chosen no more and has a name stays: a form asks for another, and nothing is lost unseen.
    """
    current = dict(stored)
    for question in questions(model):
        if not question.source or question.name not in current:
            continue
        offered = {choice.value for choice in named_for(question, choices)}
        kept = [text for text in written(question, current[question.name]) if text in offered]
        current[question.name] = kept if question.many else next(iter(kept), question.nothing)
    return current


def _words(question: Question, texts: tuple[str, ...], choices: Offered) -> str:
    if question.kind == "checkbox":
        return "Yes" if TICKED in texts else "No"
    labels = {choice.value: choice.label for choice in named_for(question, choices)}
    return ", ".join(labels.get(text, text) for text in texts if text) or NOT_GIVEN

"""A model, and answers so far, as inputs to draw."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from pydantic import BaseModel, SecretBytes, SecretStr

from core.forms.declare import TICKED, Choice, Question, questions
from core.forms.form import Form, Input
from core.forms.text import clean

Offered = Mapping[str, Sequence[Choice]]
NOTHING_OFFERED: Offered = {}


def draw(
    model: type[BaseModel],
    values: BaseModel | Mapping[str, Any] | None = None,
    *,
    choices: Offered = NOTHING_OFFERED,
    prefix: str = "",
) -> Form:
    """Draw a model's form with these values: an instance, stored answers or what was typed, by field name.

    `choices` are lists known only now, by field name or by the source a field named. `prefix` goes
    before every name, so that several forms can stand in one page.
    """
    known = _by_name(values)
    inputs = []
    for question in questions(model):
        offered, value = offered_for(question, choices), written(question, known.get(question.name))
        if question.chosen:
            value = tuple(text for text in value if any(text == choice.value for choice in offered))
        inputs.append(as_input(question, value, offered, prefix=prefix))
    return Form(tuple(inputs), prefix=prefix)


def as_input(
    question: Question,
    value: Sequence[str],
    offered: tuple[Choice, ...],
    *,
    prefix: str,
    error: str | None = None,
) -> Input:
    """Draw one question as a control holding these texts; passwords and files are never drawn again.

    Of a list, the texts are among those `offered`.
    """
    if question.kind in {"password", "file"}:
        value = ()
    depends = question.shown_when
    return Input(
        name=prefix + question.name,
        label=question.label,
        kind=question.kind,
        hint=question.hint,
        value=tuple(value) if question.many else next(iter(value), ""),
        choices=offered,
        error=error,
        autocomplete=question.autocomplete,
        inputmode=question.inputmode,
        width=question.width,
        # Where a box stands for having none, an empty answer alone may be refused.
        optional=question.optional and not question.needless_with,
        max_length=question.max_length,
        shown_when=(prefix + depends[0], depends[1]) if depends else None,
    )


def offered_for(question: Question, choices: Offered) -> tuple[Choice, ...]:
    """Return the list of a question: its own, else the host's for the source or the field it names."""
    if question.choices or not question.chosen:
        return question.choices
    listed = choices.get(question.source or question.name, ())
    if type(listed) is tuple and {*map(type, listed)} <= {Choice}:
        return listed
    return tuple(each if isinstance(each, Choice) else Choice(*each) for each in listed)


def written(question: Question, value: Any) -> tuple[str, ...]:
    """Write a value of any origin as the texts a browser would send for it."""
    if value is None or isinstance(value, SecretStr | SecretBytes):
        return ()
    if isinstance(value, bool):
        return ((TICKED if value else "no"),) if value or question.kind != "checkbox" else ()
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        return tuple(_plain(question, item) for item in value)
    return (_plain(question, value),)


def _plain(question: Question, value: Any) -> str:
    text = str(value.value if isinstance(value, Enum) else value)
    kept = clean(text, limit=question.max_length, lines=question.kind == "textarea").kept
    return question.shown.words(kept) if question.shown else kept


def _by_name(values: BaseModel | Mapping[str, Any] | None) -> Mapping[str, Any]:
    if isinstance(values, BaseModel):
        return {name: getattr(values, name) for name in type(values).model_fields}
    return values or {}

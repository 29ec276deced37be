"""A model, and answers so far, as inputs to draw."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, SecretBytes, SecretStr

from core.forms.declare import TICKED, Choice, Question, questions
from core.forms.form import Form, Input
from core.forms.text import clean
from core.forms.words import GONE

# Lists by their source, and beside a list what can be chosen no more and is still read: `gone(source)`.
Offered = Mapping[str, Sequence[Choice]]
NOTHING_OFFERED: Offered = {}


def gone(source: str) -> str:
    """Return under which name a host brings what was chosen from a list once and is not in it any more."""
    return f"{source}.gone"


@dataclass(frozen=True, slots=True)
class Control:
    """A question where it stands in forms of one model: all that is the same, whatever was typed.

    `choices` are None where the host brings the list. `before` and `after` are what an input says around its
    value, choices and error.
    """

    question: Question
    name: str
    chosen: bool
    many: bool
    choices: tuple[Choice, ...] | None
    before: tuple[Any, ...]
    after: tuple[Any, ...]

    def offered(self, choices: Offered) -> tuple[Choice, ...]:
        """Return the list of the question, given those that the host brings."""
        return offered_for(self.question, choices) if self.choices is None else self.choices

    def gone(self, choices: Offered, texts: Collection[str]) -> tuple[Choice, ...]:
        """Return those of these texts that can be chosen no more, in the words of the form."""
        former = gone_for(self.question, choices)
        return tuple(Choice(each.value, f"{each.label} {GONE}") for each in former if each.value in texts)

    def holding(self, texts: Sequence[str], offered: tuple[Choice, ...], error: str | None = None) -> Input:
        """Draw the control with these texts; passwords and files are never drawn again.

        Of a list, the texts are among those `offered`.
        """
        if self.question.kind in {"password", "file"}:
            texts = ()
        value = tuple(texts) if self.many else texts[0] if texts else ""
        # As `Input._make`, without asking whether there are as many parts as it has: a form has dozens.
        return tuple.__new__(Input, (*self.before, value, offered, error, *self.after))


@lru_cache(maxsize=1024)
def controls(model: type[BaseModel], prefix: str = "") -> tuple[Control, ...]:
    """List the controls of a model in their order, with this prefix before every name."""
    return tuple(_control(question, prefix) for question in questions(model))


def _control(question: Question, prefix: str) -> Control:
    name, depends = prefix + question.name, question.shown_when
    return Control(
        question,
        name,
        chosen=question.chosen,
        many=question.many,
        choices=question.choices if question.choices or not question.chosen else None,
        before=(name, question.label, question.kind, question.hint),
        after=(
            question.autocomplete,
            question.inputmode,
            question.width,
            # Where a box stands for having none, an empty answer alone may be refused.
            question.optional and not question.needless_with,
            question.max_length,
            (prefix + depends[0], depends[1]) if depends else None,
        ),
    )


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
    for control in controls(model, prefix):
        offered, value = control.offered(choices), written(control.question, known.get(control.question.name))
        if control.chosen:
            value, offered = _among(control, value, offered, choices)
        inputs.append(control.holding(value, offered))
    return Form(tuple(inputs), prefix=prefix)


def _among(
    control: Control, texts: tuple[str, ...], offered: tuple[Choice, ...], choices: Offered
) -> tuple[tuple[str, ...], tuple[Choice, ...]]:
    """What of the texts can be drawn, and the list with those of them that can be chosen no more."""
    there = {text for text in texts if any(text == choice.value for choice in offered)}
    former = control.gone(choices, {*texts} - there) if len(there) < len(texts) else ()
    there |= {choice.value for choice in former}
    return tuple(text for text in texts if text in there), (*offered, *former) if former else offered


def named_for(question: Question, choices: Offered) -> tuple[Choice, ...]:
    """Return the list of a question with all that was ever in it, for what was answered once."""
    listed = offered_for(question, choices)
    return (*listed, *gone_for(question, choices)) if question.source else listed


def gone_for(question: Question, choices: Offered) -> tuple[Choice, ...]:
    """Return what can be chosen no more at a question."""
    return tuple(choices.get(gone(question.source), ())) if question.source else ()


def with_gone(choices: Offered) -> Offered:
    """Return these lists as if everything in them could still be chosen, to read what is stored."""
    end = gone("")
    return {
        name: (*listed, *choices.get(gone(name), ()))
        for name, listed in choices.items()
        if not name.endswith(end)
    }


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

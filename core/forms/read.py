"""Submitted text becomes the model, or every error at once."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from core.forms.apart import validated_all
from core.forms.declare import TICKED, Choice, Question
from core.forms.draw import NOTHING_OFFERED, Control, Offered, controls, gone_for
from core.forms.form import Form
from core.forms.placeholders import means_nothing
from core.forms.text import clean
from core.forms.words import (
    NOT_CHECKED,
    NOT_OFFERED,
    REPEATED,
    UNKNOWN_ANSWER,
    another_than,
    at_fields,
    message_for,
    of_the_whole,
    sentence,
)

M = TypeVar("M", bound=BaseModel)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Read(Generic[M]):
    """`answers` when everything is right, else None; `form` holds what was typed and the words at each
    field.
    """

    answers: M | None
    form: Form

    def refused(self, errors: Mapping[str, str]) -> Form:
        """Return the form again, with what a rule of an action said, by field name."""
        return self.form.with_errors(errors)


class _Typed(NamedTuple):
    value: tuple[str, ...]
    kept: tuple[str, ...]
    error: str | None = None


_NOTHING = _Typed((), ())


def read(
    model: type[M],
    submitted: Mapping[str, Sequence[str]],
    *,
    choices: Offered = NOTHING_OFFERED,
    prefix: str = "",
    ignore: frozenset[str] = frozenset({"csrf"}),
) -> Read[M]:
    """Read a submitted form: every name with all its values; with a prefix, only names that begin with it.

    `ignore` are names that belong to something else in the page; one that ends in `*` stands for all
    that begin so. A question that is not shown is not asked: its answer is dropped.
    """
    return read_all(model, [submitted], choices=choices, prefix=prefix, ignore=ignore)[0]


def read_all(
    model: type[M],
    submitted: Sequence[Mapping[str, Sequence[str]]],
    *,
    choices: Offered = NOTHING_OFFERED,
    prefix: str = "",
    ignore: frozenset[str] = frozenset({"csrf"}),
) -> list[Read[M]]:
    """Read many submitted forms of one kind, each as `read` does."""
    asked = controls(model, prefix)
    offered = [control.offered(choices) for control in asked]
    known = frozenset(control.name for control in asked)
    families = tuple(name[:-1] for name in ignore if name.endswith("*"))
    former = [gone_for(control.question, choices) if control.question.source else () for control in asked]
    lists = list(zip(offered, former, strict=True))
    taken = [_take(asked, lists, each) for each in submitted]
    for each, form in zip(submitted, taken, strict=True):
        strangers = [name for name in each if name not in known and name not in ignore]
        if any(name.startswith(prefix) and not name.startswith(families) for name in strangers):
            form.problems.append(UNKNOWN_ANSWER)
    made = validated_all(model, [form.given for form in taken])
    read: list[Read[M]] = []
    for form, answers in zip(taken, made, strict=True):
        right = _judged(model, form, answers)
        inputs = [
            control.holding(
                typed.kept,
                (*listed, *control.gone(choices, typed.kept)) if over else listed,
                form.errors.get(name),
            )
            for control, (listed, over), (name, typed) in zip(asked, lists, form.typed.items(), strict=True)
        ]
        read.append(Read(right, Form(tuple(inputs), tuple(form.problems), prefix)))
    return read


@dataclass(slots=True)
class _Taken:
    """A form as it was typed, what the model is given of it, and what is wrong so far."""

    typed: Mapping[str, _Typed]
    given: Mapping[str, Any]
    asked: Mapping[str, Question]
    errors: dict[str, str]
    problems: list[str]


def _take(
    asked: Sequence[Control],
    offered: Sequence[tuple[Sequence[Choice], Sequence[Choice]]],
    submitted: Mapping[str, Sequence[str]],
) -> _Taken:
    typed = {
        control.question.name: _taken(control, submitted.get(control.name, ()), *listed)
        for control, listed in zip(asked, offered, strict=True)
    }
    questions = {control.question.name: control.question for control in asked}
    shown = _shown(questions.values(), typed)
    errors = {name: answer.error for name, answer in typed.items() if answer.error and name in shown}
    _with_ticks(questions, typed, errors)
    given = {}
    for control in asked:
        name = control.question.name
        value = _value(control, typed[name].value) if name in shown else None
        # What was not answered takes the default of its field, unless None is the answer there.
        if value is not None or control.question.nullable:
            given[name] = value
    return _Taken(typed, given, questions, errors, [])


def _taken(
    control: Control, submitted: object, offered: Sequence[Choice], former: Sequence[Choice]
) -> _Typed:
    question, sent = control.question, _texts(submitted)
    if control.chosen:
        over = _not_any_more(question, sent, offered, former) if former else None
        return over or _picked(question, sent, offered)
    if question.kind == "file":
        return _NOTHING
    cleaned = clean(
        sent[0] if sent else "",
        limit=question.max_length,
        lines=question.kind == "textarea",
        secret=question.kind == "password",
    )
    kept = (cleaned.kept,)
    if len(sent) > 1:
        return _Typed((), kept, REPEATED)
    if cleaned.fault:
        return _Typed((), kept, sentence(question, cleaned.fault))
    return _answered(question, cleaned.value, kept)


def _answered(question: Question, value: str, kept: tuple[str, ...]) -> _Typed:
    if not value:
        return _Typed((), kept, None if question.optional else question.missing)
    if question.none_is_empty and means_nothing(value, number=question.numeric):
        return _NOTHING
    return _Typed(kept, kept)


def _texts(sent: object) -> Sequence[str]:
    """All values of a name; an uploaded file in place of a text reads as an unprintable character, which
    is refused.
    """
    if sent == () or (type(sent) is list and len(sent) == 1 and type(sent[0]) is str):
        return sent
    values: Sequence[object] = sent if isinstance(sent, list | tuple) else (sent,)
    return [value if isinstance(value, str) else "\0" for value in values]


def _not_any_more(
    question: Question, sent: Sequence[str], offered: Sequence[Choice], former: Sequence[Choice]
) -> _Typed | None:
    """What was chosen once and can be chosen no more, which stays in sight until another is chosen."""
    over = {each.value: each.label for each in former if each.value in sent}
    if not over:
        return None
    kept = tuple(
        dict.fromkeys(value for value in sent if value in {*over, *(each.value for each in offered)})
    )
    return _Typed((), kept if question.many else kept[:1], another_than([*over.values()], many=question.many))


def _picked(question: Question, sent: Sequence[str], offered: Sequence[Choice]) -> _Typed:
    picked = tuple(filter(None, sent))
    if not picked:
        return _NOTHING if question.optional else _Typed((), (), question.missing)
    values = {choice.value for choice in offered}
    known = tuple(dict.fromkeys(value for value in picked if value in values))
    if len(known) < len(picked):
        strange = any(value not in values for value in picked)
        return _Typed((), known, NOT_OFFERED if strange else REPEATED)
    if len(known) > 1 and not question.many:
        return _Typed((), known[:1], REPEATED)
    return _Typed(known, known)


def _with_ticks(asked: Mapping[str, Question], typed: Mapping[str, _Typed], errors: dict[str, str]) -> None:
    """Where a tick stands for having no answer, nothing is missing; both at once contradict each other."""
    for name, question in asked.items():
        tick = typed.get(question.needless_with)
        if tick is None or not tick.value:
            continue
        if typed[name].kept[:1] in ((), ("",)):
            errors.pop(name, None)
        else:
            errors[name] = f"Leave this empty, or clear the box: {asked[question.needless_with].label}"


def _shown(asked: Iterable[Question], typed: Mapping[str, _Typed]) -> set[str]:
    shown: set[str] = set()
    for question in asked:
        if question.shown_when is None:
            shown.add(question.name)
            continue
        other, value = question.shown_when
        if other in shown and value in typed[other].kept:
            shown.add(question.name)
    return shown


def _value(control: Control, texts: tuple[str, ...]) -> Any:
    if control.question.kind == "checkbox":
        return TICKED in texts
    if control.many:
        return texts
    return texts[0] if texts else None


def _judged(model: type[M], form: _Taken, made: M | Exception | SystemExit) -> M | None:
    """Return the model, if all is right; otherwise add what pydantic finds to the errors and problems."""
    if isinstance(made, ValidationError):
        _sort_out(made, form.asked, form.errors, form.problems)
        return None
    if isinstance(
        made, Exception | SystemExit
    ):  # a validator of a plugin may raise anything; a form never does
        _log.error("A form could not be checked: %s in %s", type(made).__name__, model.__qualname__)
        form.problems.append(NOT_CHECKED)
        return None
    return None if form.errors or form.problems else made


def _sort_out(
    wrong: ValidationError, asked: Mapping[str, Question], errors: dict[str, str], problems: list[str]
) -> None:
    already_wrong = bool(errors)
    for error in wrong.errors():
        name = str(error["loc"][0]) if error["loc"] else ""
        if name in asked:
            errors.setdefault(name, message_for(asked[name], error))
            continue
        # Where a field is wrong, how the fields fit together was judged without it: that verdict may be
        # false.
        if already_wrong:
            continue
        for field_name, message in at_fields(error).items():
            if field_name in asked:
                errors.setdefault(field_name, message)
            else:
                problems.append(message)
        if not at_fields(error):
            problems.append(of_the_whole(error))

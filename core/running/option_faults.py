"""What a plugin's model has against its options, in plain words at the questions of their form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from core.forms import Question
from core.forms.words import message_for

# Between the name of an option that is made of parts and the name of a part.
INSIDE = "__"
WEB_ADDRESS = "Enter a web address that begins with https:// and has no spaces"
EMAIL = "Enter an email address, such as name@clinic.example"
_OF_ALL = Question("These options", missing="Enter what is missing")
_EMPTY = frozenset({"missing", "too_short", "string_too_short"})


class _Wrong(NamedTuple):
    """One thing that is wrong: the field of the form, the line of its text, the question and the error."""

    field: str
    line: int | None
    question: Question
    error: ErrorDetails


def at_questions(problem: ValidationError, form: type[BaseModel]) -> dict[str, str]:
    """Say what is wrong, by the questions of the form; each in words that stand alone."""
    found: dict[str, list[str]] = {}
    for wrong in _wrong(problem.errors(), form):
        line = "" if wrong.line is None else f"Line {wrong.line}: "
        found.setdefault(wrong.field, []).append(f"{line}{_words(wrong)}")
    return {name: "; ".join(dict.fromkeys(said)) for name, said in found.items()}


def _wrong(errors: Sequence[ErrorDetails], form: type[BaseModel]) -> Iterator[_Wrong]:
    """Place each error; a list is not called empty for lines that are wrong themselves."""
    of_lines = {error["loc"][0] for error in errors if len(error["loc"]) > 1}
    for error in errors:
        where = error["loc"]
        if error["type"] == "too_short" and where[0] in of_lines and len(where) == 1:
            continue
        field = _field(where, form)
        line = next((each + 1 for each in where if isinstance(each, int)), None)
        yield _Wrong(field, line, _question(where, form, field), error)


def _field(where: tuple[int | str, ...], form: type[BaseModel]) -> str:
    names = [str(where[0]), INSIDE.join(map(str, where[:2]))] if where else []
    return next((name for name in names if name in form.model_fields), "")


def _question(where: tuple[int | str, ...], form: type[BaseModel], field: str) -> Question:
    """The question that people see, or one for the part of it in which something is wrong."""
    part = where[-1] if len(where) > 1 else ""
    if part and isinstance(part, str):
        words = part.replace("_", " ")
        return Question(words[:1].upper() + words[1:], missing=f"Enter the {words}")
    asked: Any = form.model_fields[field].json_schema_extra if field else None
    return asked if isinstance(asked, Question) else _OF_ALL


def _words(wrong: _Wrong) -> str:
    error, context = wrong.error, wrong.error.get("ctx", {})
    if error["type"] in _EMPTY and context.get("min_length", 1) == 1:
        return wrong.question.missing
    if str(context.get("pattern", "")).startswith("^https://"):
        return WEB_ADDRESS
    # What pydantic says of an address has a reason in place of an error of ours.
    if error["type"] == "value_error" and "reason" in context:
        return EMAIL
    return message_for(wrong.question, error)

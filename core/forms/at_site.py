"""A form at a site: its questions in the site's words, days in the order of a hint, phones of its country."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, Field, create_model

from core.dates import Dates
from core.forms.declare import Choice, Question
from core.forms.home import HOME, Home, ReadsPhone, Shown, phone_number

M = TypeVar("M", bound=BaseModel)
Said = Callable[[str], str]


class Asking(NamedTuple):
    """How a site asks: the form of days, what puts its words into a text, and where phone numbers belong."""

    dates: Dates
    said: Said
    home: Home = HOME


def at_site(asking: Asking, model: type[M]) -> type[M]:
    """Return the model as this site asks it; itself where it has no days, phones or words of a site."""
    made: type[M] = _made(asking, model)
    return made


@lru_cache(maxsize=256)
def _made(asking: Asking, model: Any) -> Any:
    dates, said, home = asking
    changed: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        asked, day = info.json_schema_extra, _is_day(info.annotation)
        if not isinstance(asked, Question):
            continue
        again = _worded(said, asked)
        if day:
            again = replace(again, hint=f"{again.hint} {dates.hint}".strip())
        if again != asked or (home != HOME and _is_phone(info)):
            kind = _kind(info, _reading(dates) if day else (), home)
            changed[name] = (kind, _field(info, again))
    return (
        create_model(model.__name__, __base__=model, __doc__=model.__doc__, **changed) if changed else model
    )


def _worded(said: Said, asked: Question) -> Question:
    choices = tuple(Choice(each.value, said(each.label), said(each.hint)) for each in asked.choices)
    label, hint, missing = said(asked.label), said(asked.hint), said(asked.missing)
    return replace(asked, choices=choices, label=label, hint=hint, missing=missing)


def _kind(info: Any, also: tuple[Any, ...], home: Home) -> Any:
    if _is_phone(info):
        return phone_number(home)
    kind = info.annotation
    for check in (*info.metadata, *also):
        kind = Annotated[kind, check]
    return kind


def _field(info: Any, asked: Question) -> Any:
    if info.is_required():
        return Field(json_schema_extra=asked)
    return Field(default=info.default, json_schema_extra=asked)


def _is_phone(info: Any) -> bool:
    return any(isinstance(each, ReadsPhone) for each in info.metadata)


def _is_day(annotation: Any) -> bool:
    return annotation is date or date in get_args(annotation)


def _reading(dates: Dates) -> tuple[BeforeValidator, Shown]:
    def typed(value: object) -> object:
        return dates.read(value) if isinstance(value, str) else value

    def in_words(stored: str) -> str:
        # `read` understands it too; what is no day stays as it is.
        try:
            return dates.day(datetime.fromisoformat(stored).date())
        except ValueError:
            return stored

    return BeforeValidator(typed), Shown(in_words)

"""A form at a site: its questions in the site's words, and days typed in the order that a hint names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, Field, create_model

from core.dates import Dates
from core.forms.declare import Choice, Question
from core.forms.types import Shown

M = TypeVar("M", bound=BaseModel)
Said = Callable[[str], str]


def at_site(dates: Dates, said: Said, model: type[M]) -> type[M]:
    """Return the model as this site asks it; itself where it has neither days nor words of a site.

    `said` puts the site's words into a text, as `Terms.said` does.
    """
    made: type[M] = _made(dates, said, model)
    return made


@lru_cache(maxsize=256)
def _made(dates: Dates, said: Said, model: Any) -> Any:
    changed: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        asked, day = info.json_schema_extra, _is_day(info.annotation)
        if not isinstance(asked, Question):
            continue
        again = _worded(said, asked)
        if day:
            again = replace(again, hint=f"{again.hint} {dates.hint}".strip())
        if again != asked:
            kind = _kind(info, _reading(dates) if day else ())
            changed[name] = (kind, _field(info, again))
    return (
        create_model(model.__name__, __base__=model, __doc__=model.__doc__, **changed) if changed else model
    )


def _worded(said: Said, asked: Question) -> Question:
    choices = tuple(Choice(each.value, said(each.label), said(each.hint)) for each in asked.choices)
    label, hint, missing = said(asked.label), said(asked.hint), said(asked.missing)
    return replace(asked, choices=choices, label=label, hint=hint, missing=missing)


def _kind(info: Any, also: tuple[Any, ...]) -> Any:
    kind = info.annotation
    for check in (*info.metadata, *also):
        kind = Annotated[kind, check]
    return kind


def _field(info: Any, asked: Question) -> Any:
    if info.is_required():
        return Field(json_schema_extra=asked)
    return Field(default=info.default, json_schema_extra=asked)


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

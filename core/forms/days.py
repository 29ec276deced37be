"""Days that people type: read in the order of their site, which the hint names, and shown in its form."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, Field, create_model

from core.dates import Dates
from core.forms.declare import Question
from core.forms.types import Shown

M = TypeVar("M", bound=BaseModel)


def with_days_of(dates: Dates, model: type[M]) -> type[M]:
    """Return the model with its days typed and shown as this site has them; itself where it asks for none."""
    made: type[M] = _made(dates, model)
    return made


@lru_cache(maxsize=256)
def _made(dates: Dates, model: Any) -> Any:
    days: dict[str, Any] = {
        name: (_read_by(dates, info.annotation), _hinted(dates, info))
        for name, info in model.model_fields.items()
        if _is_day(info.annotation) and isinstance(info.json_schema_extra, Question)
    }
    return create_model(model.__name__, __base__=model, __doc__=model.__doc__, **days) if days else model


def _is_day(annotation: Any) -> bool:
    return annotation is date or date in get_args(annotation)


def _read_by(dates: Dates, annotation: Any) -> Any:
    def typed(value: object) -> object:
        return dates.read(value) if isinstance(value, str) else value

    return Annotated[annotation, BeforeValidator(typed), Shown(lambda stored: _in_words(dates, stored))]


def _in_words(dates: Dates, stored: str) -> str:
    """A stored day as the site writes it, which `read` understands too; what is none stays as it is."""
    try:
        return dates.day(datetime.fromisoformat(stored).date())
    except ValueError:
        return stored


def _hinted(dates: Dates, info: Any) -> Any:
    asked: Question = info.json_schema_extra
    hint = f"{asked.hint} {dates.hint}".strip()
    again = replace(asked, hint=hint)
    if info.is_required():
        return Field(json_schema_extra=again)
    return Field(default=info.default, json_schema_extra=again)

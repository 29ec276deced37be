"""The questions of a manifest as the model that forms are made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, create_model

from core.applications.manifests.shape import FieldSaid
from core.forms import Choice, Email, Npi, PersonName, PhoneExtension, PhoneNumber, Postcode, field
from core.plugin_api import NoFields

_READY: Mapping[str, Any] = {
    "email": Email,
    "tel": PhoneNumber,
    "npi": Npi,
    "postcode": Postcode,
    "extension": PhoneExtension,
    "name": PersonName,
}


class _Asked(BaseModel):
    """What the model of every manifest has in common."""

    model_config = ConfigDict(frozen=True)


def model_of(fields: Mapping[str, FieldSaid]) -> type[BaseModel]:
    """Make the model of these questions; `NoFields` where nothing is asked."""
    if not fields:
        return NoFields
    asked: dict[str, Any] = {name: (_type(each), _field(each)) for name, each in fields.items()}
    return create_model("Answers", __base__=_Asked, __doc__="What is asked.", **asked)


def _type(asked: FieldSaid) -> Any:
    one: Any = Literal[tuple(asked.choices)] if asked.choices else str
    if asked.kind == "checkboxes":
        return tuple[one, ...]
    if asked.kind == "checkbox":
        # A box that has to be ticked is not answered by an empty one of an earlier version.
        return bool if asked.optional else Literal[True]
    if asked.kind == "date":
        return date | None if asked.optional or asked.shown_when else date
    if asked.pattern and asked.pattern_words:
        return Annotated[str, AfterValidator(partial(_in_form, asked.pattern, asked.pattern_words))]
    return _READY.get(asked.check or asked.kind, one)


def _in_form(pattern: str, words: str, text: str) -> str:
    if not re.fullmatch(pattern, text, re.ASCII):
        raise ValueError(words)
    return text


def _field(asked: FieldSaid) -> Any:
    said = {
        "hint": asked.hint,
        "missing": asked.missing,
        "max_length": asked.max_length,
        "autocomplete": asked.autocomplete,
        "inputmode": asked.inputmode,
        "width": asked.width and str(asked.width),
        "needless_with": asked.needless_with,
        "shown_when": next(iter(asked.shown_when.items()), None),
    }
    listed = [Choice(value, each.label, each.hint or "") for value, each in asked.choices.items()]
    how: Any = {name: value for name, value in said.items() if value is not None}
    return field(
        asked.label,
        kind=asked.kind,
        choices=asked.choices_from or listed,
        optional=asked.optional,
        none_is_empty=asked.none_is_empty,
        scope=asked.scope,
        **how,
    )

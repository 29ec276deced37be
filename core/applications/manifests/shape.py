"""What a manifest may say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator

from core.plugin_api import Consent
from core.plugin_api.options import Prose, WebAddress
from core.site.harmless import harmless_pattern
from core.site.parts import Part, Slug

_NONE: Mapping[Any, Any] = {}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
LISTS = frozenset({"select", "radios", "checkboxes"})
_VALUE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._-]{0,38}[A-Za-z0-9])?")


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be one line, without invisible characters")
    return text


def _name(text: str) -> str:
    # A model has attributes of its own, which no question may hide.
    if not _NAME.fullmatch(text):
        raise ValueError("must be a name of lower-case letters, digits and _, which begins with a letter")
    if hasattr(BaseModel, text) or text.startswith("model_"):
        raise ValueError("can’t be the name of a question: take another one")
    return text


def _value(text: str) -> str:
    if not _VALUE.fullmatch(text):
        raise ValueError("must be up to 40 letters, digits, spaces, dots, dashes and _")
    return text


def _version(number: int) -> int:
    if number < 2:
        raise ValueError("must be a version from 2: the first one follows none")
    return number


Line = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
LongLine = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_one_line)]
Paragraph = Annotated[str, StringConstraints(min_length=1, max_length=600), AfterValidator(_one_line)]
Name = Annotated[str, AfterValidator(_name)]
Value = Annotated[str, AfterValidator(_value)]
Version = Annotated[int, AfterValidator(_version)]
Pattern = Annotated[str, AfterValidator(harmless_pattern)]
Some = Annotated[tuple[Slug, ...], Field(min_length=1)]
# A value of an earlier question, as `{ role = "other" }`.
When = Annotated[Mapping[Name, Value], Field(max_length=1)]


class ChoiceSaid(Part):
    """One thing to choose; a text is its label."""

    label: Line
    hint: LongLine | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_text(cls, given: Any) -> Any:
        return {"label": given} if isinstance(given, str) else given


class FieldSaid(Part):
    """What is asked. The name of its table is that of its answer."""

    label: Line
    kind: Literal[
        "text", "email", "tel", "textarea", "date", "select", "radios", "checkboxes", "checkbox"
    ] = "text"
    hint: LongLine | None = None
    missing: LongLine | None = None
    choices: Annotated[Mapping[Value, ChoiceSaid], Field(max_length=100)] = _NONE
    choices_from: Literal["facilities", "members"] | None = None
    optional: bool = False
    none_is_empty: bool = False
    needless_with: Name | None = None
    shown_when: When = _NONE
    scope: Literal["person", "practice"] = "person"
    max_length: Annotated[int, Field(ge=1, le=4000)] | None = None
    pattern: Pattern | None = None
    pattern_words: LongLine | None = None
    check: Literal["npi", "postcode", "extension", "name"] | None = None
    autocomplete: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z -]*$", max_length=40)] | None = None
    inputmode: Literal["text", "numeric", "decimal"] | None = None
    width: Literal[2, 3, 4, 5, 10, 20, 30] | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        listed, from_lists = self.kind in LISTS, bool(self.choices) + bool(self.choices_from)
        if listed and from_lists != 1:
            raise ValueError("needs choices, or choices_from, and not both")
        if from_lists and not listed:
            raise ValueError(f"has choices, and its kind is not one of {', '.join(sorted(LISTS))}")
        if bool(self.pattern) != bool(self.pattern_words):
            raise ValueError("needs pattern and pattern_words, or neither")
        if (self.pattern or self.check) and self.kind not in {"text", "textarea"}:
            raise ValueError("has a pattern or a check, and its kind is not text")
        if self.pattern and self.check:
            raise ValueError("has a pattern and a check: leave one out")
        return self


class Condition(Part):
    """One thing more that must be so of the person or the practice, and the words when it is not."""

    about: Line
    one_of: tuple[Line, ...] = ()
    pattern: Pattern | None = None
    given: Literal[True] | None = None
    words: LongLine

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if sum(map(bool, (self.one_of, self.pattern, self.given))) != 1:
            raise ValueError("needs one of one_of, pattern and given = true")
        return self


class EligibilitySaid(Part):
    """EligibilitySaid may have it. Everything that is said must hold."""

    suffix_kinds: Some
    staff_types: Some | None = None
    regions: Some | None = None
    facilities: Annotated[tuple[Line, ...], Field(min_length=1)] | None = None
    conditions: Annotated[tuple[Condition, ...], Field(max_length=20)] = ()


class StepSaid(Part):
    """One step of a check-list, always or when somebody answered so; a text is a step for always."""

    step: LongLine
    when: When = _NONE

    @model_validator(mode="before")
    @classmethod
    def _of_text(cls, given: Any) -> Any:
        return {"step": given} if isinstance(given, str) else given


CheckList = Annotated[tuple[StepSaid, ...], Field(min_length=1, max_length=30)]


class CheckLists(Part):
    """What people do; without `change`, what they do to give it."""

    give: CheckList
    change: Annotated[tuple[StepSaid, ...], Field(max_length=30)] = ()
    look: CheckList
    take_away: CheckList


class Upgrade(Part):
    """How answers of the version before become answers of this one: names first, then values."""

    renamed: Mapping[Name, Name] = _NONE
    values: Mapping[Name, Mapping[Value, Value]] = _NONE
    ask_again: tuple[Name, ...] = ()


class Manifest(Part):
    """An application; the name of its file is its slug."""

    name: Annotated[Line, StringConstraints(max_length=60)]
    summary: Paragraph
    eligibility: EligibilitySaid
    steps: CheckLists
    fields: Annotated[Mapping[Name, FieldSaid], Field(max_length=40)] = _NONE
    fields_version: Annotated[int, Field(ge=1, le=1000)] = 1
    upgrade: Mapping[Version, Upgrade] = _NONE
    expected_days: Annotated[int, Field(ge=1, le=60)] = 3
    launch_url: WebAddress | None = None
    browser: Annotated[Line, StringConstraints(max_length=60)] | None = None
    guide: Prose | None = None
    when_ready: Paragraph | None = None
    consent: Consent | None = None

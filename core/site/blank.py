"""An empty profile with words about each setting, made from the model itself."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from inspect import cleandoc
from pathlib import Path
from textwrap import wrap
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from core.site.nouns import Noun
from core.site.profile import Profile
from core.site.questions import SiteProfile

PROFILE, TEXTS = "profile.toml", "texts"
# Filled in by whoever reads the profile.
_NOT_WRITTEN = frozenset({"folder", "markdown"})
_WORDS: Mapping[Any, str] = {
    str: "text",
    Noun: 'a word, or { one = "", plural = "", article = "", short = "" }',
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    Path: "a file of this folder",
}


@dataclass(frozen=True, slots=True)
class ProfileSetting:
    """One setting of a profile: what it takes, whether it is `needed`, and what counts without it."""

    name: str
    takes: str
    needed: bool
    default: str


class _Shape(Enum):
    VALUE, LIST, TABLE, TABLES, MAPPING = range(5)


_TABLES = frozenset({_Shape.TABLE, _Shape.TABLES})


def write_blank(folder: Path) -> None:
    """Write the empty profile into a folder; FileExistsError where there is one already."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / PROFILE).open("x", encoding="utf-8") as file:
        file.write(blank_profile(folder.name))
    (folder / TEXTS).mkdir(exist_ok=True)


def blank_profile(name: str) -> str:
    """Return the profile: what is needed waits between quotation marks, what is not has its default."""
    top = [
        f"# The profile of {name}. `portal site check` names everything that is still missing or wrong.",
        "# What stands behind # is not needed: it says what counts without it.",
    ]
    lines = [*top, "", *_about(Profile), *_inside(SiteProfile, ""), ""]
    return "\n".join(lines).replace("\n\n\n", "\n\n")


def described() -> Iterator[tuple[str, str, tuple[ProfileSetting, ...]]]:
    """Yield each table of a profile: its name (empty at the top), what it is about, and its settings."""
    fields = [(name, *_shape(info.annotation)) for name, info in SiteProfile.model_fields.items()]
    tables = [(name, inner) for name, shape, inner in fields if shape in _TABLES and _is_model(inner)]
    inside = {name for name, _ in tables}
    yield "", Profile.__doc__ or "", tuple(each for each in _settings(Profile) if each.name not in inside)
    for name, model in tables:
        yield name, model.__doc__ or "", tuple(_settings(model))


def _settings(model: type[BaseModel]) -> Iterator[ProfileSetting]:
    """The settings of a table; those of a table in it by their path."""
    top = model is Profile
    for name, info in model.model_fields.items():
        if not _is_written(name, "" if top else model.__name__):
            continue
        shape, inner = _shape(info.annotation)
        default = info.get_default(call_default_factory=True)
        shown = "" if info.is_required() else _written(default, shape)
        yield ProfileSetting(name, _kind(shape, inner), info.is_required(), shown)
        if shape in _TABLES and _is_model(inner) and inner is not Noun and not top:
            for each in _settings(inner):
                yield replace(each, name=f"{name}.{each.name}")


@cache
def setting_names() -> frozenset[str]:
    """Return the name of every setting there is, at any place."""
    return frozenset(_names(SiteProfile))


def _names(model: type[BaseModel]) -> Iterator[str]:
    for name, info in model.model_fields.items():
        yield name
        _, inner = _shape(info.annotation)
        if _is_model(inner):
            yield from _names(inner)


def _inside(model: type[BaseModel], path: str) -> Iterator[str]:
    """The settings of a table: values first, as TOML has it, then the tables in it."""
    fields = [(name, info) for name, info in model.model_fields.items() if _is_written(name, path)]
    shaped = [(name, info, *_shape(info.annotation)) for name, info in fields]
    for name, info, shape, inner in shaped:
        if shape in {_Shape.VALUE, _Shape.LIST} or path:
            yield _value(name, info, shape, inner)
    for name, info, shape, inner in shaped:
        if shape in {_Shape.TABLE, _Shape.TABLES, _Shape.MAPPING} and not path:
            yield from _table(name, info, shape, inner)


def _is_written(name: str, path: str) -> bool:
    return name not in _NOT_WRITTEN and (name, path) != ("slug", "")


def _table(name: str, info: FieldInfo, shape: _Shape, inner: Any) -> Iterator[str]:
    mark = "" if info.is_required() else "# "
    yield ""
    if _is_model(inner):
        yield from _about(inner)
    head = f"[[{name}]]" if shape is _Shape.TABLES else f"[{name}]"
    yield f"{mark}{head}"
    if _is_model(inner):
        yield from (line if line.startswith("#") else f"{mark}{line}" for line in _inside(inner, name))


def _about(model: type[BaseModel]) -> list[str]:
    return [
        f"# {line}"
        for paragraph in cleandoc(model.__doc__ or "").split("\n\n")
        for line in wrap(" ".join(paragraph.split()), 108)
    ]


def _value(name: str, info: FieldInfo, shape: _Shape, inner: Any) -> str:
    if info.is_required():
        return f"{name} = {_empty(shape, inner)}  # {_kind(shape, inner)}"
    default = info.get_default(call_default_factory=True)
    return f"# {name} = {_written(default, shape)}  # {_kind(shape, inner)}"


def _empty(shape: _Shape, inner: Any) -> str:
    if shape in {_Shape.LIST, _Shape.TABLES}:
        return "[]"
    return _inline(inner) if shape is _Shape.TABLE else "{}" if shape is _Shape.MAPPING else '""'


def _inline(model: type[BaseModel]) -> str:
    """A table in one line; only what it needs."""
    needed = [
        f"{name} = {_empty(*_shape(info.annotation))}"
        for name, info in model.model_fields.items()
        if info.is_required() and name not in _NOT_WRITTEN
    ]
    return f"{{ {', '.join(needed)} }}"


def _written(default: Any, shape: _Shape) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, int | float):
        return str(default)
    if isinstance(default, tuple) and all(isinstance(each, str | int) for each in default):
        return f"[{', '.join(_written(each, _Shape.VALUE) for each in default)}]"
    if isinstance(default, str):
        return f'"{default}"'
    return "[]" if shape in {_Shape.LIST, _Shape.TABLES} else "{}" if shape is not _Shape.VALUE else '""'


def _kind(shape: _Shape, inner: Any) -> str:
    if shape in {_Shape.TABLE, _Shape.MAPPING}:
        return "a table"
    if shape is _Shape.TABLES:
        return f"tables, each as {_inline(inner)}"
    words = " or ".join(f'"{each}"' for each in get_args(inner)) if get_origin(inner) is Literal else ""
    words = words or _WORDS.get(inner, "") or ("a date, as 2025-01-31" if "date" in str(inner) else "text")
    return f"a list, each {words}" if shape is _Shape.LIST else words


def _shape(annotation: Any) -> tuple[_Shape, Any]:
    """Tell how a setting is written, and what of."""
    annotation = _bare(annotation)
    if get_origin(annotation) is tuple:
        inner = _bare(get_args(annotation)[0])
        return (_Shape.TABLES if _is_model(inner) else _Shape.LIST), inner
    if get_origin(annotation) is not None and get_origin(annotation) is not Literal:
        return _Shape.MAPPING, annotation
    if _is_model(annotation):
        return _Shape.TABLE, annotation
    return _Shape.VALUE, annotation


def _is_model(inner: Any) -> bool:
    return isinstance(inner, type) and issubclass(inner, BaseModel)


def _bare(annotation: Any) -> Any:
    """The type without what is said about it, and without None."""
    while get_origin(annotation) in {Annotated, Union, types.UnionType}:
        arguments = [each for each in get_args(annotation) if each is not type(None)]
        annotation = arguments[0]
    return annotation

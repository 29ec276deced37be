"""The options of an application as a form that is drawn from the plugin's own model, and what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError, create_model
from pydantic.fields import FieldInfo

from core.applications.secrets_named import secrets_named
from core.errors import Invalid
from core.forms import Choice, field
from core.plugin_api import Options, Secret
from core.running.option_faults import INSIDE, at_questions

OPEN, PAUSED, CLOSED = "open", "paused", "closed"
_REQUESTS = ("offered", "paused", "paused_until")
# Options whose values are chosen from the lists of a site.
AXES = ("suffix_kinds", "staff_types", "regions", "facilities")
_LABELS = {
    "suffix_kinds": "Only for these kinds of suffix",
    "staff_types": "Only for these staff types",
    "regions": "Only in these regions",
    "facilities": "Facilities that its form offers",
    "launch_url": "Web address at which people open it",
    "browser": "Browser in which it is supported",
}
_ONE_LINE, _LONG = 200, 20_000
_APART = " | "
_ALL = "Select none for all of them."


class NewRequests(BaseModel):
    """Whether an application can be requested."""

    requests: str = field(
        "New requests",
        kind="radios",
        choices=(
            Choice(OPEN, "Open"),
            Choice(PAUSED, "Paused for now", "Pages say why. What is requested already goes on."),
            Choice(CLOSED, "Closed", "Nobody new can request it. Whoever has it keeps it."),
        ),
    )
    paused: str = field(
        "Notice",
        max_length=_ONE_LINE,
        shown_when=("requests", PAUSED),
        hint="Why, in a sentence. It stands on every page where people could request it.",
        missing="Enter the notice that people read",
    )
    paused_until: date | None = field(
        "Open again from",
        kind="date",
        optional=True,
        width="10",
        shown_when=("requests", PAUSED),
        hint="Leave it empty to open it yourself.",
    )


@lru_cache(maxsize=64)
def options_form(model: type[Options], lists: tuple[str, ...]) -> type[BaseModel]:
    """Return the form of an application's options: new requests first, then each option of its model.

    `lists` are those that the site has something in; nothing is chosen from the others.
    """
    asked: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        asks = name not in _REQUESTS and _bare(info.annotation) is not Secret
        if asks and (name not in AXES or name in lists):
            asked |= dict(_asked(name, info))
    return create_model("OptionsForm", __base__=NewRequests, __doc__=model.__doc__, **asked)


def values_of(options: Options) -> dict[str, Any]:
    """Return the options as the form holds them."""
    found: dict[str, Any] = {"paused": options.paused, "paused_until": options.paused_until}
    found["requests"] = CLOSED if not options.offered else PAUSED if options.paused else OPEN
    for name in type(options).model_fields:
        value = getattr(options, name)
        if isinstance(value, Secret):
            continue
        if isinstance(value, BaseModel):
            found |= {f"{name}{INSIDE}{part}": each for part, each in value}
        elif name not in _REQUESTS:
            found[name] = sorted(value) if name in AXES and value else _written(value)
    return found


def changed_by(options: Options, given: BaseModel) -> dict[str, Any]:
    """Return each option that the form sets otherwise, as a profile has it; None for one that is left out.

    Invalid with what the plugin's model has against it, by the question of the form.
    """
    before = {name: _plain(value) for name, value in options if value is not None}
    after = {name: value for name, value in _section(type(options), given).items() if value is not None}
    # Which secret is meant stands in the file: a form would have somebody type the secret itself.
    after |= {name: each.name for name, each in secrets_named(options).items()}
    try:
        type(options).model_validate(after)
    except ValidationError as problem:
        raise Invalid(at_questions(problem, type(given))) from problem
    # A validator of the plugin's own may raise anything.
    except Exception as problem:
        raise Invalid({"": f"The application can’t read these options: {problem}"}) from problem
    names = [name for name in type(options).model_fields if before.get(name) != after.get(name)]
    return {name: after.get(name) for name in names}


def _asked(name: str, info: FieldInfo) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """The questions for one option, each with its type."""
    kind, optional = _bare(info.annotation), not info.is_required()
    label = _LABELS.get(name) or _sentence(name)
    hint = "" if name in _LABELS else _sentence(info.description or "")
    if name in AXES:
        hint = _ALL if optional else ""
        asked = field(label, kind="checkboxes", choices=name, optional=optional, hint=hint)
        yield name, (tuple[str, ...], asked)
    elif _is_model(kind):
        for part, inner in kind.model_fields.items():
            words, more = f"{label}: {part.replace('_', ' ')}", inner.description or hint
            yield f"{name}{INSIDE}{part}", (str, _text(words, more, inner, optional=True))
    elif get_origin(kind) in (tuple, list, frozenset, set):
        yield name, (str, _lines(label, hint, kind, optional=optional))
    else:
        yield name, _single(kind, label, hint, info)


def _single(kind: Any, label: str, hint: str, info: FieldInfo) -> tuple[Any, Any]:
    """The question for an option that is one value, and its type."""
    optional = not info.is_required()
    if kind is bool:
        return bool, field(label, kind="checkbox", hint=hint, optional=True)
    if kind in (int, float):
        asked = field(label, hint=hint, inputmode="decimal", width="10", optional=optional)
        return (kind | None if optional else kind), asked
    if kind is date:
        return date | None, field(label, kind="date", width="10", hint=hint, optional=optional)
    if get_origin(kind) is Literal:
        choices = [Choice(str(each), str(each)) for each in get_args(kind)]
        return str, field(label, kind="select", choices=choices, hint=hint, optional=optional)
    return str, _text(label, hint, info, optional=optional)


def _text(label: str, hint: str, info: FieldInfo, *, optional: bool) -> Any:
    longest = _longest(info)
    kind: Literal["text", "textarea"] = "textarea" if longest > 500 else "text"
    return field(label, kind=kind, hint=_sentence(hint), max_length=longest, optional=optional)


def _lines(label: str, hint: str, kind: Any, *, optional: bool) -> Any:
    inner = _bare(get_args(kind)[0])
    parts = _APART.join(inner.model_fields) if _is_model(inner) else ""
    how = f"One on each line: {parts}." if parts else "One on each line."
    return field(label, kind="textarea", hint=f"{hint} {how}".strip(), max_length=_LONG, optional=optional)


def _section(model: type[Options], given: BaseModel) -> dict[str, Any]:
    """The options as a profile has them, empty ones as None."""
    typed = dict(given)
    paused = typed["requests"] == PAUSED
    found: dict[str, Any] = {
        "offered": typed["requests"] != CLOSED,
        "paused": typed["paused"] if paused else None,
        "paused_until": _plain(typed["paused_until"]) if paused else None,
    }
    for name, info in model.model_fields.items():
        kind = _bare(info.annotation)
        if name in _REQUESTS or kind is Secret:
            continue
        if _is_model(kind):
            parts = {part: typed[f"{name}{INSIDE}{part}"] for part in kind.model_fields}
            found[name] = {part: each for part, each in parts.items() if each} or None
        elif name in AXES:
            found[name] = sorted(typed.get(name, ())) or None
        elif get_origin(kind) in (tuple, list, frozenset, set):
            found[name] = _read_lines(typed[name], kind) or None
        else:
            found[name] = None if typed[name] in ("", None) else _plain(typed[name])
    return found


def _read_lines(text: str, kind: Any) -> list[Any]:
    inner, lines = _bare(get_args(kind)[0]), [each.strip() for each in text.splitlines()]
    rows = [each for each in lines if each]
    if not _is_model(inner):
        return sorted(rows) if get_origin(kind) in (frozenset, set) else rows
    names = list(inner.model_fields)
    return [
        dict(zip(names, (each.strip() for each in row.split(_APART.strip())), strict=False)) for row in rows
    ]


def _written(value: Any) -> Any:
    """A value as its question shows it."""
    if isinstance(value, tuple | list | frozenset | set):
        plain = sorted(value) if isinstance(value, frozenset | set) else value
        return "\n".join(
            _APART.join(str(part) for _, part in each) if isinstance(each, BaseModel) else str(each)
            for each in plain
        )
    return value


def _plain(value: Any) -> Any:
    """A value as JSON has it; sets in order, so that the same is the same."""
    if isinstance(value, BaseModel):
        return {name: _plain(each) for name, each in value if each is not None}
    if isinstance(value, frozenset | set):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Secret):
        return value.name
    return value.isoformat() if isinstance(value, date) else value


def _bare(annotation: Any) -> Any:
    """A type without "or None" and without what checks it."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        kinds = [each for each in get_args(annotation) if each is not NoneType]
        return _bare(kinds[0]) if len(kinds) == 1 else annotation
    return annotation


def _longest(info: FieldInfo) -> int:
    """How many characters a text may have."""
    checks = [*info.metadata]
    for each in (info.annotation, *get_args(info.annotation)):
        checks += [*getattr(each, "__metadata__", ())]
    found = [getattr(each, "max_length", None) for each in checks]
    return max((each for each in found if isinstance(each, int)), default=_ONE_LINE)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _sentence(words: str) -> str:
    said = words.replace("_", " ").strip()
    return said[:1].upper() + said[1:]

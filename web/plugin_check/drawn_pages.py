"""Pages of a plugin as they are drawn, with made-up contents of the kinds that it says it loads."""

from __future__ import annotations

import enum
import types
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from jinja2 import Environment
from jinja2_fragments import render_block
from pydantic import BaseModel, EmailStr

from core import clock
from core.forms import draw
from core.plugin_api import Audience, Page
from core.plugin_testing import a_person, a_practice
from web.assets import Assets, load_assets
from web.plugin_check.forms import forms_of
from web.plugin_check.subject import Subject, Unanswered
from web.rendering import Pages

# A name, and an address that has nowhere to break, as real ones are.
WORDS, ADDRESS = "Alexandrina Featherstonehaugh", "alexandrina@direct.clinic.example"
DEEPEST = 6
_STYLES = ("vendor/govuk-frontend/govuk.css", "app.css", "patterns.css", "console.css")
_WHOLE = (
    '<!doctype html><html lang="en" class="govuk-template"><head><title>Page</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><style>{}</style></head>'
    '<body class="govuk-template__body"><div class="govuk-width-container"><main class="govuk-main-wrapper">'
    "{}</main></div></body></html>"
)


class Undrawable(Exception):
    """A page needs more than what is made up here; the words say of which kind."""


def drawn_pages(subject: Subject) -> dict[str, str | Undrawable]:
    """Draw each page of a plugin by its path, with the style of the portal.

    Where its readers don’t read the same, it is drawn for each of them, by the path and who it is.
    """
    own, assets = subject.record.folder, load_assets(subject.site.folder)
    if own is None:
        return {}
    environment = Pages(subject.site, assets, own / "templates").environment
    style = _style(assets)
    found: dict[str, str | Undrawable] = {}
    for page in subject.application.pages:
        each = {who: _drawn(environment, subject, page, who, style) for who in sorted(page.audience)}
        # Most read the same.
        alike = len({str(drawn) for drawn in each.values()}) == 1
        found |= {page.path if alike else f"{page.path}, {who}": drawn for who, drawn in each.items()}
    return found


def _drawn(
    environment: Environment, subject: Subject, page: Page[Any], audience: Audience, style: str
) -> str | Undrawable:
    try:
        context = {**_loaded(page), **_given(subject, page, audience)}
        drawn = render_block(environment, page.template, "page", context)
    # A template may do anything with what it gets.
    except Exception as problem:
        return Undrawable(f"{type(problem).__name__}: {problem}")
    return _WHOLE.format(style, drawn)


def _style(assets: Assets) -> str:
    found = (assets.get(name) for name in _STYLES)
    return "\n".join(each.body.decode("utf-8") for each in found if each)


def _given(subject: Subject, page: Page[Any], audience: Audience) -> Mapping[str, Any]:
    """What the host gives to each page."""
    asked = [each for each in forms_of(subject) if each.name == f'page "{page.path}"'] if page.fields else []
    grant: object = types.SimpleNamespace(person=a_person(), group=a_practice(), answers=None, key="grant-1")
    with suppress(Unanswered):
        grant = subject.grant()
    opened = types.SimpleNamespace(
        audience=audience, name=WORDS, said=WORDS, grant=grant, group=a_practice(),
        page=page, application=subject.application, address=lambda *_: "/made-up",
    )  # fmt: skip
    return {
        "opened": opened,
        "form": draw(asked[0].model, choices=asked[0].lists) if asked else None,
        "heading": page.title,
        "application": subject.application.name,
        "action": "/made-up",
        "under_way": "",
        "request": types.SimpleNamespace(scope={"state": {}}),
    }


def _loaded(page: Page[Any]) -> dict[str, Any]:
    kind = get_type_hints(page.load)["return"]
    return {
        each: getattr(made, each) for made in [_made(kind, 0)] for each in (one.name for one in fields(made))
    }


def _made(kind: Any, deep: int) -> Any:
    """Something of this kind; of several kinds the first that is not nothing."""
    if deep > DEEPEST:
        raise Undrawable("its kinds go round in circles")
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return _made(next(each for each in inner if each is not type(None)), deep + 1)
    if origin is Literal:
        return inner[0]
    if isinstance(origin, type):
        return _many(origin, inner, deep)
    return _of_class(kind, deep) if isinstance(kind, type) else _plain(kind)


def _of_class(kind: Any, deep: int) -> Any:
    make: Any = kind
    if issubclass(kind, enum.Enum):
        return next(iter(kind))
    if issubclass(kind, BaseModel):
        each = {name: _made(info.annotation, deep + 1) for name, info in kind.model_fields.items()}
        return kind.model_construct(**each)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return make(**{each.name: _made(hints[each.name], deep + 1) for each in fields(kind) if each.init})
    return _plain(kind)


def _many(origin: type, inner: tuple[Any, ...], deep: int) -> Any:
    """Something that holds others: two of each."""
    if issubclass(origin, Mapping):
        return {_made(inner[0], deep + 1): _made(inner[1], deep + 1)}
    if origin is tuple and (not inner or inner[-1] is not Ellipsis):
        return tuple(_made(each, deep + 1) for each in inner)
    if not issubclass(origin, Iterable):
        raise Undrawable(f"nothing is made up of the kind {origin.__name__}")
    several = [_made(inner[0], deep + 1) for _ in range(2)]
    return origin(several) if origin in {tuple, list, frozenset, set} else tuple(several)


def _plain(kind: Any) -> Any:
    made: dict[Any, Any] = {
        str: WORDS, int: 3, float: 3.5, bool: True, datetime: clock.now(), UUID: UUID(int=1),
        date: clock.now().date(), Any: WORDS, EmailStr: ADDRESS, object: WORDS, type(None): None,
    }  # fmt: skip
    if kind not in made:
        raise Undrawable(f"nothing is made up of the kind {getattr(kind, '__name__', kind)}")
    return made[kind]

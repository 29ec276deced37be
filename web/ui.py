"""A bridge to the GOV.UK macros: `ui.button(text="Save")` in a template draws the component `button`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup, escape

from web.moulds import Mould, Parted, Unmouldable, cast_from

# What stands in every form; two of their answers mostly differ in their texts alone.
MOULDED = frozenset({"input", "textarea", "select", "radios", "checkboxes", "file_upload"})
# A mould for each field, each answer that is ticked in it, with and without an error.
MOST_MOULDS = 1024


class GovukComponents:
    """Draws GOV.UK components in their own environment, because their macros fail under StrictUndefined.

    The macros trust every parameter whose name ends in "html". Here such a parameter is markup only when a
    template made it (`Markup`); any other text is escaped, so that nothing a person typed becomes markup.
    """

    def __init__(self) -> None:
        self._mould = lru_cache(MOST_MOULDS)(self._cast)

    @cached_property
    def _environment(self) -> Environment:
        loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
        return Environment(
            loader=loader,
            autoescape=True,
            undefined=ChainableUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        if name.startswith("_"):
            raise AttributeError(name)
        macro = self._macro(name)

        def draw(**parameters: Any) -> Markup:
            return Markup(macro(_safe(parameters)))  # noqa: S704  the macro escapes text, and _safe its html

        def fill(**parameters: Any) -> Markup:
            parted = Parted()
            try:
                return self._mould(name, parted.shape(parameters)).filled(parted.texts)
            except Unmouldable:
                return draw(**parameters)

        # Kept on the object, so that the next use does not look the macro up again.
        made = fill if name in MOULDED else draw
        self.__dict__[name] = made
        return made

    def _macro(self, name: str) -> Callable[[Any], str]:
        component = name.replace("_", "-")
        template = self._environment.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
        macro: Callable[[Any], str] = getattr(template.module, "govuk" + name.title().replace("_", ""))
        return macro

    def _cast(self, name: str, shape: Any) -> Mould:
        return cast_from(self._macro(name), shape)


def _safe(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping):
        return {key: _safe(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_safe(inner, name) for inner in value]
    if isinstance(value, str) and name.lower().endswith("html"):
        return escape(value)
    return value

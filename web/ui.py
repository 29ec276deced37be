"""A bridge to the GOV.UK macros: `ui.button(text="Save")` in a template draws the component `button`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from jinja2 import ChainableUndefined, Environment, PackageLoader, PrefixLoader
from markupsafe import Markup, escape


class GovukComponents:
    """Draws GOV.UK components in their own environment, because their macros fail under StrictUndefined.

    The macros trust every parameter whose name ends in "html". Here such a parameter is markup only when a
    template made it (`Markup`); any other text is escaped, so that nothing a person typed becomes markup.
    """

    @cached_property
    def _environment(self) -> Environment:
        loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
        return Environment(
            loader=loader, autoescape=True, undefined=ChainableUndefined, trim_blocks=True, lstrip_blocks=True
        )

    def __getattr__(self, name: str) -> Callable[..., Markup]:
        if name.startswith("_"):
            raise AttributeError(name)
        component = name.replace("_", "-")
        template = self._environment.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
        macro = getattr(template.module, "govuk" + name.title().replace("_", ""))

        def draw(**parameters: Any) -> Markup:
            return Markup(macro(_safe(parameters)))  # noqa: S704  the macro escapes text, and _safe its html

        # Kept on the object, so that the next use does not look the macro up again.
        self.__dict__[name] = draw
        return draw


def _safe(value: Any, name: str = "") -> Any:
    if isinstance(value, Mapping):
        return {key: _safe(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_safe(inner, name) for inner in value]
    if isinstance(value, str) and name.lower().endswith("html"):
        return escape(value)
    return value

"""Every setting of a site profile, table by table, from the model itself."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

from core.site.blank import ProfileSetting, described
from tests.house.tables.drawn import table


def profile() -> str:
    """Every table of a profile with its settings."""
    return "\n\n".join(_section(name, about, settings) for name, about, settings in described())


def _section(name: str, about: str, settings: tuple[ProfileSetting, ...]) -> str:
    words = "\n\n".join(" ".join(each.split()) for each in cleandoc(about).split("\n\n"))
    head = f"## `{name}`" if name else "## At the top"
    return "\n\n".join(
        each
        for each in (head, words, table(("ProfileSetting", "Takes", "Without it"), _rows(settings)))
        if each
    )


def _rows(settings: tuple[ProfileSetting, ...]) -> Iterator[tuple[str, str, str]]:
    for each in settings:
        yield f"`{each.name}`", each.takes, "needed" if each.needed else f"`{each.default}`"

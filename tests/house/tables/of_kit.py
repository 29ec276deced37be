"""Every rule of the kit, as its own docstring says it."""

from __future__ import annotations

from collections.abc import Iterator

from web.plugin_check import Level, every_rule

_ABOUT = {
    Level.SAFE: "Keeps the plugin from doing harm.",
    Level.RELIABLE: "Keeps its work right when everything around it fails.",
    Level.KIND: "Makes it good for those who ask for access, look after it and review it.",
    Level.PROVEN: "Is shown beyond its own tests.",
}


def rules() -> str:
    """The pages of all rules, level by level."""
    return "\n\n".join(_parts())


def _parts() -> Iterator[str]:
    for level in Level:
        found = [each for each in every_rule() if each.level is level]
        if found:
            yield f"## {level.word.capitalize()}"
            yield _ABOUT[level]
        for each in found:
            yield f"### {each.id}: {each.title}"
            yield each.page.replace("Why: ", "**Why.** ").replace("To fix it: ", "**To fix it.** ")

"""How areas of a site say how many of something there are."""

from __future__ import annotations

from collections.abc import Mapping

from core.errors import Invalid
from core.portal import Portal
from core.site import Noun
from web.pages.console.areas import NEW

_PLURALS = {"person": "people"}


def own_key(key: str, typed: str, field: str) -> str:
    """Return under which name a thing stands: the one typed for a new one, the one it has for any other.

    Invalid where another is typed for what has one: everything else names it by that.
    """
    if key not in (NEW, typed):
        raise Invalid({field: f"This stays “{key}”: answers and the rest of the site name it so."})
    return typed


def counted(number: int, noun: Noun | str, more: str) -> str:
    """Say how many of something there are, and what more of them; empty for none."""
    if not number:
        return ""
    plural = noun.plural if isinstance(noun, Noun) else _PLURALS.get(noun, f"{noun}s")
    return f"{number:,} {noun if number == 1 else plural} {more}."


def moved_days(portal: Portal, moved: Mapping[str, int], more: bool) -> list[str]:
    """Say whose planned day is another one, by application, and that what was promised stays."""
    kept = "Requests keep the day that they were promised. What is sent from then on is counted anew."
    told = [
        counted(number, "person", f"waiting for {portal.applications[slug].name}, expected on another day")
        for slug, number in moved.items()
    ]
    return [*told, *(["More is waiting than is counted here."] if more else []), kept]

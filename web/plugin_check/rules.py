"""What a rule of the kit is, and the list of them all."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import import_module
from inspect import cleandoc
from pkgutil import iter_modules

from web.plugin_check.subject import Exempt, Subject

Findings = Iterable[str] | AsyncIterator[str]
Asks = Callable[[Subject], Findings]
_ID = re.compile(r"([A-Z])([1-9][0-9]?)")


class Level(IntEnum):
    """How good a plugin is; each level stands on those before it."""

    SAFE = 1
    RELIABLE = 2
    KIND = 3
    PROVEN = 4

    @property
    def word(self) -> str:
        """What it is called."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `asks` yields a sentence for each thing that is wrong, or raises Exempt with the reason.

    `page` is its docstring: what it asks, then “Why: …”, then “To fix it: …”, each a paragraph.
    """

    id: str
    level: Level
    title: str
    page: str
    asks: Asks

    @property
    def fix(self) -> str:
        """What to do about it, in one paragraph."""
        found = next(part for part in self.page.split("\n\n") if part.startswith("To fix it: "))
        return " ".join(found.split())


_known: dict[str, Rule] = {}


def rule(identity: str, level: Level, title: str) -> Callable[[Asks], Asks]:
    """Make a function of a Subject a rule of the kit."""

    def made(asks: Asks) -> Asks:
        page = cleandoc(asks.__doc__ or "")
        _known[identity] = Rule(identity, level, title, page, asks)
        return asks

    return made


@cache
def every_rule() -> tuple[Rule, ...]:
    """List all rules, level by level, in the order of their numbers."""
    for level in Level:
        folder = import_module(f"web.plugin_check.{level.word}")
        for each in iter_modules(folder.__path__):
            import_module(f"{folder.__name__}.{each.name}")
    return tuple(sorted(_known.values(), key=_place))


def _place(each: Rule) -> tuple[int, int]:
    found = _ID.fullmatch(each.id)
    return each.level, int(found[2]) if found else 0


__all__ = ["Exempt", "Level", "Rule", "every_rule", "rule"]

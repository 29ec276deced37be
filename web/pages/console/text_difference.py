"""What changes in the words of texts, for a page to draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.running.records import Setting
from core.running.site_texts import blocks_at
from core.texts import Block
from core.texts.difference import Difference, Mark, counts, difference, is_same

_SAID: Mapping[Mark, str] = {"changed": "changed", "inserted": "added", "deleted": "taken out"}


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A text as it becomes, and what changes in it; `summary` counts what becomes of its paragraphs."""

    name: str
    blocks: tuple[Block, ...]
    found: Difference
    summary: str

    @property
    def same(self) -> bool:
        """Whether no word changes."""
        return is_same(self.found)


def compared(settings: Sequence[Setting]) -> list[ComparedText]:
    """Compare every text that a change sets with the words before it."""
    return [_one(each) for each in settings if _markdown(each, each.before) or _markdown(each, each.after)]


def _one(setting: Setting) -> ComparedText:
    before = _blocks(setting, setting.before)
    after = _blocks(setting, setting.after)
    found = difference(before, after)
    numbers = [f"{counts(found)[mark]:,} {said}" for mark, said in _SAID.items() if counts(found).get(mark)]
    content = setting.after or setting.before
    name = str(content["title"]) if isinstance(content, Mapping) else "Guide"
    return ComparedText(name, after, found, ", ".join(numbers))


def _blocks(setting: Setting, content: Any) -> tuple[Block, ...]:
    try:
        return blocks_at(setting.path, _markdown(setting, content))
    except ValueError:
        # The files had it once, and may not have it any more.
        return ()


def _markdown(setting: Setting, content: Any) -> str:
    if isinstance(content, Mapping):
        return str(content.get("markdown", ""))
    return content if setting.path[-1] == "guide" and isinstance(content, str) else ""

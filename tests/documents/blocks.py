"""The code in a page of the documentation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.house.source import ROOT

_BLOCK = re.compile(r"^( *)```([a-z]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """One block: the page it stands on, its language, and its text."""

    page: str
    language: str
    text: str


def blocks(page: str, language: str = "") -> list[Block]:
    """The blocks of a page below `docs/`, in their order; of one language, or of all."""
    found = _BLOCK.findall((ROOT / "docs" / page).read_text("utf-8"))
    all_of_them = [Block(page, each, text) for _, each, text in found]
    return [each for each in all_of_them if language in {"", each.language}]

"""Small makers of blocks (`core/texts.py`), for words that hold values nobody may take for markup."""

from __future__ import annotations

from collections.abc import Sequence

from core.texts import Block

Part = str | Block
"""Plain words, or a run made here."""


def strong(text: str) -> Block:
    """Words that stand out."""
    return {"text": text, "strong": True, "emphasis": False}


def link(text: str, address: str) -> Block:
    """Words that lead somewhere."""
    return {"text": text, "strong": False, "emphasis": False, "link": address}


def heading(level: int, text: str) -> Block:
    """A heading of level 2 or 3."""
    return {"kind": "heading", "level": level, "runs": [_run(text)]}


def paragraph(*parts: Part) -> Block:
    """One paragraph."""
    return {"kind": "paragraph", "runs": [_run(part) for part in parts]}


def points(lines: Sequence[str | Sequence[Part]]) -> Block:
    """A list with dots; each line is words, or parts."""
    return _list(lines, ordered=False)


def steps(lines: Sequence[str | Sequence[Part]]) -> Block:
    """A list with numbers."""
    return _list(lines, ordered=True)


def without_headings(blocks: Sequence[Block]) -> list[Block]:
    """The same words under a heading of our own: theirs become strong lines."""
    return [
        {"kind": "paragraph", "runs": [run | {"strong": True} for run in block["runs"]]}
        if block["kind"] == "heading"
        else block
        for block in blocks
    ]


def _list(lines: Sequence[str | Sequence[Part]], *, ordered: bool) -> Block:
    items = [[paragraph(*([line] if isinstance(line, str) else line))] for line in lines]
    return {"kind": "list", "ordered": ordered, "start": 1, "items": items}


def _run(part: Part) -> Block:
    return {"text": part, "strong": False, "emphasis": False} if isinstance(part, str) else part

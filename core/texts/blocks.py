"""The blocks of a text, and small makers of them for words that hold values nobody may take for markup.

Pydantic reads and writes them as JSON: an agreement is stored, and its digest computed, in that form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, TypeAdapter

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True)
class Run:
    """Words that look alike; `link` is where they lead, if anywhere."""

    __pydantic_config__ = _STRICT
    text: str
    strong: bool = False
    emphasis: bool = False
    link: Annotated[str, Field(exclude_if=lambda link: not link)] = ""


BREAK = Run("\n")
"""The end of a line inside a paragraph."""

Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3."""

    __pydantic_config__ = _STRICT
    level: int
    runs: Runs
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    __pydantic_config__ = _STRICT
    runs: Runs
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True, slots=True)
class List:
    """A list with dots, or with numbers from `start` on; each item is a text of its own."""

    __pydantic_config__ = _STRICT
    ordered: bool
    start: int
    items: tuple[tuple[Block, ...], ...]
    kind: Literal["list"] = "list"


@dataclass(frozen=True, slots=True)
class Facts:
    """A table of facts: each row is a name, and one line or more of what is true."""

    __pydantic_config__ = _STRICT
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Code:
    """Lines to copy."""

    __pydantic_config__ = _STRICT
    lines: tuple[str, ...]
    kind: Literal["code"] = "code"


@dataclass(frozen=True, slots=True)
class Button:
    """The one thing to do next, and where that is done; `lighter` where it is what else can be done."""

    __pydantic_config__ = _STRICT
    words: str
    address: str
    lighter: Annotated[bool, Field(exclude_if=lambda lighter: not lighter)] = False
    kind: Literal["button"] = "button"


Block = Annotated[Heading | Paragraph | List | Facts | Code | Button, Field(discriminator="kind")]
_ANY: TypeAdapter[Block] = TypeAdapter(Block)

Part = str | Run
"""Plain words, or a run made here."""


def as_data(block: Block) -> dict[str, Any]:
    """Write a block as JSON, as it is stored and drawn on paper."""
    data: dict[str, Any] = _ANY.dump_python(block, mode="json")
    return data


def strong(text: str) -> Run:
    """Make words that stand out."""
    return Run(text, strong=True)


def link(text: str, address: str) -> Run:
    """Make words that lead somewhere."""
    return Run(text, link=address)


def heading(level: int, text: str) -> Heading:
    """Make a heading of level 2 or 3."""
    return Heading(level, (Run(text),))


def paragraph(*parts: Part) -> Paragraph:
    """Make one paragraph."""
    return Paragraph(tuple(Run(part) if isinstance(part, str) else part for part in parts))


def points(lines: Sequence[str | Sequence[Part]]) -> List:
    """Make a list with dots; each line is words, or parts."""
    return List(False, 1, _items(lines))


def steps(lines: Sequence[str | Sequence[Part]]) -> List:
    """Make a list with numbers."""
    return List(True, 1, _items(lines))


def facts(*rows: Sequence[str]) -> Facts:
    """Make a table of facts; each row is a name and the lines beside it."""
    return Facts(tuple(tuple(row) for row in rows))


def without_headings(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Put a text under a heading of our own: its headings become strong lines."""
    return tuple(
        Paragraph(tuple(replace(run, strong=True) for run in block.runs))
        if isinstance(block, Heading)
        else block
        for block in blocks
    )


def _items(lines: Sequence[str | Sequence[Part]]) -> tuple[tuple[Block, ...], ...]:
    return tuple((paragraph(*([line] if isinstance(line, str) else line)),) for line in lines)

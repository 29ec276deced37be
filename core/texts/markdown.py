"""One reading of Markdown as blocks.

Headings, paragraphs, lists, **strong** and *emphasis* are all a text that people sign may have: a link, a
picture or markup could look different in two places, so they are faults or plain words. Policies and guides
may have links as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from core.texts.blocks import Block, Heading, List, Paragraph, Run

# Every text stands under a title of the page, or of the document.
_LEVELS = {"h2": 2, "h3": 3}
_FROM_THE_FIRST = {"h1": 2, "h2": 3}
_OFF = ["html_block", "html_inline", "image", "autolink", "entity"]
_reader = MarkdownIt("commonmark", {"html": False}).disable([*_OFF, "link"])
_reader_of_links = MarkdownIt("commonmark", {"html": False}).disable(_OFF)


def blocks_of(markdown: str) -> tuple[Block, ...]:
    """Read a text that people sign; ValueError names what it may not have, and the line.

    Its headings begin at the first level or at the second, as contracts are written.
    """
    return _read(_reader, markdown, _as_in_contracts)


@lru_cache(maxsize=256)
def blocks_with_links(markdown: str) -> tuple[Block, ...]:
    """Read a policy or a guide, whose links lead to https or mailto; ValueError as in `blocks_of`.

    The same few texts are read for everybody who gets a guide.
    """
    return _read(_reader_of_links, markdown, lambda _: _LEVELS)


def _read(
    reader: MarkdownIt, markdown: str, levels: Callable[[Sequence[SyntaxTreeNode]], Mapping[str, int]]
) -> tuple[Block, ...]:
    try:
        nodes = SyntaxTreeNode(reader.parse(markdown)).children
        return _blocks(nodes, levels(nodes))
    except RecursionError as problem:
        raise ValueError("marks stand inside one another too deeply") from problem


def _as_in_contracts(nodes: Sequence[SyntaxTreeNode]) -> Mapping[str, int]:
    first = any(node.type == "heading" and node.tag == "h1" for node in nodes)
    return _FROM_THE_FIRST if first else _LEVELS


def _blocks(nodes: Sequence[SyntaxTreeNode], levels: Mapping[str, int]) -> tuple[Block, ...]:
    """Every block of a text; one ValueError with a line for each that it may not have."""
    blocks, faults = [], []
    for node in nodes:
        try:
            blocks.append(_block(node, levels))
        except ValueError as problem:
            words = str(problem)
            faults.append(words if words.startswith("line ") else f"line {_line(node)}: {words}")
    if faults:
        raise ValueError("\n".join(faults))
    return tuple(blocks)


def _block(node: SyntaxTreeNode, levels: Mapping[str, int]) -> Block:
    if node.type == "heading" and node.tag in levels:
        return Heading(levels[node.tag], tuple(_runs(node.children)))
    if node.type == "paragraph":
        return Paragraph(tuple(_runs(node.children)))
    if node.type in {"bullet_list", "ordered_list"}:
        items = tuple(_blocks(item.children, levels) for item in node.children)
        return List(node.type == "ordered_list", int(node.attrs.get("start", 1)), items)
    raise ValueError(f"line {_line(node)}: it may not have a {node.type.replace('_', ' ')}")


def _runs(nodes: Sequence[SyntaxTreeNode], strong: bool = False, emphasis: bool = False) -> Iterator[Run]:
    for node in nodes:
        if node.type in {"inline", "strong", "em"}:
            yield from _runs(node.children, strong or node.type == "strong", emphasis or node.type == "em")
        elif node.type == "link":
            address = _address(node)
            yield from (replace(run, link=address) for run in _runs(node.children, strong, emphasis))
        elif node.type in {"text", "softbreak", "hardbreak"}:
            yield Run(node.content if node.type == "text" else " ", strong, emphasis)
        else:
            raise ValueError(f"it may not have a {node.type.replace('_', ' ')}")


def _address(node: SyntaxTreeNode) -> str:
    address = str(node.attrs.get("href", ""))
    if not address.startswith(("https://", "mailto:")):
        raise ValueError(f"a link leads to an https or mailto address, not to {address!r}")
    return address


def _line(node: SyntaxTreeNode) -> int:
    return (node.map[0] if node.map else 0) + 1

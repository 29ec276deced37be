"""One reading of Markdown as blocks.

Headings, paragraphs, lists, **strong** and *emphasis* are all a text that people sign may have: a link, a
picture or markup could look different in two places, so they are faults or plain words. Policies and guides
may have links as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from core.texts.blocks import Block, Heading, List, Paragraph, Run

_LEVELS = {"h2": 2, "h3": 3}
_OFF = ["html_block", "html_inline", "image", "autolink", "entity"]
_reader = MarkdownIt("commonmark", {"html": False}).disable([*_OFF, "link"])
_reader_of_links = MarkdownIt("commonmark", {"html": False}).disable(_OFF)


def blocks_of(markdown: str) -> tuple[Block, ...]:
    """Read a text that people sign; ValueError names what it may not have, and the line."""
    return _read(_reader, markdown)


def blocks_with_links(markdown: str) -> tuple[Block, ...]:
    """Read a policy or a guide, whose links lead to https or mailto; ValueError as in `blocks_of`."""
    return _read(_reader_of_links, markdown)


def _read(reader: MarkdownIt, markdown: str) -> tuple[Block, ...]:
    return tuple(_block(node) for node in SyntaxTreeNode(reader.parse(markdown)).children)


def _block(node: SyntaxTreeNode) -> Block:
    if node.type == "heading" and node.tag in _LEVELS:
        return Heading(_LEVELS[node.tag], tuple(_runs(node.children)))
    if node.type == "paragraph":
        return Paragraph(tuple(_runs(node.children)))
    if node.type in {"bullet_list", "ordered_list"}:
        items = tuple(tuple(_block(child) for child in item.children) for item in node.children)
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

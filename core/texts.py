"""A text as a tree of blocks: one reading of its Markdown, drawn as page and as PDF.

What is drawn comes from the blocks alone, so the text on the screen and the text on paper are the same
text, and a digest of them covers every word. Headings, paragraphs, lists, **strong** and *emphasis* are all
a text that people sign may have: a link, a picture or markup could look different in two places, so they
are faults. A guide may have links as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Block = dict[str, Any]
"""`{"kind": "heading", "level": 2 or 3, "runs": …}`, `{"kind": "paragraph", "runs": …}` or
`{"kind": "list", "ordered": bool, "start": int, "items": [[Block, …], …]}`; a run is
`{"text": str, "strong": bool, "emphasis": bool}`, in a guide perhaps with `"link"`. All of it is JSON.
"""

_LEVELS = {"h2": 2, "h3": 3}
_OFF = ["html_block", "html_inline", "image", "autolink", "entity"]
_reader = MarkdownIt("commonmark", {"html": False}).disable([*_OFF, "link"])
_guide_reader = MarkdownIt("commonmark", {"html": False}).disable(_OFF)


def blocks_of(markdown: str) -> list[Block]:
    """The text as blocks; ValueError names what a signed text may not have, and the line."""
    tree = SyntaxTreeNode(_reader.parse(markdown))
    return [_block(node) for node in tree.children]


def guide_blocks(markdown: str) -> list[Block]:
    """The text of a guide as blocks; its links lead to https or mailto. ValueError as in `blocks_of`."""
    tree = SyntaxTreeNode(_guide_reader.parse(markdown))
    return [_block(node) for node in tree.children]


def _block(node: SyntaxTreeNode) -> Block:
    if node.type == "heading" and node.tag in _LEVELS:
        return {"kind": "heading", "level": _LEVELS[node.tag], "runs": _runs(node.children)}
    if node.type == "paragraph":
        return {"kind": "paragraph", "runs": _runs(node.children)}
    if node.type in {"bullet_list", "ordered_list"}:
        items = [[_block(child) for child in item.children] for item in node.children]
        ordered = node.type == "ordered_list"
        return {
            "kind": "list",
            "ordered": ordered,
            "start": int(node.attrs.get("start", 1)),
            "items": items,
        }
    raise ValueError(f"line {_line(node)}: it may not have a {node.type.replace('_', ' ')}")


def _runs(nodes: Sequence[SyntaxTreeNode], strong: bool = False, emphasis: bool = False) -> list[Block]:
    runs: list[Block] = []
    for node in nodes:
        if node.type in {"inline", "strong", "em"}:
            runs += _runs(node.children, strong or node.type == "strong", emphasis or node.type == "em")
        elif node.type == "link":
            address = _address(node)
            runs += [run | {"link": address} for run in _runs(node.children, strong, emphasis)]
        elif node.type in {"text", "softbreak", "hardbreak"}:
            text = node.content if node.type == "text" else " "
            runs.append({"text": text, "strong": strong, "emphasis": emphasis})
        else:
            raise ValueError(f"it may not have a {node.type.replace('_', ' ')}")
    return runs


def _address(node: SyntaxTreeNode) -> str:
    address = str(node.attrs.get("href", ""))
    if not address.startswith(("https://", "mailto:")):
        raise ValueError(f"a link leads to an https or mailto address, not to {address!r}")
    return address


def _line(node: SyntaxTreeNode) -> int:
    return (node.map[0] if node.map else 0) + 1

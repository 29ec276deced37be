"""The one language of running text: what pages, mails and paper draw.

A text is a sequence of frozen blocks (`blocks.py`). Each writer makes them in its own way: agreements and
policies from Markdown (`markdown.py`), mails from their plain text (`core/mail/writing.py`), guides with the
makers of `blocks.py`. Whoever draws them sees the blocks alone, so the screen and paper say the same words:
`web/templates/prose.html` for pages, `core/mail/templates/layout.html` for mails, `paper.typ` for paper.
"""

from core.texts.blocks import BREAK, Block, Button, Code, Facts, Heading, List, Paragraph, Run, as_data
from core.texts.markdown import blocks_of, blocks_with_links

__all__ = [
    "BREAK",
    "Block",
    "Button",
    "Code",
    "Facts",
    "Heading",
    "List",
    "Paragraph",
    "Run",
    "as_data",
    "blocks_of",
    "blocks_with_links",
]
